"""The standing cast: Ana and Ben are a couple, Cleo and Dan another, Eve is nobody's partner."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from couples.models import User
from couples.pairing import pair
from couples.profiles import create_profile

__all__ = ["pair", "person", "session_cookie", "signed_in"]


def person(name: str) -> User:
    """Someone with a profile, who signs in by link only."""
    user = User.objects.create_user(f"{name.lower()}@example.org")
    create_profile(user, first_name=name)
    return user


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def session_cookie(user: User) -> str:
    """The cookie of a new session, for programs that speak to a live server."""
    return signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
