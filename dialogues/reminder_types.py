"""Reminder types of dialogues: an invitation and its answer at once, a time to meet, a turn that has been waiting."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from core.reminder_types import (
    A_QUARTER_HOUR,
    AN_HOUR,
    BATCH,
    LONG_LOOK_BACK,
    DueItem,
    People,
    ReminderType,
    batched,
    in_batches,
    register_reminder_type,
)
from couples.models import Partner
from dialogues.invitations import PLANNED
from dialogues.models import Dialogue, Turn
from dialogues.protocol import INVITED, PAUSED, Actor, Move, Purpose
from dialogues.protocol.arrangements import AGREE, AGREED, ARRANGING, POSTPONED, RESCHEDULING, STARTING
from dialogues.protocol.engine import current_step, is_left_in_peace, may_act
from dialogues.protocol.shared_steps import PAUSE
from dialogues.transcript_types import find_turn_move

NEW_INVITATION, ANSWER = "invited", "answered"
ANSWER_PURPOSES = (Purpose.ACCEPTANCE, Purpose.DEFERRAL, Purpose.REFUSAL)
MEETS = Q(snapshot__step__in=(PAUSED, AGREED.name, RESCHEDULING.name, STARTING.name), meet_at__isnull=False)
# Paused before it was agreed on: nobody has said yes to that time.
MEETS &= ~Q(snapshot__back__in=(INVITED, POSTPONED.name))
TURN_DELAY = timedelta(hours=4)  # since the last move, until a turn counts as waiting


@dataclass(frozen=True)
class Meeting:
    """A time to meet, as the last move in the dialogue (its `version`) left it."""

    dialogue: uuid.UUID
    at: datetime
    version: int
    changed_at: datetime
    is_active: bool


def last_moved_at() -> Coalesce:
    """When the last move in a dialogue was made; without any, when it began."""
    last = Turn.objects.filter(dialogue=OuterRef("pk"), seq=OuterRef("version"))
    return Coalesce(Subquery(last.values("created_at")), "created_at")


def awaiting_meeting() -> QuerySet[Dialogue]:
    """Return the dialogues that wait for a time both have agreed on, or for the end of a pause."""
    rows: QuerySet[Dialogue] = Dialogue.objects.filter(MEETS, closed_at=None).defer("topic", "prepared")
    return rows


def couple_meetings(couple: uuid.UUID, now: datetime) -> Iterator[Meeting]:
    """Yield a couple's times to meet that hold, and future ones that no longer do."""
    for rows, is_active in ((awaiting_meeting(), True), (cancelled_meetings(now), False)):
        dialogues = rows.filter(couple=couple).annotate(moved_at=last_moved_at())
        column = "meet_at" if is_active else "was_at"
        values = dialogues.order_by("pk").values_list("pk", column, "version", "moved_at")
        yield from (Meeting(pk, at, version, changed_at, is_active) for pk, at, version, changed_at in values)


def cancelled_meetings(now: datetime) -> QuerySet[Dialogue]:
    """Return the dialogues that went on or ended before `was_at`, the time they were waiting for, still ahead."""
    times = Turn.objects.filter(
        dialogue=OuterRef("pk"), move__in=(PAUSE.name, AGREE.name), meet_at__isnull=False
    )
    rows = Dialogue.objects.annotate(was_at=Subquery(times.order_by("-seq").values("meet_at")[:1]))
    return rows.filter(was_at__gt=now).exclude(pk__in=awaiting_meeting().values("pk"))


def of_people(rows: QuerySet[Dialogue], people: People) -> QuerySet[Dialogue]:
    """Return the dialogues of these people's couples (or all), without the columns that only the room reads."""
    rows = rows.defer("topic", "prepared")
    return rows if people is None else rows.filter(couple__in=Partner.objects.couples_of(people))


