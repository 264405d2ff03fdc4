"""An exit of Ana's, and the two phones."""

from __future__ import annotations

import pytest
from django.test import Client

from couples.models import User
from exits.models import Exit
from tests.exits.factories import named
from tests.factories import signed_in


@pytest.fixture
def phone(ana: User) -> Exit:
    return named(ana)


@pytest.fixture
def hers(ana: User) -> Client:
    return signed_in(ana)


@pytest.fixture
def his(ben: User) -> Client:
    return signed_in(ben)
