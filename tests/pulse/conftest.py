"""The two phones."""

from __future__ import annotations

import pytest
from django.test import Client

from couples.models import User
from tests.factories import signed_in


@pytest.fixture
def hers(ana: User) -> Client:
    return signed_in(ana)


@pytest.fixture
def his(ben: User) -> Client:
    return signed_in(ben)
