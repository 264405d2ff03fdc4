"""What phones, mailboxes and calendars hold of a server, which an update can't change: cookies, addresses, the key that
they are reminded by, and the events they know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from appointments.models import Feed
from couples.models import User
from mail import messages
from mail.models import OutgoingMail
from reminders import mail, vapid
from tests.privacy.pages import paths_of
from tests.privacy.routes import routes

TRIED = 20  # paths of a route, by each person
BEST = [200, 204, 405, 302]
COOKIES = [settings.SESSION_COOKIE_NAME, settings.DEVICE_COOKIE_NAME, settings.CSRF_COOKIE_NAME]
Cookies = dict[str, str]


def gather(phones: Mapping[str, Client], links: list[str]) -> dict[str, Any]:
    """All of it: cookies and pages by person, `nobody` among them; the push key; the events of the calendars."""
    cookies = {name: cookies_of(phone) for name, phone in phones.items()} | {"nobody": {}}
    chosen: dict[str, list[str]] = {name: [] for name in cookies}
    for paths in (paths_of(route) for route in routes()):
        if found := best(cookies, paths):
            chosen[found[0]].append(found[1])
    chosen["nobody"] += links
    return {
        "cookies": cookies,
        "pages": {name: statuses(cookies[name], paths) for name, paths in chosen.items()},
        "push_key": vapid.public_key(),
        "events": events(links),
    }


def cookies_of(phone: Client) -> Cookies:
    return {name: cookie.value for name, cookie in phone.cookies.items() if name in COOKIES}


def best(cookies: dict[str, Cookies], paths: list[str]) -> tuple[str, str] | None:
    """Who opens a page by one of these paths, and by which. None if nobody does."""
    found = [
        (BEST.index(status), number, name, path)
        for number, name in enumerate(cookies)
        for path, status in statuses(cookies[name], list(islice(paths, TRIED))).items()
        if status in BEST
    ]
    return min(found)[2:] if found else None


def statuses(cookies: Cookies, paths: Iterable[str]) -> dict[str, int]:
    """What each path answers to a browser with these cookies. Nothing stays changed by it."""
    with long_after(), transaction.atomic():
        found = {path: browser(cookies).get(path).status_code for path in paths}
        transaction.set_rollback(True)
    return found


def browser(cookies: Cookies) -> Client:
    made = Client()
    made.cookies.load(cookies)
    return made


@contextmanager
def long_after() -> Iterator[None]:
    """Nobody has shown lately who they are; a link for a new password is good for ever."""
    with override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=0, PASSWORD_RESET_TIMEOUT=10**10):
        yield


def links_sent(people: Iterable[User]) -> list[str]:
    """The paths of all links in the mails on their way, in reminders, and of the calendars."""
    letters = [messages.deserialize_message(row.content) for row in OutgoingMail.objects.all()]
    letters += [mail.build_message(user) for user in people]
    texts = "\n".join(str(letter.body) for letter in letters)
    found = re.findall(rf"{re.escape(settings.HOME_ORIGIN)}(/\S*)", texts)
    return [
        *dict.fromkeys(found),
        *(reverse("appointments:feed", args=[feed.token]) for feed in Feed.objects.all()),
    ]


def events(links: Iterable[str]) -> list[str]:
    """The events that calendars know by now."""
    calendars = (b"".join(Client().get(path)).decode() for path in links if path.endswith(".ics"))
    return sorted({event for text in calendars for event in re.findall(r"UID:(\S+)", text)})
