"""Links that sign one person in, once: for a new phone on the same table, and for programs."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from couples.models import SignInLink, User

LASTS = timedelta(seconds=60)


def make_link(user: User, lasts: timedelta = LASTS) -> str:
    """The path of a new link. Only its hash is stored."""
    token = secrets.token_urlsafe(16)
    SignInLink.objects.create(user=user, token_hash=hashed(token), expires_at=timezone.now() + lasts)
    return reverse("signin_link", args=[token])


def is_good(token: str) -> bool:
    """Whether this link would sign someone in right now."""
    return good_links(token).exists()


def use_link(token: str) -> User | None:
    """Whom this link signs in, if it is good; after that it is good no more."""
    if not good_links(token).update(used_at=timezone.now()):
        return None
    user = SignInLink.objects.select_related("user").get(token_hash=hashed(token)).user
    return user if user.is_active else None


def good_links(token: str) -> QuerySet[SignInLink]:
    now = timezone.now()
    return SignInLink.objects.filter(token_hash=hashed(token), used_at=None, expires_at__gt=now)


def hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
