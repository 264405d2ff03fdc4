"""The standing cast: Ana and Ben are a couple, Cleo and Dan another, Eve is nobody's partner."""

from __future__ import annotations

from django.conf import settings
from django.test import Client
from django.utils import timezone

from couples.models import Couple, Partner, Profile, User
from vault import datakeys


def person(name: str) -> User:
    """Someone with a profile, who signs in by link only."""
    user = User.objects.create_user(f"{name.lower()}@example.org")
    Profile.objects.create(user=user, first_name=name, adult_at=timezone.now(), key=datakeys.create())
    return user


def pair(first: User, second: User) -> Couple:
    couple = Couple.objects.create(key=datakeys.create())
    for slot, user in enumerate((first, second)):
        Partner.objects.create(couple=couple, user=user, slot=slot)
    return couple


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def session_cookie(user: User) -> str:
    """The cookie of a new session, for programs that speak to a live server."""
    return signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
