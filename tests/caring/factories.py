"""What the tests of caring days share."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from caring import lists, not_now
from caring.models import CaringGift, Line
from couples.models import Partner, User
from tests.markup import compact

TEA, NOTE, READING = "make me tea", "left a note in my coat", "read to me on Sundays"
TO_THE_CHOICE = "ben accept, ana ready, ben ready, ana send, ben mirror, ana that_is_all"
TO_THE_THANKS = f"{TO_THE_CHOICE}, ben pick"


def partner_of(user: User) -> Partner:
    partner = Partner.objects.current(user)
    assert partner
    return partner


def write_list(owner: User) -> list[Line]:
    """A list with a line in each part, which the other may read."""
    partner = partner_of(owner)
    lines = [
        lists.add_line(partner, part, text)
        for part, text in (("now", TEA), ("beginning", NOTE), ("wish", READING))
    ]
    lists.show_list(partner)
    return lines


def put_away(user: User, *lines: Line) -> None:
    for line in lines:
        not_now.put_away(partner_of(user), line)


def seen_by(user: User) -> list[str]:
    """The other's lines as this person sees them."""
    return [line.text for line in not_now.sort_lines(partner_of(user)).visible]


def gifts() -> dict[str, str]:
    """What is being given, by who gives it."""
    rows = CaringGift.objects.select_related("giver__user__profile", "giver__couple")
    return {row.giver.name: row.text for row in rows}


def read(client: Client, path: str) -> str:
    """What a page says, without what is new each time."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    page = re.sub(
        r'(?:name="csrfmiddlewaretoken" value|nonce|data-csrf|name="key" value)="[^"]*"', "", answer.text
    )
    return compact(unescape(page))
