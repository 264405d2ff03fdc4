"""Erase words of a dialogue: one turn, all of one's own, or everything for both."""

from __future__ import annotations

from django.utils.translation import gettext as _

from couples.models import Partner
from dialogues import erasure
from dialogues.models import Dialogue
from transcripts.detail import TurnView

TURN, OWN, ALL = "turn", "mine", "whole"


def erased_message(scope: str) -> str:
    """Return the message shown after erasing."""
    if scope == ALL:
        return _("Neither of you can read this dialogue any more. Your own words are here for seven days.")
    return _("These words are deleted.")


def erase_scope(dialogue: Dialogue, me: Partner, scope: str, turn: TurnView | None) -> bool:
    """Erase a `turn` of one's own, all `mine`, or the `whole` dialogue for both.

    Returns False if nothing was erased: nothing was chosen, or it was erased before.
    """
    if scope == ALL:
        return erasure.erase_for_both(dialogue, me)
    if scope == OWN:
        return bool(erasure.erase_dialogue(dialogue, me))
    return scope == TURN and turn is not None and bool(erasure.erase_turn(dialogue, me, turn.line.seq))
