"""A turn as it is read. Plain Python, so that an exported file can be read where there is no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from dialogues.protocol import Move, Purpose
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import GLOBAL_MOVES, PAUSED_STEP, STEP_OUT, STOP, stop_at
from dialogues.protocol.types import gettext_noop as _

GLOBAL_MOVES_BY_NAME = {move.name: move for move in (*GLOBAL_MOVES, STEP_OUT)}
BLANKED_LABELS = {  # shown in place of missing words
    "withdrawn": _("taken back"),
    "let_go": _("deleted"),
    "erased": _("{name} deleted these words"),
    "unreadable": _("can't be opened right now"),
}
OWN_BLANKED_LABELS = {"erased": _("You deleted these words")}  # shown to the author


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One turn, decrypted."""

    seq: int
    slot: int  # of its author, as is `name`
    name: str
    step: str
    move: str
    round: int
    log_text: str  # describes the move: "{name} said it back"
    words: str | None  # "" if there were none, None if they are missing
    blanked: str  # why they are missing: a key of `BLANKED_LABELS`, or ""
    meet_at: datetime | None
    created_at: datetime
    withdrawn_seq: int = 0  # the seq of the turn whose words this one withdrew, 0 for none
    scale: int | None = None  # a number from 0 to 10
    is_day: bool = False  # only the day of `meet_at` counts
    time_text: str = "{time}"  # describes `meet_at`
    own_log_text: str = ""  # `log_text` for its author: "You said it back"
    question: str = ""  # asked with the words

    def log_text_for(self, slot: int) -> str:
        """What describes the move to the partner in this slot."""
        return (self.own_log_text if slot == self.slot else "") or self.log_text

    def blanked_label_for(self, slot: int) -> str:
        """What the partner in this slot reads in place of missing words, "" if none are missing."""
        own = OWN_BLANKED_LABELS.get(self.blanked, "") if slot == self.slot else ""
        return own or BLANKED_LABELS.get(self.blanked, "")


@lru_cache(maxsize=4096)
def find_turn_move(kind: str, step: str, move: str) -> Move | None:
    """Return the move that a turn made. None if the tables don't know it any more: old turns stay readable."""
    if move == STOP.name:
        return stop_at(step)
    turn_step = PAUSED_STEP if step == PAUSED_STEP.name else KINDS[kind].table.get(step)
    return GLOBAL_MOVES_BY_NAME.get(move) or (turn_step.move(move) if turn_step else None)


def find_purpose(kind: str, step: str, move: str) -> Purpose | None:
    """Return what a turn was for. None if the tables don't know its move any more."""
    found_move = find_turn_move(kind, step, move)
    return found_move.purpose if found_move else None
