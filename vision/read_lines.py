"""What was read in a dialogue, and what both made theirs. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.text import is_visible
from dialogues.protocol.kinds.vision import APART, JOIN, KIND, OURS, PIECE
from dialogues.transcript_types import TranscriptLine, find_turn_move

WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line that one partner read, and the words with which the other joined it; None if it stays apart."""

    seq: int
    slot: int
    words: str
    joined: str | None = None


def find_read_lines(lines: Iterable[TranscriptLine]) -> list[ReadLine]:
    """Return the lines that were read and can be put on a page. It takes both to join one."""
    read: list[ReadLine] = []
    joining = ""
    for line in lines:
        move = find_turn_move(KIND.name, line.step, line.move)
        if move and move.piece == PIECE and line.blanked != WITHDRAWN:
            read.append(ReadLine(line.seq, line.slot, (line.words or "").strip()))
        elif line.move == JOIN:
            joining = (line.words or "").strip()
        elif line.move in (OURS, APART) and read:
            read[-1] = replace(read[-1], joined=joining if line.move == OURS else None)
    return [line for line in read if is_visible(line.words)]
