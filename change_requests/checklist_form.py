"""Applies the checklist to the form of three wishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.translation import gettext

from change_requests import checklist, schedules
from change_requests.checklist import EXAMPLES, Example, Finding
from change_requests.draft_data import WISH_PIECES, Wish
from change_requests.forms import WishesForm
from change_requests.schedules import GiftSchedule


@dataclass(frozen=True)
class CheckedWish:
    """A wish with its form fields and the checklist's findings."""

    piece: str
    words: BoundField
    often: BoundField
    weeks: BoundField
    findings: Sequence[Finding]
    danger: str
    meant: str  # how often and how long, in words
    said: str  # the same as the words alone say it, where what was chosen is something else

    @property
    def first_open(self) -> str:
        """The rule whose example is shown."""
        return next((one.name for one in self.findings if one.missing), "")


@dataclass(frozen=True)
class CheckedWishes:
    """All three wishes, and a notice if two are too alike."""

    three: Sequence[CheckedWish]
    alike: str
    examples: Sequence[Example] = EXAMPLES


def check_form(form: WishesForm) -> CheckedWishes:
    """Check the form's wishes, valid or not."""
    three = [check_wish(form, piece) for piece in WISH_PIECES]
    return CheckedWishes(three, checklist.similarity_notice([wish.words for wish in form.wishes], gettext))


def check_wish(form: WishesForm, piece: str) -> CheckedWish:
    """Check one wish of the form."""
    wish = form.wish(piece)
    frame = wish.frame
    chosen = frame if wish.often or wish.weeks else None
    return CheckedWish(
        piece,
        words=form[piece],
        often=form[f"{piece}_often"],
        weeks=form[f"{piece}_weeks"],
        findings=checklist.apply_rules(wish.words, chosen, gettext),
        danger=checklist.safety_notice(wish.words, gettext),
        meant=schedules.describe_schedule(frame, gettext),
        said=schedule_in_words(wish, frame),
    )


def schedule_in_words(wish: Wish, frame: GiftSchedule) -> str:
    """Return the schedule that the words state, if another one was chosen, which counts."""
    said = schedules.resolve_schedule(wish.words, None, None)
    names = schedules.states_schedule(wish.words, said)
    return schedules.describe_schedule(said, gettext) if names and said != frame else ""
