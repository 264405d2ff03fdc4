"""Posts an encrypted notification to a push service, for one browser."""

from __future__ import annotations

from typing import Any

import requests
from django.conf import settings
from pywebpush import WebPushException, webpush
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from mail.transport import Outcome
from reminders import vapid
from reminders.models import PushSubscription

TTL_SECONDS = 4 * 60 * 60  # seconds; push services store it that long for a phone that is off
URGENCY = "high"  # or a phone at rest would only show it hours later
TIMEOUT = 10  # seconds
TOPIC = "waiting"  # a newer message replaces one that has not been fetched
NOT_REACHED = (ConnectTimeoutError, NameResolutionError, NewConnectionError)


class Straight(requests.Session):
    """A session that follows no redirects."""

    def post(self, url: Any, *args: Any, **more: Any) -> requests.Response:
        return super().post(url, *args, **{**more, "allow_redirects": False})


def post(subscription: PushSubscription, text: str) -> Outcome:
    """Post a notification to the push service, and return what came of it."""
    try:
        webpush(
            subscription.subscription_info,
            text,
            vapid_private_key=vapid.vapid_key(),
            vapid_claims={"sub": settings.PUSH_CONTACT},
            headers={"Topic": TOPIC, "Urgency": URGENCY},
            ttl=TTL_SECONDS,
            timeout=TIMEOUT,
            requests_session=Straight(),
        )
    except WebPushException as refusal:
        return outcome_of_response(subscription, refusal.response)
    except requests.RequestException as error:
        return Outcome.LATER if is_connection_error(error) else Outcome.UNCLEAR
    return Outcome.SENT


def outcome_of_response(subscription: PushSubscription, response: requests.Response | None) -> Outcome:
    """Return what an error response means. A subscription that no longer exists is deleted."""
    status = 0 if response is None else response.status_code
    if status in (404, 410):
        subscription.delete()
    return Outcome.LATER if status == 429 or status >= 500 else Outcome.REFUSED


def is_connection_error(error: requests.RequestException) -> bool:
    """Whether nothing can have arrived."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NOT_REACHED)
