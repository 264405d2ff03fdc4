"""Why a move may be refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dialogues.protocol.types import gettext_noop as _


class Refusal(StrEnum):
    """Why a move was refused. Clients know these values."""

    STALE = "stale"
    NOT_YOUR_TURN = "not_your_turn"
    NOT_NOW = "not_now"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    CLOSED = "closed"
    PAUSED = "paused"
    GARBLED = "garbled"
    TOO_FAST = "too_fast"
    NOT_BEGUN = "not_begun"
    UNCLEAR_TIME = "unclear_time"
    NOT_OPEN = "not_open"

    @property
    def message(self) -> str:
        """The message to show, untranslated."""
        return REFUSALS[self]


REFUSALS = {
    Refusal.STALE: _("Something just changed. Here's where you both are now."),
    Refusal.NOT_YOUR_TURN: _("It isn't your turn right now."),
    Refusal.NOT_NOW: _("That doesn't fit this step."),
    Refusal.EMPTY: _("Please write a few words here. One sentence is enough."),
    Refusal.TOO_LONG: _("That's a lot to take in at once. Try it in smaller pieces."),
    Refusal.CLOSED: _("This dialogue has ended. You can start a new one whenever you like."),
    Refusal.PAUSED: _("You've paused. You can continue when you're both ready."),
    Refusal.GARBLED: _("That didn't come through in one piece. Please try again."),
    Refusal.TOO_FAST: _("Too fast for us. Try again in a moment."),
    Refusal.NOT_BEGUN: _("You haven't started yet, so there's nothing to pause."),
    Refusal.UNCLEAR_TIME: _("We couldn't read that time. Please write it like 21:20."),
    Refusal.NOT_OPEN: _("This isn't open for you two yet."),
}


@dataclass(frozen=True)
class Refused:
    """What `apply` returns for a move that may not be made."""

    reason: Refusal
