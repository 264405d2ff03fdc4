"""A dialogue as it is read: rounds, phases, turns. Corrected turns are folded under their result.

Plain Python: the same lines have the same layout, from the database and from an exported file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from dialogues.protocol import Kind, Move, Purpose, Words
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import PAUSE, PAUSED_STEP, WITHDRAW
from dialogues.transcript_types import TranscriptLine, find_turn_move

WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class TurnGroup:
    """A turn with those folded under it: corrected, withdrawn, or repeated in smaller pieces.

    `stands_out` marks the heart of a round. `seconds` have passed since the turn before, None for the first.
    """

    line: TranscriptLine
    folded: tuple[TranscriptLine, ...] = ()
    stands_out: bool = False
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """Turns of one phase, titled as in the protocol."""

    title: str
    groups: tuple[TurnGroup, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """Phases with the same roles.

    `number` is 0 before the first round and after the last; then `sender`, a slot, is None.
    """

    number: int
    sender: int | None
    phases: tuple[Phase, ...]

    @property
    def heart(self) -> list[TurnGroup]:
        """What stands out in it."""
        return [group for phase in self.phases for group in phase.groups if group.stands_out]


def build_layout(kind: str, started_by: int, lines: Sequence[TranscriptLine]) -> list[Round]:
    """The rounds of a dialogue. `started_by` is the slot of the first sender."""
    rules = KINDS[kind]
    parts, under, between = phase_by_seq(rules, lines), folded_lines(rules, lines), round_phases(rules)
    folded = {line.seq for some in under.values() for line in some}
    groups = [
        turn_group(rules, line, before, under.get(line.seq, []))
        for before, line in zip([None, *lines], lines, strict=False)
        if line.seq not in folded
    ]

    def number(one: TurnGroup) -> int:
        return one.line.round if parts[one.line.seq] in between else 0

    return [
        Round(round_, (started_by + round_ - 1) % 2 if round_ else None, tuple(split_phases(some, parts)))
        for round_, some in groupby(groups, key=number)
    ]


def split_phases(groups: Iterable[TurnGroup], parts: Mapping[int, str]) -> Iterator[Phase]:
    """Turn groups by phase."""
    for part, some in groupby(groups, key=lambda one: parts[one.line.seq]):
        yield Phase(part, tuple(some))


def turn_group(
    rules: Kind, line: TranscriptLine, before: TranscriptLine | None, under: Sequence[TranscriptLine]
) -> TurnGroup:
    """A turn with what is folded under it."""
    move = find_turn_move(rules.name, line.step, line.move)
    return TurnGroup(
        line,
        tuple(under),
        stands_out=bool(line.words) and move is not None and (move.highlighted or move.kept_with_outcome),
        seconds=(line.created_at - before.created_at).total_seconds() if before else None,
    )


def phase_by_seq(rules: Kind, lines: Sequence[TranscriptLine]) -> dict[int, str]:
    """The phase of each line by its seq. A pause belongs to the phase in which it was made."""
    parts: dict[int, str] = {}
    part = rules.steps[0].phase
    for line in lines:
        step = rules.table.get(line.step) if line.step != PAUSED_STEP.name else None
        part = step.phase if step else part
        parts[line.seq] = part
    return parts


def round_phases(rules: Kind) -> frozenset[str]:
    """The phases of a round: from where it begins to where the roles change."""
    order = list(dict.fromkeys(step.phase for step in rules.steps))
    first = rules.arrival.phase
    swap = next((step.phase for step in rules.steps if any(move.swaps for move in step.moves)), None)
    return frozenset(order[order.index(first) + 1 : order.index(swap) if swap else len(order)])


def folded_lines(rules: Kind, lines: Sequence[TranscriptLine]) -> dict[int, list[TranscriptLine]]:
    """The lines that each correction replaced, in order, by the correction's seq.

    No line is in two lists, and a line with a list is in none. Corrections without a result, and pauses,
    aren't folded.
    """
    starts = fold_starts(rules, lines)
    return {
        lines[end].seq: [line for line in lines[start:end] if not is_pause(line)]
        for end, start in starts.items()
    }


def fold_starts(rules: Kind, lines: Sequence[TranscriptLine]) -> dict[int, int]:
    """The index of the first line folded under a correction, by the correction's index.

    Everything between them belongs to the fold, so folds never overlap: a line that is corrected again takes
    its own fold along.
    """
    starts: dict[int, int] = {}
    start, again = None, ""  # of a correction: where it begins, and the step that says it again
    places = {line.seq: at for at, line in enumerate(lines)}
    for at, line in enumerate(lines):
        move = find_turn_move(rules.name, line.step, line.move)
        if is_pause(line):
            continue
        if earlier := corrected_line(rules, lines[:at], line, move):
            first = fold_start(starts, places[earlier.seq])
            start = first if start is None else min(start, first)
            again = earlier.step if line.move == WITHDRAW.name or move is None else move.to
        elif start is not None:
            if line.step == again and move is not None and move.words is not Words.NONE:
                starts = {end: first for end, first in starts.items() if end < start} | {at: start}
            start = None
    return starts


def fold_start(starts: Mapping[int, int], place: int) -> int:
    """The start of the fold that contains this index, or the index itself if none does."""
    return next((start for end, start in starts.items() if start <= place <= end), place)


def is_pause(line: TranscriptLine) -> bool:
    """Whether a line pauses the dialogue or resumes it."""
    return line.move == PAUSE.name or (line.step == PAUSED_STEP.name and line.move != WITHDRAW.name)


def corrected_line(
    rules: Kind, before: Sequence[TranscriptLine], line: TranscriptLine, move: Move | None
) -> TranscriptLine | None:
    """The line that is said again after this one, if this one asks for that."""
    if line.move == WITHDRAW.name:
        return next((one for one in before if one.seq == line.took_back), None)
    if move is None or move.purpose not in (Purpose.CORRECTION, Purpose.SMALLER_PIECES):
        return None
    others = (one for one in reversed(before) if one.slot != line.slot and expects_words(rules, one))
    latest = next(others, None)
    return latest if latest and (move.purpose is Purpose.SMALLER_PIECES or latest.step == move.to) else None


def expects_words(rules: Kind, line: TranscriptLine) -> bool:
    """Whether a line's move has words, and they weren't withdrawn."""
    move = find_turn_move(rules.name, line.step, line.move)
    return move is not None and move.words is not Words.NONE and line.blanked != WITHDRAWN
