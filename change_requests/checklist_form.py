"""The three wishes of a form, read by the checklist."""

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
    """One wish with its boxes, and what the checklist finds in it."""

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
    """All three, and what is said where two are too alike."""

    three: Sequence[CheckedWish]
    alike: str
    examples: Sequence[Example] = EXAMPLES


def check_form(form: WishesForm) -> CheckedWishes:
    """Read what stands in a form, whether it fits or not."""
    three = [check_wish(form, piece) for piece in WISH_PIECES]
    return CheckedWishes(three, checklist.similarity_notice([wish.words for wish in form.wishes], gettext))


def check_wish(form: WishesForm, piece: str) -> CheckedWish:
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
        said=frame_in_words_differs(wish, frame),
    )


def frame_in_words_differs(wish: Wish, frame: GiftSchedule) -> str:
    """What the words say by themselves, where what was chosen beside them goes before it."""
    said = schedules.resolve_schedule(wish.words, None, None)
    names = schedules.states_schedule(wish.words, said)
    return schedules.describe_schedule(said, gettext) if names and said != frame else ""
