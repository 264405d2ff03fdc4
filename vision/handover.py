"""What a couple may hand over of their page: all of it, as it stands."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from couples.handover import Document, HandoverSource, Offer, Passage, register_handover
from couples.models import Partner
from vault.fields import is_readable
from vision.models import SharedLine
from vision.page import PageView, joining_of, read_page


def register() -> None:
    """Register the page."""
    register_handover(HandoverSource("vision", _("Our page"), offers, read))


def offers(me: Partner) -> list[Offer]:
    """Return the couple's page, once there is something on it."""
    first = SharedLine.objects.for_partner(me).first()
    return [Offer(item_of(me), gettext("Our dream relationship"))] if first else []


def item_of(me: Partner) -> uuid.UUID:
    """Return what a link calls the page: a couple has one."""
    return me.couple_id


def read(me: Partner, item: uuid.UUID) -> Document | None:
    """Return the page as both read it, with both names."""
    page = read_page(me) if item == item_of(me) else None
    if page is None:
        return None
    first, second = (one.name for one in sorted((me, me.other()), key=lambda one: one.slot))
    facts = gettext("{one} and {other}, {day}").format(
        one=first, other=second, day=date_format(page.agreed_on, "j F Y")
    )
    return Document(gettext("Their dream relationship"), facts, tuple(passages(page)), basis_of(page))


def passages(page: PageView) -> Iterator[Passage]:
    """Yield what both share, then what stays each one's own."""
    if page.shared:
        yield Passage(gettext("What they both dream of"), is_heading=True)
    for line in page.shared:
        yield from line_passages(line)
    for partner, own in page.apart:
        yield Passage(gettext("{name}'s own dreams").format(name=partner.name), is_heading=True)
        for line in own:
            yield from line_passages(line)


def line_passages(line: SharedLine) -> Iterator[Passage]:
    """Yield a line, and what the other added to it."""
    yield Passage(line.owner.name, line.words, slot=line.owner.slot)
    joining = joining_of(line)
    if joining and joining.words:
        yield Passage(joining.author.name, joining.words, slot=joining.author.slot)


def basis_of(page: PageView) -> str | None:
    """Return what is stored of the page. Links end when its form changes."""
    lines = [*page.shared, *(line for _one, own in page.apart for line in own)]
    stored = [[str(line.pk), line.owner_id, line.words, *joined(line)] for line in lines]
    is_opened = all(is_readable(value) for row in stored for value in row)
    return json.dumps([page.agreed_on.isoformat(), *stored]) if is_opened else None


def joined(line: SharedLine) -> Iterable[object]:
    """Return what is stored of a joining; nothing without one."""
    joining = joining_of(line)
    return (str(joining.pk), joining.words) if joining else ()
