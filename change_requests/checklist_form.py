"""Runs the checklist on the form with the three wishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.translation import gettext

from change_requests import checklist
from change_requests.checklist import EXAMPLES, Example, Finding
from change_requests.draft_data import WISH_PIECES, Wish
from change_requests.forms import WishesForm
from change_requests.known_schedules import describe_known
from change_requests.schedules import GiftSchedule, describe_schedule
from change_requests.stated_schedules import known_schedule, resolve_schedule, states_schedule


@dataclass(frozen=True)
class CheckedWish:
    """A wish with its form fields and findings."""

    piece: str
    words: BoundField
    findings: Sequence[Finding]
    danger: str
    schedule_text: str
    stated_schedule: str  # what the words alone say, if something else was chosen

    @property
    def first_open(self) -> str:
        """The rule whose example is shown."""
        return next((finding.name for finding in self.findings if finding.missing), "")


@dataclass(frozen=True)
class CheckedWishes:
    """All three wishes, with a notice if two are too similar."""

    wishes: Sequence[CheckedWish]
    similarity_notice: str
    examples: Sequence[Example] = EXAMPLES


def check_form(form: WishesForm) -> CheckedWishes:
    """Check the form's wishes, valid or not."""
    wishes = [check_wish(form, piece) for piece in WISH_PIECES]
    return CheckedWishes(wishes, checklist.similarity_notice([wish.words for wish in form.wishes], gettext))


def check_wish(form: WishesForm, piece: str) -> CheckedWish:
    """Check one wish of the form."""
    wish = form.wish(piece)
    schedule = wish.schedule
    is_complete = known_schedule(wish.words, wish.choice).is_complete
    chosen = schedule if wish.choice and is_complete else None
    return CheckedWish(
        piece,
        words=form[piece],
        findings=checklist.apply_rules(wish.words, chosen, gettext),
        danger=checklist.safety_notice(wish.words, gettext),
        schedule_text=describe_known(wish.words, wish.choice, gettext),
        stated_schedule=differing_schedule_text(wish, schedule),
    )


def differing_schedule_text(wish: Wish, schedule: GiftSchedule) -> str:
    """Return the schedule that the words state, if another one was chosen, which counts."""
    stated = resolve_schedule(wish.words)
    is_stated = states_schedule(wish.words, stated)
    return describe_schedule(stated, gettext) if is_stated and stated != schedule else ""
