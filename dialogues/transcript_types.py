"""The shape of a turn as it is read. Plain Python, so that a file taken away can be read where there is no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from dialogues.protocol import Move
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import GLOBAL_MOVES, PAUSED_STEP
from dialogues.protocol.types import gettext_noop as _

GLOBAL_MOVES_BY_NAME = {move.name: move for move in GLOBAL_MOVES}
BLANKED_LABELS = {  # how words went: `Line.blanked`, and what stands in their place
    "withdrawn": _("taken back"),
    "let_go": _("let go"),
    "erased": _("{name} let these words go"),
    "unreadable": _("can't be opened right now"),
}


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One turn, open. `log_text` tells the move ("{name} mirrored"). `words` is "" where there were none, None
    where they are gone (`blanked` says how). `took_back` is the seq of the turn whose words this one
    withdrew, 0 for none; `scale` the number from 0 to 10 that it says beside its words. Of `meet_at` only the day
    counts where `is_day`; `time_text` tells it."""

    seq: int
    slot: int
    name: str
    step: str
    move: str
    round: int
    log_text: str
    words: str | None
    blanked: str
    meet_at: datetime | None
    created_at: datetime
    took_back: int = 0
    scale: int | None = None
    is_day: bool = False
    time_text: str = "{time}"


@lru_cache(maxsize=4096)
def find_turn_move(kind: str, step: str, move: str) -> Move | None:
    """The move that a turn made. Tables may change over the years; old turns stay readable without it."""
    at = PAUSED_STEP if step == PAUSED_STEP.name else KINDS[kind].table.get(step)
    return GLOBAL_MOVES_BY_NAME.get(move) or (at.move(move) if at else None)
