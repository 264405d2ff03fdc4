"""One small thing a week in a couple's first month. It waits when they wait: the next one comes a week after the last
was done, however long that took."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, QuerySet
from django.utils import timezone

from couples.models import Partner
from couples.small_things import SmallThing, small_things
from dialogues.models import Dialogue
from dialogues.protocol.arrangements import ARRANGING

FIRST_AFTER, NEXT_AFTER = timedelta(days=1), timedelta(weeks=1)
QUIET_AFTER_STOP = timedelta(days=3)
AT_HOME_AFTER = 8  # whole dialogues: by then they know their way around


def whole_dialogues(me: Partner) -> QuerySet[Dialogue]:
    """Return the couple's whole dialogues."""
    rows: QuerySet[Dialogue] = Dialogue.objects.filter(couple=me.couple_id).completed()
    return rows


def first_dialogues(me: Partner) -> QuerySet[Dialogue]:
    """Return the couple's whole dialogues, or none once they know their way around."""
    enough = whole_dialogues(me).order_by("pk")[AT_HOME_AFTER - 1 : AT_HOME_AFTER]
    return whole_dialogues(me).filter(~Exists(enough))


def begins_at(me: Partner) -> datetime | None:
    """Return when the month begins: a day after the first whole dialogue. None before that, and once they know their
    way around."""
    found = whole_dialogues(me).aggregate(first=Min("closed_at"), number=Count("pk"))
    first: datetime | None = found["first"]
    return None if first is None or found["number"] >= AT_HOME_AFTER else first + FIRST_AFTER


def was_stopped_lately(me: Partner) -> bool:
    """Whether one of the two stopped a dialogue in the last days. It may have been too much."""
    rows = Dialogue.objects.filter(couple=me.couple_id, closed_at__gt=timezone.now() - QUIET_AFTER_STOP)
    is_stopped: bool = (
        rows.filter(snapshot__finished=False).exclude(snapshot__back__in=list(ARRANGING)).exists()
    )
    return is_stopped


def thing_now(me: Partner, turned_off: Collection[str], now: datetime) -> SmallThing | None:
    """Return this week's small thing, None if it isn't time for one."""
    at = begins_at(me)
    if at is None:
        return None
    for thing in small_things():
        if thing.name in turned_off:
            continue
        done_at = thing.done_at(me)
        if done_at is None:
            return thing if at <= now else None
        at = max(at, done_at + NEXT_AFTER)
    return None
