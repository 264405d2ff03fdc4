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

KEPT = 4 * 60 * 60  # seconds that a push service keeps it for a phone that is off
PATIENCE = 10  # seconds
TOPIC = "waiting"  # a newer one takes the place of one that has not been fetched
ORIGIN = re.compile(
    r"(https?://[a-z0-9.-]+(?::\d+)?)/"
)  # nobody's name before the host, and no odd sign in it
NOT_REACHED = (ConnectTimeoutError, NameResolutionError, NewConnectionError)


class Straight(requests.Session):
    """Posts to the address that it was given and to no other."""

    def post(self, url: Any, *args: Any, **more: Any) -> requests.Response:
        return super().post(url, *args, **{**more, "allow_redirects": False})


def may_send_to(endpoint: str) -> bool:
    """Whether an address belongs to one of the push services that browsers use."""
    found = ORIGIN.match(endpoint)
    return found is not None and any(fnmatchcase(found[1], service) for service in settings.PUSH_SERVICES)


def send(phone: Phone) -> Outcome:
    subscription = phone.subscription
    if not may_send_to(str(subscription.get("endpoint"))):
        return Outcome.REFUSED
    try:
        post(subscription, words(phone.user.profile.language))
    except WebPushException as refusal:
        return answered(phone, refusal.response.status_code if refusal.response is not None else 0)
    except requests.RequestException as error:
        return Outcome.LATER if was_not_reached(error) else Outcome.UNCLEAR
    return Outcome.SENT


def post(subscription: dict[str, object], words: str) -> None:
    webpush(
        subscription,
        words,
        vapid_private_key=vapid.key(),
        vapid_claims={"sub": settings.PUSH_CONTACT},
        headers={"Topic": TOPIC, "Urgency": "normal"},
        ttl=KEPT,
        timeout=PATIENCE,
        requests_session=Straight(),
    )


def words(language: str) -> str:
    with translation.override(language):
        return json.dumps({"title": "imago", "body": _("Something is waiting for you.")})


def answered(phone: Phone, status: int) -> Outcome:
    """What a service that did not take it means. A browser that is gone is forgotten."""
    if status in (404, 410):
        phone.delete()
    return Outcome.LATER if status == 429 or status >= 500 else Outcome.REFUSED


def was_not_reached(error: requests.RequestException) -> bool:
    """Whether nothing can have arrived."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NOT_REACHED)
