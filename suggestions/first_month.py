"""One small thing a week in a couple's first month. It waits when they wait: the next one comes a week after the last
was done, however long that took."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, QuerySet, Subquery
from django.utils import timezone

from couples.models import Partner
from couples.small_things import SmallThing, small_things
from dialogues.models import Dialogue
from dialogues.protocol.arrangements import ARRANGING
from suggestions.models import DeclinedSuggestion

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


@dataclass(frozen=True)
class Month:
    """What decides on a couple's small thing, as one of the two finds it."""

    first_talked_at: datetime | None
    dialogues: int  # whole ones
    was_stopped_lately: bool  # one of the two stopped a dialogue in the last days: it may have been too much
    turned_off: Collection[str]
    done_at: Mapping[str, datetime | None]  # by the name of the small thing

    @property
    def begins_at(self) -> datetime | None:
        """When the month begins: a day after the first whole dialogue. None before that, and once they know their way
        around."""
        if self.first_talked_at is None or self.dialogues >= AT_HOME_AFTER:
            return None
        return self.first_talked_at + FIRST_AFTER


def read_month(me: Partner) -> Month:
    """Return what decides on this partner's small thing, by one query."""
    whole, names = whole_dialogues(me).order_by(), [thing.name for thing in small_things()]
    lately = Dialogue.objects.filter(couple=me.couple_id, closed_at__gt=timezone.now() - QUIET_AFTER_STOP)
    stopped = lately.filter(snapshot__finished=False).exclude(snapshot__back__in=list(ARRANGING))
    first, number, was_stopped, turned_off, *done = Partner.objects.filter(pk=me.pk).values_list(
        Subquery(whole.order_by("closed_at").values("closed_at")[:1]),
        Subquery(whole.values("couple").values(number=Count("pk"))),
        Exists(stopped),
        ArraySubquery(DeclinedSuggestion.objects.filter(user=me.user_id).values("name")),
        *(Subquery(thing.done_at(me)[:1]) for thing in small_things()),
    )[0]
    return Month(first, number or 0, was_stopped, turned_off, dict(zip(names, done, strict=True)))


def thing_now(month: Month, now: datetime) -> SmallThing | None:
    """Return this week's small thing, None if it isn't time for one."""
    at = None if month.was_stopped_lately else month.begins_at
    if at is None:
        return None
    for thing in small_things():
        if thing.name in month.turned_off:
            continue
        done_at = month.done_at[thing.name]
        if done_at is None:
            return thing if at <= now else None
        at = max(at, done_at + NEXT_AFTER)
    return None
