"""Ana and Ben, who have written in every box of every room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_django
from django.db import transaction

from couples.models import User
from tests.factories import pair, person
from tests.many_pages import many_pages
from tests.privacy.everything import fill
from vault.sealing import forget_ciphers


@pytest.fixture(scope="module")
def _filled(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[list[int]]:
    """Written once, since it takes a second. What a test changes is undone after it, all of it after the module."""
    with django_db_blocker.unblock(), many_pages(), transaction.atomic():
        users = [person("Ana"), person("Ben")]
        pair(*users)
        fill(*users)
        yield [user.pk for user in users]
        transaction.set_rollback(True)


@pytest.fixture
def both(_filled: list[int], db: None) -> tuple[User, User]:
    forget_ciphers()
    ana, ben = (User.objects.get(pk=pk) for pk in _filled)
    return ana, ben
