"""Helpers for tests of the pulse: weekly answers, forms and pages."""

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


def partner_of(user: User) -> Partner:
    partner = Partner.objects.current(user)
    assert partner
    return partner


def week(ago: int = 0) -> date:
    return week_start(timezone.localdate()) - timedelta(weeks=ago)


def answer_week(user: User, ago: int = 0, **numbers: int) -> Pulse:
    """Create a user's answers of a week in the past."""
    numbers = numbers or {"close": 5, "safe": 6, "heard": 7}
    return Pulse.objects.create(user=user, week=week(ago), numbers_text=json.dumps(numbers))


def both_agree(*users: User) -> None:
    for user in users:
        sharing.agree_to_share(partner_of(user))


def together_for(weeks: int) -> None:
    """Backdate all couples by a number of weeks."""
    Partner.objects.update(joined_at=timezone.now() - timedelta(weeks=weeks))


def form_data(seen: Any = 0, **numbers: Any) -> dict[str, Any]:
    return {"week": week().isoformat(), "seen": seen, **numbers}


def text(browser: Client, path: str = PATH, **fields: Any) -> str:
    """Return a page's HTML, unescaped. With fields, POST them."""
    answer = browser.post(path, fields, follow=True) if fields else browser.get(path, follow=True)
    return html.unescape(answer.content.decode())


def table(page: str) -> list[list[str]]:
    """Return the cells of each row of the table below the chart."""
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def row_of(*shown: str) -> list[str]:
    """Return a row's cells, with a dash for each question without a number."""
    return [*shown, *["–"] * (len(PULSE_QUESTIONS) - len(shown))]


def drawn_slots(page: str) -> set[str]:
    """Return the slots whose lines are drawn."""
    return set(re.findall(r'class="pulse-line-(\d)"', page))
