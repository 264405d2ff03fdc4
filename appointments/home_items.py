"""What the weekly time has for home: a proposal to answer, and the agreed time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from appointments import services
from appointments.models import WeeklyTime
from core.timezones import describe_moment
from couples.home_items import HomeItem, HomeSource, Rank, Reader, register_home_items
from couples.models import Partner
from dialogues.models import Dialogue

LATE = timedelta(hours=2)  # after the agreed time, until it counts as missed
EARLY = timedelta(hours=1)  # before it: a dialogue begun then was it


def register() -> None:
    """Register the weekly time's items."""
    register_home_items(
        HomeSource("appointments", find_proposal, lambda reader: [proposed(reader.me)]),
        HomeSource("appointments", find_agreed, lambda reader: [agreed(reader.me)], counted=False),
    )


def proposed(me: Partner) -> QuerySet[WeeklyTime]:
    """Return the couple's proposed time."""
    return WeeklyTime.objects.filter(couple=me.couple_id, ended_at=None, agreed_at=None)


def agreed(me: Partner) -> QuerySet[WeeklyTime]:
    """Return the couple's agreed time."""
    return WeeklyTime.objects.filter(couple=me.couple_id, ended_at=None).exclude(agreed_at=None)


def find_proposal(reader: Reader) -> Iterator[HomeItem]:
    """Yield the proposed time."""
    yield from (proposal_item(row, reader) for row in proposed(reader.me))


def proposal_item(row: WeeklyTime, reader: Reader) -> HomeItem:
    """Return a proposal, to be answered by the other."""
    is_mine = row.proposed_by_id == reader.me.pk
    text = _("You proposed {time} each week") if is_mine else _("{name} proposes {time} each week")
    at = timezone.localtime(next(services.occurrences(row, timezone.now())))
    time = _("{day}, {time}").format(day=formats.date_format(at, "l"), time=formats.date_format(at, "H:i"))
    return HomeItem(
        text.format(name=reader.partner.name, time=time),
        reverse("appointments:times"),
        _("Look at it") if is_mine else _("Answer"),
        Rank.WAITING if is_mine else Rank.ASKED,
        is_open=not is_mine,
    )


def find_agreed(reader: Reader) -> Iterator[HomeItem]:
    """Yield the next agreed time, until the two have talked."""
    yield from (agreed_item(row, reader) for row in agreed(reader.me))


def agreed_item(row: WeeklyTime, reader: Reader) -> HomeItem:
    """Return the next agreed time: today's until the two have talked."""
    now = timezone.now()
    at = next(services.occurrences(row, now - LATE))
    if at <= now and has_talked(reader, at - EARLY):
        at = next(services.occurrences(row, now))
    is_today = timezone.localdate(at) == timezone.localdate()
    return HomeItem(
        _("Your time together: {time}").format(time=describe_moment(at)),
        reverse("dialogues:new") if is_today else reverse("appointments:times"),
        _("Start a dialogue"),
        Rank.TODAY if is_today else Rank.QUIET,
        at=at,
    )


def has_talked(reader: Reader, since: datetime) -> bool:
    """Return whether a dialogue began or ended since then."""
    rows = Dialogue.objects.filter(couple=reader.me.couple_id)
    return rows.filter(Q(created_at__gte=since) | Q(closed_at__gte=since)).exists()
