"""A turn as it is read. Plain Python, so that an exported file can be read where there is no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from dialogues.protocol import Move, Purpose
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import GLOBAL_MOVES, PAUSED_STEP
from dialogues.protocol.types import gettext_noop as _

GLOBAL_MOVES_BY_NAME = {move.name: move for move in GLOBAL_MOVES}
BLANKED_LABELS = {  # what stands in the place of words that are gone
    "withdrawn": _("taken back"),
    "let_go": _("let go"),
    "erased": _("{name} let these words go"),
    "unreadable": _("can't be opened right now"),
}


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One turn, decrypted."""

    seq: int
    slot: int  # of its author, as is `name`
    name: str
    step: str
    move: str
    round: int
    log_text: str  # tells the move: "{name} mirrored"
    words: str | None  # "" if there were none, None if they are gone
    blanked: str  # how they went: a key of `BLANKED_LABELS`, or ""
    meet_at: datetime | None
    created_at: datetime
    took_back: int = 0  # the seq of the turn whose words this one withdrew, 0 for none
    scale: int | None = None  # a number from 0 to 10
    is_day: bool = False  # only the day of `meet_at` counts
    time_text: str = "{time}"  # tells `meet_at`


@lru_cache(maxsize=4096)
def find_turn_move(kind: str, step: str, move: str) -> Move | None:
    """Return the move that a turn made. None if the tables don't know it any more: old turns stay readable."""
    at = PAUSED_STEP if step == PAUSED_STEP.name else KINDS[kind].table.get(step)
    return GLOBAL_MOVES_BY_NAME.get(move) or (at.move(move) if at else None)


def find_purpose(kind: str, step: str, move: str) -> Purpose | None:
    """Return what a turn was for. None if the tables don't know its move any more."""
    found = find_turn_move(kind, step, move)
    return found.purpose if found else None
