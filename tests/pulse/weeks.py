"""What Ana and Ben answer week by week, for the tests."""

from __future__ import annotations

import html
import json
import re
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from core.timezones import week_start
from couples.models import Partner, User
from pulse import sharing
from pulse.models import Pulse
from pulse.questions import PULSE_QUESTIONS

PATH = "/pulse/"


def place(user: User) -> Partner:
    found = Partner.objects.current(user)
    assert found
    return found


def week(ago: int = 0) -> date:
    return week_start(timezone.localdate()) - timedelta(weeks=ago)


def answered(user: User, ago: int = 0, **numbers: int) -> Pulse:
    """What someone answered so many weeks ago."""
    numbers = numbers or {"close": 5, "safe": 6, "heard": 7}
    return Pulse.objects.create(user=user, week=week(ago), numbers_text=json.dumps(numbers))


def both_agree(*users: User) -> None:
    for user in users:
        sharing.agree_to_share(place(user))


def together_for(weeks: int) -> None:
    """Let all couples have begun so long ago."""
    Partner.objects.update(joined_at=timezone.now() - timedelta(weeks=weeks))


def filled(seen: Any = 0, **numbers: Any) -> dict[str, Any]:
    return {"week": week().isoformat(), "seen": seen, **numbers}


def text(browser: Client, path: str = PATH, **fields: Any) -> str:
    """A page as it is read."""
    answer = browser.post(path, fields, follow=True) if fields else browser.get(path, follow=True)
    return html.unescape(answer.content.decode())


def table(page: str) -> list[list[str]]:
    """The rows of the table beneath the drawing, cell by cell."""
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def row_of(*shown: str) -> list[str]:
    """A row's cells by question: these, and nothing for further questions."""
    return [*shown, *["–"] * (len(PULSE_QUESTIONS) - len(shown))]


def lines(page: str) -> set[str]:
    """Whose lines are drawn, by slot."""
    return set(re.findall(r'class="pulse-line-(\d)"', page))
