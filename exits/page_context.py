"""Context of the pages of a partner's own exits."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext

from couples.models import Partner
from exits import services
from exits.categories import ExitDetails
from exits.chart import CommitmentChart, CommitmentCourse, build_commitment_chart
from exits.forms import OUTCOMES, TimeNoteForm
from exits.models import Commitment, Exit, Review, SharedExit, TimeNote
from exits.sharing import open_dialogue_about
from exits.states import EXIT_STATES, OWNER, PROMISED
from vault.fields import load_json

OWNER_RELATIONS = ["exit__owner__user__profile", "exit__owner__couple"]
OFFER_RELATIONS = ["support_offer__author__user__profile", "support_offer__author__couple"]


@dataclass(frozen=True)
class ExitRow:
    """An exit in its owner's list."""

    exit: Exit
    details: ExitDetails
    is_shared: bool
    review_on: date | None

    @property
    def is_review_due(self) -> bool:
        return self.review_on is not None and self.review_on <= timezone.localdate()


def exit_rows(owner: Partner) -> list[ExitRow]:
    """Return the owner's exits, latest first."""
    next_reviews = Review.objects.filter(commitment__exit=OuterRef("pk"), done_at=None)
    exits: Any = Exit.objects.of(owner).annotate(
        is_known=Exists(SharedExit.objects.filter(exit=OuterRef("pk")).active()),
        review_on=Subquery(next_reviews.order_by("-due_on").values("due_on")[:1]),
    )
    return [ExitRow(exit, exit.details, exit.is_known, exit.review_on) for exit in exits]


def due_reviews(owner: Partner, today: date) -> QuerySet[Review]:
    """Return the reviews of the owner's commitments that are due."""
    return Review.objects.filter(commitment__exit__owner=owner, done_at=None, due_on__lte=today)


def is_review_due(owner: Partner) -> bool:
    """Return whether one of the owner's commitments is due for review."""
    return due_reviews(owner, timezone.localdate()).exists()


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
    details: ExitDetails
    share: SharedExit | None
    commitment: Commitment | None
    next_review: Review | None
    reviews: Sequence[ReviewRow]
    time_notes: Sequence[TimeNote]
    earlier_commitments: Sequence[Commitment]
    chart: CommitmentChart | None
    time_note_form: TimeNoteForm
    open_dialogue: uuid.UUID | None

    @property
    def is_review_due(self) -> bool:
        return self.next_review is not None and self.next_review.due_on <= timezone.localdate()

    @property
    def answers(self) -> list[tuple[str, str, str]]:
        """What the owner wrote, each with its step of the form and its label. What was skipped is ""."""
        details = self.details
        ready = "" if details.ready is None else gettext("{n} of 10").format(n=details.ready)
        return [
            ("name", gettext("What I do"), details.name),
            ("sort", gettext("What kind"), details.sort_title and gettext(details.sort_title)),
            ("often", gettext("How often"), details.how_often and gettext(details.how_often)),
            ("gives", gettext("It gives me"), details.gives),
            ("avoids", gettext("It helps me avoid"), details.avoids),
            ("ready", gettext("How ready I am to close it"), ready),
        ]

    @property
    def has_expired(self) -> bool:
        """Whether a commitment of limited time has ended and its owner hasn't said what follows."""
        return self.exit.state == PROMISED and self.commitment is not None and self.commitment.is_over

    @property
    def allowed_acts(self) -> set[str]:
        return {
            act
            for act in ("bring", "promise", "complete", "reopen", "let_go")
            if EXIT_STATES.is_allowed(self.exit.state, act, OWNER)
        }


def build_page(exit: Exit) -> ExitPage:
    """Build the page of an exit for its owner."""
    commitment = services.active_commitment(exit)
    notes = time_notes_of(exit)
    review = next_review(exit)
    courses = [course_of(commitment, notes, review)] if commitment else []
    today = timezone.localdate()
    return ExitPage(
        exit=exit,
        details=exit.details,
        share=active_share_of(exit),
        commitment=commitment,
        next_review=review,
        reviews=reviews_of(exit),
        time_notes=notes,
        earlier_commitments=earlier_commitments_of(exit),
        chart=build_commitment_chart(courses, today) if courses else None,
        time_note_form=TimeNoteForm(initial={"day": today}),
        open_dialogue=open_dialogue_about(exit),
    )


def active_share_of(exit: Exit) -> SharedExit | None:
    """Return what the partner can read of the exit."""
    share: SharedExit | None = exit.shares.active().first()
    if share:
        share.exit = exit
    return share


def next_review(exit: Exit) -> Review | None:
    """Return the scheduled review, if any."""
    return Review.objects.filter(commitment__exit=exit, done_at=None).first()


def reviews_of(exit: Exit) -> list[ReviewRow]:
    """Return past reviews, latest first."""
    reviews = Review.objects.filter(commitment__exit=exit).exclude(done_at=None).order_by("-done_at")
    labels = dict(OUTCOMES)
    rows = []
    for review in reviews.select_related("commitment__exit__owner__user__profile"):
        answer = load_json(review.answer_text) or {"outcome": "", "note": review.answer_text}
        outcome = str(labels.get(answer["outcome"], ""))
        rows.append(ReviewRow(timezone.localdate(review.done_at), outcome, answer["note"]))
    return rows


def earlier_commitments_of(exit: Exit) -> list[Commitment]:
    """Return former commitments, latest first."""
    rows = exit.commitments.exclude(ended_on=None).select_related(*OWNER_RELATIONS, *OFFER_RELATIONS)
    return list(rows.order_by("-ended_on", "-made_on", "pk"))


def time_notes_of(exit: Exit) -> list[TimeNote]:
    """Return notes on the freed time, latest first."""
    notes = TimeNote.objects.filter(commitment__exit=exit)
    return list(
        notes.select_related(*(f"commitment__{name}" for name in OWNER_RELATIONS)).order_by("-day", "pk")
    )


def course_of(
    commitment: Commitment, notes: Iterable[TimeNote], review: Review | None, owner_name: str = ""
) -> CommitmentCourse:
    """Return the commitment's course for the chart, with its next review if that is to be shown."""
    return CommitmentCourse(
        slot=commitment.exit.owner.slot,
        owner_name=owner_name,
        made_on=commitment.made_on,
        ends_on=commitment.ends_on,
        noted_on=tuple(note.day for note in notes),
        review_on=review.due_on if review else None,
    )
