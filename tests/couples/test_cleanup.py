"""From where someone signed in is known for as long as they are, and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from couples.models import User
from couples.sessions import hash_session_key
from reminders import tasks
from tests.couples.test_accounts import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def phones(client: Client) -> list[Client]:
    """Two phones on which Fay has signed in."""
    client.post("/accounts/signup/", {"email": "fay@example.org", "password1": PASSWORD})
    UserSession.objects.all().delete()
    return [sign_in()[0] for _ in range(2)]


def counts() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        return [key for (key,) in cursor.fetchall()]


def test_a_session_that_ran_out_or_was_left_is_forgotten_with_its_address(phones: list[Client]):
    tasks.clear_sessions()
    assert UserSession.objects.filter(user=User.objects.get()).count() == 2
    key = hash_session_key(phones[0].session.session_key or "")
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(days=1))
    tasks.clear_sessions()
    [left] = UserSession.objects.all()
    assert left.session_key == hash_session_key(phones[1].session.session_key or "")
    phones[1].post("/accounts/logout/")
    tasks.clear_sessions()
    assert not UserSession.objects.exists()


def test_counts_of_who_tried_to_sign_in_last_no_longer_than_they_count(phones: list[Client]):
    cache.set("from-somewhere", 1, timeout=600)
    cache.set("from-elsewhere", 1, timeout=600)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cache SET expires = now() - interval '1 day' WHERE cache_key LIKE '%elsewhere'"
        )
    tasks.clear_sessions()
    assert not [key for key in counts() if "elsewhere" in key]
    assert [key for key in counts() if "somewhere" in key]
