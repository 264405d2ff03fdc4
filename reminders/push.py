"""Reminders as web push: encrypted for one browser, always with the same text."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from typing import Any

import requests
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from mail.transport import Outcome
from reminders import vapid
from reminders.models import PushSubscription

TTL_SECONDS = 4 * 60 * 60  # seconds; push services store it that long for a phone that is off
URGENCY = "high"  # or a phone at rest would only show it hours later
TIMEOUT = 10  # seconds
TOPIC = "waiting"  # a newer message replaces one that has not been fetched
ORIGIN = re.compile(
    r"(https?://[a-z0-9.-]+(?::\d+)?)/"
)  # nobody's name before the host, and no odd sign in it
NOT_REACHED = (ConnectTimeoutError, NameResolutionError, NewConnectionError)


class Straight(requests.Session):
    """A session that follows no redirects."""

    def post(self, url: Any, *args: Any, **more: Any) -> requests.Response:
        return super().post(url, *args, **{**more, "allow_redirects": False})


def is_allowed_endpoint(endpoint: str) -> bool:
    """Whether an address belongs to one of the push services that browsers use."""
    match = ORIGIN.match(endpoint)
    return match is not None and any(fnmatchcase(match[1], service) for service in settings.PUSH_SERVICES)


def send_push(subscription: PushSubscription) -> Outcome:
    """Push a notification to a browser."""
    from pywebpush import WebPushException  # here, since it takes an eighth of every program's start

    info = subscription.subscription_info
    if not is_allowed_endpoint(str(info.get("endpoint"))):
        return Outcome.REFUSED
    try:
        post(info, payload(subscription.user.profile.language))
    except WebPushException as refusal:
        return outcome_of_response(subscription, refusal.response)
    except requests.RequestException as error:
        return Outcome.LATER if is_connection_error(error) else Outcome.UNCLEAR
    return Outcome.SENT


def post(subscription_info: dict[str, object], text: str) -> None:
    """Post an encrypted notification to the push service."""
    from pywebpush import webpush

    webpush(
        subscription_info,
        text,
        vapid_private_key=vapid.vapid_key(),
        vapid_claims={"sub": settings.PUSH_CONTACT},
        headers={"Topic": TOPIC, "Urgency": URGENCY},
        ttl=TTL_SECONDS,
        timeout=TIMEOUT,
        requests_session=Straight(),
    )


def payload(language: str) -> str:
    """Return the notification's text as JSON."""
    with translation.override(language):
        return json.dumps({"title": "imago", "body": _("Something is waiting for you.")})


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
