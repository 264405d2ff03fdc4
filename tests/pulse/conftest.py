"""Clients signed in as either partner."""

from __future__ import annotations

import pytest
from django.test import Client

from couples.models import User
from tests.factories import signed_in


@pytest.fixture
def ana_client(ana: User) -> Client:
    return signed_in(ana)


@pytest.fixture
def ben_client(ben: User) -> Client:
    return signed_in(ben)
