"""An exit of Ana's, and both partners' clients."""

from __future__ import annotations

import pytest
from django.test import Client

from couples.models import User
from exits.models import Exit
from tests.exits.factories import create_exit
from tests.factories import signed_in


@pytest.fixture
def exit(ana: User) -> Exit:
    return create_exit(ana)


@pytest.fixture
def ana_client(ana: User) -> Client:
    return signed_in(ana)


@pytest.fixture
def ben_client(ben: User) -> Client:
    return signed_in(ben)
