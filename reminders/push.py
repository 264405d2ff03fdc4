"""Reminders as web push: for the phones of known push services, always with the same text."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from mail.transport import Outcome
from reminders.models import PushSubscription

ORIGIN = re.compile(
    r"(https?://[a-z0-9.-]+(?::\d+)?)/"
)  # nobody's name before the host, and no odd sign in it


def is_allowed_endpoint(endpoint: str) -> bool:
    """Whether an address belongs to one of the push services that browsers use."""
    match = ORIGIN.match(endpoint)
    return match is not None and any(fnmatchcase(match[1], service) for service in settings.PUSH_SERVICES)


def send_push(subscription: PushSubscription) -> Outcome:
    """Push a notification to a browser."""
    from reminders import push_client  # here, since it takes a fifth of every program's start

    if not is_allowed_endpoint(str(subscription.subscription_info.get("endpoint"))):
        return Outcome.REFUSED
    return push_client.post(subscription, payload(subscription.user.profile.language))


def payload(language: str) -> str:
    """Return the notification's text as JSON."""
    with translation.override(language):
        return json.dumps({"title": "imago", "body": _("Something is waiting for you.")})