def due_meetings_soon(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the times to meet, an hour before each."""
    return due_meetings(after + AN_HOUR, until + AN_HOUR, people, before=AN_HOUR)


def due_meetings(
    after: datetime, until: datetime, people: People = None, before: timedelta = timedelta(0)
) -> Iterator[DueItem]:
    """Yield the times to meet, so long before each."""
    waiting = of_people(awaiting_meeting().filter(meet_at__gt=after, meet_at__lte=until), people)
    if before:  # one that was set later than that is no news
        waiting = waiting.annotate(set_at=last_moved_at()).filter(meet_at__gt=F("set_at") + before)
    for batch in in_batches(waiting.order_by("meet_at", "pk")):
        partners = Partner.objects.living_by_couple(row.couple_id for row in batch)
        for row in batch:
            for partner in partners.get(row.couple_id, ()):
                if row.meet_at and not is_left_in_peace(row.rules, row.state, partner.slot):
                    yield due_item(partner, row, f"{row.pk}:{row.meet_at.isoformat()}", row.meet_at - before)


def due_invitations(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the invitations that wait for an answer, from when they were sent, for whoever was invited."""
    rows = Dialogue.objects.filter(closed_at=None, created_at__gt=after, created_at__lte=until)
    invitations = of_people(rows.filter(Q(snapshot__step=INVITED) | PLANNED), people)
    for batch in in_batches(invitations.order_by("created_at", "pk")):
        partners = Partner.objects.living_by_couple(row.couple_id for row in batch)
        for row in batch:
            for partner in partners.get(row.couple_id, ()):
                if partner.pk != row.started_by_id and partner.slot not in row.state.done:
                    yield due_item(partner, row, str(row.pk), row.created_at)


def is_answer(step: str, move: Move) -> bool:
    """Whether a move answers an invitation: with a yes, a no, or another time."""
    return step in ARRANGING and move.purpose in ANSWER_PURPOSES and move.by is not Actor.SENDER


def due_answers(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the latest answers to invitations that still hold, for a partner who has done nothing since."""
    reactions = Turn.objects.filter(dialogue=OuterRef("dialogue"), seq__gt=OuterRef("seq"))
    turns = Turn.objects.filter(created_at__gt=after, created_at__lte=until, step__in=ARRANGING)
    if people is not None:
        turns = turns.filter(dialogue__couple__in=Partner.objects.couples_of(people))
    open_turns = turns.filter(Q(dialogue__closed_at=None) | Q(seq=F("dialogue__version")))
    overtaken = reactions.filter(~Q(author=OuterRef("author")) | Q(step__in=ARRANGING))
    still_invited = Dialogue.objects.filter(PLANNED, pk=OuterRef("dialogue"))
    news = open_turns.filter(~Exists(overtaken), ~Exists(still_invited))
    related = news.select_related("dialogue").defer(
        "words", "own_words", "dialogue__topic", "dialogue__prepared"
    )
    for batch in in_batches(related.order_by("created_at", "pk")):
        partners = Partner.objects.living_by_couple(turn.dialogue.couple_id for turn in batch)
        for turn in batch:
            move = find_turn_move(turn.dialogue.kind, turn.step, turn.move)
            for partner in partners.get(turn.dialogue.couple_id, ()):
                if move and is_answer(turn.step, move) and partner.pk != turn.author_id:
                    yield due_item(partner, turn.dialogue, f"{turn.dialogue_id}:{turn.seq}", turn.created_at)


def resting_dialogues(after: datetime, until: datetime, people: People) -> Iterator[Any]:
    """Yield the dialogues that wait for a move, if their last one (`moved_at`) was made between these moments.

    Turns are found by their own time. A dialogue without any, such as a new invitation, counts from when it began.
    """
    waiting = Dialogue.objects.filter(~MEETS | Q(snapshot__step=RESCHEDULING.name), closed_at=None)
    last = FilteredRelation("turns", condition=Q(turns__seq=F("version")))
    rows: QuerySet[Any] = of_people(waiting.annotate(last=last), people)
    moved = rows.filter(last__created_at__gt=after, last__created_at__lte=until)
    yield from moved.annotate(moved_at=F("last__created_at")).order_by("moved_at", "pk").iterator(BATCH)
    new = rows.filter(last=None, created_at__gt=after, created_at__lte=until)
    yield from new.annotate(moved_at=F("created_at")).order_by("moved_at", "pk").iterator(BATCH)


def due_turns(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the dialogues in which nothing has happened for a while, for whoever may act."""
    for batch in batched(resting_dialogues(after - TURN_DELAY, until - TURN_DELAY, people)):
        partners = Partner.objects.living_by_couple(row.couple_id for row in batch)
        for row in batch:
            step = current_step(row.rules, row.state)
            at: datetime = row.moved_at + TURN_DELAY
            for partner in partners.get(row.couple_id, ()):
                is_hurried = not is_left_in_peace(row.rules, row.state, partner.slot)
                if is_hurried and may_act(step, row.state, partner.slot):
                    yield due_item(partner, row, f"{row.pk}:{row.version}", at)


def due_item(partner: Partner, row: Dialogue, occasion: str, at: datetime) -> DueItem:
    """Return what a partner is reminded of."""
    return DueItem(partner.user_id, occasion, at, reverse("dialogues:room", args=[row.pk]))


REMINDER_TYPES = (
    ReminderType(
        NEW_INVITATION,
        _("An invitation to a dialogue"),
        _("You're invited to a dialogue."),
        due_invitations,
        from_partner=True,
        at_once=True,
    ),
    ReminderType(
        ANSWER,
        _("An answer to an invitation, or a new time"),
        _("There's an answer to an invitation."),
        due_answers,
        from_partner=True,
        at_once=True,
    ),
    ReminderType(
        "appointment_soon",
        _("A dialogue in an hour"),
        _("You're meeting for a dialogue in an hour."),
        due_meetings_soon,
        never_late=True,
        expires_after=AN_HOUR,
    ),
    ReminderType(
        "appointment",
        _("A dialogue now"),
        _("It's time for the dialogue you agreed on."),
        due_meetings,
        never_late=True,
        expires_after=A_QUARTER_HOUR,
    ),
    ReminderType(
        "turn",
        _("My turn in a dialogue"),
        _("A dialogue is open, and it's your turn."),
        due_turns,
        never_late=True,
        throttle=timedelta(days=1),
        look_back=LONG_LOOK_BACK,
        from_partner=True,
    ),
)


def register() -> None:
    """Register the reminder types of this app."""
    for reminder_type in REMINDER_TYPES:
        register_reminder_type(reminder_type)
