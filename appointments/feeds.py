"""The secret URL of a person's calendar feed."""

from __future__ import annotations

import secrets

from django.db import transaction

from appointments.models import Feed
from core.hashing import hash_token
from couples.models import User


@transaction.atomic
def create_feed(user: User) -> Feed:
    """Create a new feed URL; the previous one stops working."""
    User.objects.select_for_update().get(pk=user.pk)  # a second tap waits for the first
    Feed.objects.filter(user=user).delete()
    token = secrets.token_urlsafe(16)
    feed = Feed(user=user, token_hash=hash_token(token).hex(), token=token)
    feed.save(force_insert=True)
    return feed


def delete_feed(user: User) -> None:
    """Delete the user's feed URL."""
    Feed.objects.filter(user=user).delete()


def feed_owner(token: str) -> User | None:
    """Return the user whose feed has this token, if any."""
    living = Feed.objects.filter(user__is_active=True, user__profile__agrees=True)
    feed = living.filter(token_hash=hash_token(token).hex()).select_related("user__profile").first()
    return feed.user if feed else None
