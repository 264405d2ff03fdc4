"""One-time sign-in links, for a new phone at hand and for scripts."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from core.hashing import hash_token
from couples.models import SignInLink, User

LIFETIME = timedelta(seconds=60)


def create_link(user: User, lasts: timedelta = LIFETIME) -> str:
    """The path of a new link. Only its hash is stored."""
    token = secrets.token_urlsafe(16)
    SignInLink.objects.create(user=user, token_hash=hash_token(token), expires_at=timezone.now() + lasts)
    return reverse("signin_link", args=[token])


def is_valid(token: str) -> bool:
    """Return whether the link would sign someone in now."""
    return valid_links(token).exists()


def use_link(token: str) -> User | None:
    """Use up a link, and return its user; None if it isn't valid."""
    if not valid_links(token).update(used_at=timezone.now()):
        return None
    user = SignInLink.objects.select_related("user").get(token_hash=hash_token(token)).user
    return user if user.is_active else None


def valid_links(token: str) -> QuerySet[SignInLink]:
    """Return the row of a valid link."""
    now = timezone.now()
    return SignInLink.objects.filter(token_hash=hash_token(token), used_at=None, expires_at__gt=now)
