"""Context of the pages of a partner's own exits."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from couples.models import Partner
from exits import chart, services
from exits.categories import ExitDetails
from exits.chart import CommitmentChart, CommitmentCourse
from exits.forms import OUTCOMES, TimeNoteForm
from exits.models import Brought, Commitment, Exit, Freed, Review
from exits.states import EXIT_STATES, OWNER, PROMISED
from vault.fields import load_json

OWNER_RELATIONS = ["exit__owner__user__profile", "exit__owner__couple"]
OFFER_RELATIONS = ["easing__author__user__profile", "easing__author__couple"]


@dataclass(frozen=True)
class ExitRow:
    """An exit in its owner's list."""

    exit: Exit
    told: ExitDetails
    is_shared: bool
    look_back_on: date | None

    @property
    def is_due(self) -> bool:
        return self.look_back_on is not None and self.look_back_on <= timezone.localdate()


def exit_rows(owner: Partner) -> list[ExitRow]:
    """Return the owner's exits, latest first."""
    exits = list(Exit.objects.of(owner))
    shared = set(Brought.objects.filter(exit__in=exits, taken_back_at=None).values_list("exit", flat=True))
    due = dict(
        Review.objects.filter(commitment__exit__in=exits, done_at=None).values_list(
            "commitment__exit", "due_on"
        )
    )
    return [ExitRow(one, one.told, one.pk in shared, due.get(one.pk)) for one in exits]


def is_review_due(owner: Partner) -> bool:
    """Return whether one of the owner's commitments is due for review."""
    rows = Review.objects.filter(commitment__exit__owner=owner, done_at=None)
    return rows.filter(due_on__lte=timezone.localdate()).exists()


@dataclass(frozen=True)
class ReviewRow:
    """A past review."""

    on: date
    outcome: str
    note: str


@dataclass(frozen=True)
class ExitPage:
    """An exit as its owner sees it."""

    exit: Exit
    told: ExitDetails
    shared: Brought | None
    commitment: Commitment | None
    due: Review | None
    looked: Sequence[ReviewRow]
    freed: Sequence[Freed]
    earlier: Sequence[Commitment]
    drawing: CommitmentChart | None
    freed_form: TimeNoteForm
    talked_about: uuid.UUID | None

    @property
    def is_due(self) -> bool:
        return self.due is not None and self.due.due_on <= timezone.localdate()

    @property
    def asks_anew(self) -> bool:
        """Whether a commitment of limited time has ended and its owner hasn't said what follows."""
        return self.exit.state == PROMISED and self.commitment is not None and self.commitment.is_over

    @property
    def may(self) -> set[str]:
        return {
            act
            for act in ("bring", "promise", "complete", "reopen", "let_go")
            if EXIT_STATES.is_allowed(self.exit.state, act, OWNER)
        }


def build_page(found: Exit) -> ExitPage:
    """Build the page of an exit for its owner."""
    commitment = services.active_commitment(found)
    notes = time_notes_of(found)
    due = next_review(found)
    course = [course_of(commitment, notes, due)] if commitment else []
    return ExitPage(
        exit=found,
        told=found.told,
        shared=shared_exit_of(found),
        commitment=commitment,
        due=due,
        looked=reviews_of(found),
        freed=notes,
        earlier=earlier_commitments_of(found),
        drawing=chart.build_commitment_chart(course, timezone.localdate()) if course else None,
        freed_form=TimeNoteForm(initial={"day": timezone.localdate()}),
        talked_about=services.open_dialogue_about(found),
    )


def shared_exit_of(found: Exit) -> Brought | None:
    """Return what the partner can read of the exit."""
    row = found.brought.filter(taken_back_at=None).first()
    if row:
        row.exit = found
    return row


def next_review(found: Exit) -> Review | None:
    """Return the scheduled review, if any."""
    return Review.objects.filter(commitment__exit=found, done_at=None).first()


def reviews_of(found: Exit) -> list[ReviewRow]:
    """Return past reviews, latest first."""
    rows = Review.objects.filter(commitment__exit=found).exclude(done_at=None).order_by("-done_at")
    names = dict(OUTCOMES)
    looked = []
    for row in rows.select_related("commitment__exit__owner__user__profile"):
        seen = load_json(row.seen_text) or {"outcome": "", "note": row.seen_text}
        outcome = str(names.get(seen["outcome"], ""))
        looked.append(ReviewRow(timezone.localdate(row.done_at), outcome, seen["note"]))
    return looked


def earlier_commitments_of(found: Exit) -> list[Commitment]:
    """Return former commitments, latest first."""
    rows = found.commitments.exclude(ended_on=None).select_related(*OWNER_RELATIONS, *OFFER_RELATIONS)
    return list(rows.order_by("-ended_on", "-made_on", "pk"))


def time_notes_of(found: Exit) -> list[Freed]:
    """Return notes on the freed time, latest first."""
    rows = Freed.objects.filter(commitment__exit=found)
    return list(
        rows.select_related(*(f"commitment__{name}" for name in OWNER_RELATIONS)).order_by("-day", "pk")
    )


def course_of(
    commitment: Commitment, notes: Iterable[Freed], due: Review | None, whose: str = ""
) -> CommitmentCourse:
    """Return the commitment's course for the chart."""
    return CommitmentCourse(
        slot=commitment.exit.owner.slot,
        whose=whose,
        made_on=commitment.made_on,
        until=commitment.ends_on,
        freed_on=tuple(note.day for note in notes),
        look_back_on=due.due_on if due else None,
    )
