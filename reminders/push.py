"""Reminders as web push: encrypted for one browser, the same words for everything and everybody."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from typing import Any

import requests
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from pywebpush import WebPushException, webpush
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from mail.transport import Outcome
from reminders import vapid
from reminders.models import Phone

TTL_SECONDS = 4 * 60 * 60  # seconds that a push service keeps it for a phone that is off
TIMEOUT = 10  # seconds
TOPIC = "waiting"  # a newer one takes the place of one that has not been fetched
ORIGIN = re.compile(
    r"(https?://[a-z0-9.-]+(?::\d+)?)/"
)  # nobody's name before the host, and no odd sign in it
NOT_REACHED = (ConnectTimeoutError, NameResolutionError, NewConnectionError)


class Straight(requests.Session):
    """Posts to the address that it was given and to no other."""

    def post(self, url: Any, *args: Any, **more: Any) -> requests.Response:
        return super().post(url, *args, **{**more, "allow_redirects": False})


def is_allowed_endpoint(endpoint: str) -> bool:
    """Whether an address belongs to one of the push services that browsers use."""
    found = ORIGIN.match(endpoint)
    return found is not None and any(fnmatchcase(found[1], service) for service in settings.PUSH_SERVICES)


def send_push(phone: Phone) -> Outcome:
    """Push a notification to a phone."""
    subscription = phone.subscription
    if not is_allowed_endpoint(str(subscription.get("endpoint"))):
        return Outcome.REFUSED
    try:
        post(subscription, payload(phone.user.profile.language))
    except WebPushException as refusal:
        return outcome_of_response(phone, refusal.response.status_code if refusal.response is not None else 0)
    except requests.RequestException as error:
        return Outcome.LATER if is_connection_error(error) else Outcome.UNCLEAR
    return Outcome.SENT


def post(subscription: dict[str, object], words: str) -> None:
    """Post an encrypted notification to the push service."""
    webpush(
        subscription,
        words,
        vapid_private_key=vapid.vapid_key(),
        vapid_claims={"sub": settings.PUSH_CONTACT},
        headers={"Topic": TOPIC, "Urgency": "normal"},
        ttl=TTL_SECONDS,
        timeout=TIMEOUT,
        requests_session=Straight(),
    )


def payload(language: str) -> str:
    """Return the notification's text as JSON."""
    with translation.override(language):
        return json.dumps({"title": "imago", "body": _("Something is waiting for you.")})


def outcome_of_response(phone: Phone, status: int) -> Outcome:
    """Return what an error response means. A subscription that no longer exists is deleted."""
    if status in (404, 410):
        phone.delete()
    return Outcome.LATER if status == 429 or status >= 500 else Outcome.REFUSED


def is_connection_error(error: requests.RequestException) -> bool:
    """Whether nothing can have arrived."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NOT_REACHED)
