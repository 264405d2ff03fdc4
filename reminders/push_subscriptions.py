"""The browsers on which users get reminders."""

from __future__ import annotations

import base64
import binascii
import json
import uuid

from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.sessions.models import Session
from django.db import transaction

from core.hashing import hash_token
from couples.models import User
from couples.sessions import hash_session_key
from reminders.models import PushSubscription
from reminders.push import is_allowed_endpoint

MAX_PER_PERSON = 10  # then the oldest is deleted
MAX_ENDPOINT_LENGTH = 1000  # characters of an address


class InvalidSubscription(Exception):
    """The browser's endpoint isn't one that we send to."""


@transaction.atomic
def add_subscription(user: User, session_key: str, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Subscribe this browser until the user signs out there. Raises InvalidSubscription."""
    if (
        len(endpoint) > MAX_ENDPOINT_LENGTH
        or not is_allowed_endpoint(endpoint)
        or not are_valid_keys(p256dh, auth)
    ):
        raise InvalidSubscription
    User.objects.select_for_update().get(pk=user.pk)  # a second tap waits for the first
    PushSubscription.objects.filter(address_hash=hash_token(endpoint).hex()).delete()
    session = Session.objects.get(pk=hash_session_key(session_key))
    text = json.dumps({"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}})
    subscription = PushSubscription(
        user=user, session=session, address_hash=hash_token(endpoint).hex(), address=text
    )
    subscription.save(force_insert=True)
    oldest = user.push_subscriptions.order_by("-added_at", "pk").values_list("pk", flat=True)[MAX_PER_PERSON:]
    PushSubscription.objects.filter(pk__in=list(oldest)).delete()
    return subscription


def remove_subscription(user: User, subscription_id: uuid.UUID) -> None:
    """Delete a user's subscription."""
    user.push_subscriptions.filter(pk=subscription_id).delete()


def are_valid_keys(p256dh: str, auth: str) -> bool:
    """Whether these are an uncompressed point and 16 secret bytes."""
    try:
        point, secret = (base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) for text in (p256dh, auth))
    except (binascii.Error, ValueError):
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return len(point) == 65 and len(secret) == 16
