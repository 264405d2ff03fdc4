"""The three wishes as their asker looks them over before asking."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from change_requests import checklist
from change_requests.draft_data import Wish
from change_requests.known_schedules import describe_known
from change_requests.stated_schedules import known_schedule


@dataclass(frozen=True)
class PreparedWish:
    """A wish before it is asked: its words, its schedule as far as it is known, and what the checklist says first."""

    piece: str
    words: str
    schedule_text: str
    advice: str
    danger: str


def prepared_wish(piece: str, wish: Wish) -> PreparedWish:
    """Return a prepared wish with its advice."""
    is_known = known_schedule(wish.words, wish.choice).is_complete
    findings = checklist.apply_rules(wish.words, wish.schedule if is_known else None, gettext)
    return PreparedWish(
        piece,
        wish.words,
        describe_known(wish.words, wish.choice, gettext),
        advice=next((finding.missing for finding in findings if finding.missing), ""),
        danger=checklist.safety_notice(wish.words, gettext),
    )
