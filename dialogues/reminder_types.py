"""What falls due in dialogues: a time to meet, and a turn that has been waiting."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from core.reminder_types import (
    A_QUARTER_HOUR,
    AN_HOUR,
    STANDING_LOOK_BACK,
    DueItem,
    ReminderType,
    in_batches,
    register_reminder_type,
)
from couples.models import Partner
from dialogues.models import Dialogue, Turn
from dialogues.protocol import INVITED, PAUSED
from dialogues.protocol.engine import current_step, may_act
from dialogues.protocol.shared_steps import LATER, PAUSE, POSTPONED

TURN_DELAY = timedelta(hours=4)  # since the last move, until a turn counts as waiting


@dataclass(frozen=True)
class Meeting:
    """A time to meet, as the last move in the dialogue (its `version`) left it."""

    dialogue: uuid.UUID
    at: datetime
    version: int
    changed_at: datetime
    holds: bool


def register() -> None:
    """Declare the reminders of this app."""
    register_reminder_type(
        ReminderType(
            "appointment_soon",
            _("A dialogue in an hour"),
            _("You wanted to meet for a dialogue in an hour."),
            lambda after, until: due_meetings(after + AN_HOUR, until + AN_HOUR, before=AN_HOUR),
            good_for=AN_HOUR,
        )
    )
    register_reminder_type(
        ReminderType(
            "appointment",
            _("A dialogue now"),
            _("It is time for the dialogue you agreed on."),
            due_meetings,
            good_for=A_QUARTER_HOUR,
        )
    )
    register_reminder_type(
        ReminderType(
            "turn",
            _("My turn in a dialogue"),
            _("A dialogue is open, and you can go on."),
            due_turns,
            at_most=timedelta(days=1),
            looks_back=STANDING_LOOK_BACK,
            from_partner=True,
        )
    )


def partners_by_couple(couples: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Partner]]:
    """Return the partners of these couples, by couple, without couples that have ended."""
    found: dict[uuid.UUID, list[Partner]] = {}
    for partner in Partner.objects.filter(couple__in=set(couples), left_at=None, couple__ended_at=None):
        found.setdefault(partner.couple_id, []).append(partner)
    return found


def awaiting_meeting() -> QuerySet[Dialogue]:
    """Return the dialogues that wait for a time to meet.

    Those that were paused before their invitation was answered don't count: nobody has agreed to them.
    """
    rows = Dialogue.objects.filter(closed_at=None, meet_at__isnull=False).exclude(snapshot__back=INVITED)
    return rows.filter(snapshot__step__in=(PAUSED, POSTPONED.name)).defer("topic", "prepared")


def couple_meetings(couple: uuid.UUID, now: datetime) -> Iterator[Meeting]:
    """Yield a couple's times to meet that hold, and future ones that no longer do."""
    for rows, holds in ((awaiting_meeting(), True), (cancelled_meetings(now), False)):
        moved = rows.filter(couple=couple).annotate(moved_at=Coalesce(Max("turns__created_at"), "created_at"))
        column = "meet_at" if holds else "was_at"
        found = moved.order_by("pk").values_list("pk", column, "version", "moved_at")
        yield from (Meeting(pk, at, version, moved_at, holds) for pk, at, version, moved_at in found)


def cancelled_meetings(now: datetime) -> QuerySet[Dialogue]:
    """Return the dialogues that went on or ended before `was_at`, the time they were waiting for, still ahead."""
    times = Turn.objects.filter(
        dialogue=OuterRef("pk"), move__in=(PAUSE.name, LATER.name), meet_at__isnull=False
    )
    rows = Dialogue.objects.annotate(was_at=Subquery(times.order_by("-seq").values("meet_at")[:1]))
    return rows.filter(was_at__gt=now).exclude(pk__in=awaiting_meeting().values("pk"))


def due_meetings(after: datetime, until: datetime, before: timedelta = timedelta(0)) -> Iterator[DueItem]:
    """Yield the times to meet, so long before each."""
    waiting = awaiting_meeting().filter(meet_at__gt=after, meet_at__lte=until)
    if before:  # one that was set later than that is no news
        waiting = waiting.annotate(set_at=Max("turns__created_at")).filter(meet_at__gt=F("set_at") + before)
    for batch in in_batches(waiting.order_by("meet_at", "pk")):
        partners = partners_by_couple(row.couple_id for row in batch)
        for row in batch:
            for partner in partners.get(row.couple_id, ()):
                if row.meet_at:
                    yield due_item(partner, row, f"{row.pk}:{row.meet_at.isoformat()}", row.meet_at - before)


def due_turns(after: datetime, until: datetime) -> Iterator[DueItem]:
    """Yield the dialogues in which nothing has happened for a while, for whoever may act."""
    moved = ExpressionWrapper(
        Coalesce(Max("turns__created_at"), "created_at") + TURN_DELAY, output_field=DateTimeField()
    )
    has_a_time = Q(snapshot__step__in=(PAUSED, POSTPONED.name), meet_at__isnull=False)
    has_a_time &= ~Q(snapshot__back=INVITED)
    rows = Dialogue.objects.filter(~has_a_time, closed_at=None)
    waiting = rows.annotate(due=moved).filter(due__gt=after, due__lte=until).defer("topic", "prepared")
    for batch in in_batches(waiting.order_by("due", "pk")):
        partners = partners_by_couple(row.couple_id for row in batch)
        for row in batch:
            step = current_step(row.rules, row.state)
            at: datetime = row.due  # type: ignore[attr-defined]
            for partner in partners.get(row.couple_id, ()):
                if may_act(step, row.state, partner.slot):
                    yield due_item(partner, row, f"{row.pk}:{row.version}", at)


def due_item(partner: Partner, row: Dialogue, occasion: str, at: datetime) -> DueItem:
    """Return what a partner is reminded of."""
    return DueItem(partner.user_id, occasion, at, reverse("dialogues:room", args=[row.pk]))
