"""The layout of a dialogue for reading: rounds, phases and turns, with corrected turns folded under their result.

Plain Python, so that the database and an exported file give the same layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from dialogues.protocol import Actor, Kind, Move, Purpose, Words
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import PAUSE, PAUSED_STEP, STEP_OUT, WITHDRAW
from dialogues.transcript_types import TranscriptLine, find_turn_move

WITHDRAWN = "withdrawn"
LEAVE_A_PAUSE = (WITHDRAW.name, STEP_OUT.name)  # what may be done in one, beside resuming


@dataclass(frozen=True, slots=True)
class TurnGroup:
    """A turn and the turns folded under it: corrected, withdrawn, or repeated in smaller pieces.

    `is_highlighted` marks the turns that matter most in a round. `elapsed_seconds` counts from the turn
    before; it is None for the first.
    """

    line: TranscriptLine
    folded: tuple[TranscriptLine, ...] = ()
    is_highlighted: bool = False
    elapsed_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """The turns of one phase; its title is the protocol's."""

    title: str
    groups: tuple[TurnGroup, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """Phases with the same roles.

    `number` is 0 before the first round and after the last; `sender`, a slot, is None there, and where both speak.
    """

    number: int
    sender: int | None
    phases: tuple[Phase, ...]

    @property
    def highlights(self) -> list[TurnGroup]:
        """Its highlighted turns."""
        return [group for phase in self.phases for group in phase.groups if group.is_highlighted]


def build_layout(kind: str, started_by: int, lines: Sequence[TranscriptLine]) -> list[Round]:
    """Return the rounds of a dialogue. `started_by` is the slot of the first sender."""
    rules = KINDS[kind]
    phases, in_rounds = phase_by_seq(rules, lines), round_phases(rules)
    folded_by_seq = folded_lines(rules, lines)
    folded = {line.seq for members in folded_by_seq.values() for line in members}
    groups = [
        turn_group(rules, line, previous, folded_by_seq.get(line.seq, []))
        for previous, line in zip([None, *lines], lines, strict=False)
        if line.seq not in folded
    ]

    def round_number(group: TurnGroup) -> int:
        return group.line.round if phases[group.line.seq] in in_rounds else 0

    has_roles = not any(step.actor is Actor.RECEIVER and step.has(Purpose.SEND) for step in rules.steps)
    return [
        Round(
            number,
            (started_by + number - 1) % 2 if number and has_roles else None,
            tuple(split_phases(members, phases)),
        )
        for number, members in groupby(groups, key=round_number)
    ]


def split_phases(groups: Iterable[TurnGroup], phases: Mapping[int, str]) -> Iterator[Phase]:
    """Yield the phases of consecutive turn groups."""
    for title, phase_groups in groupby(groups, key=lambda group: phases[group.line.seq]):
        yield Phase(title, tuple(phase_groups))


def turn_group(
    rules: Kind, line: TranscriptLine, previous: TranscriptLine | None, folded: Sequence[TranscriptLine]
) -> TurnGroup:
    """Return a turn with the turns folded under it."""
    move = find_turn_move(rules.name, line.step, line.move)
    return TurnGroup(
        line,
        tuple(folded),
        is_highlighted=bool(line.words) and move is not None and (move.highlighted or move.kept_with_outcome),
        elapsed_seconds=(line.created_at - previous.created_at).total_seconds() if previous else None,
    )


def phase_by_seq(rules: Kind, lines: Sequence[TranscriptLine]) -> dict[int, str]:
    """Return the phase of each line by its seq. A pause belongs to the phase that it interrupts."""
    phases: dict[int, str] = {}
    phase = rules.steps[0].phase
    for line in lines:
        step = rules.table.get(line.step) if line.step != PAUSED_STEP.name else None
        phase = step.phase if step else phase
        phases[line.seq] = phase
    return phases


def round_phases(rules: Kind) -> frozenset[str]:
    """Return the phases of a round: from its beginning to where the roles are swapped."""
    phases = list(dict.fromkeys(step.phase for step in rules.table.values()))
    first = rules.arrival.phase
    swapping_phase = next(
        (step.phase for step in rules.table.values() if any(move.swaps for move in step.moves)), None
    )
    return frozenset(
        phases[phases.index(first) + 1 : phases.index(swapping_phase) if swapping_phase else len(phases)]
    )


def folded_lines(rules: Kind, lines: Sequence[TranscriptLine]) -> dict[int, list[TranscriptLine]]:
    """Return the lines that each correction replaced, in order, by the correction's seq.

    No line is in two lists, and a line with a list is in none. Pauses, and corrections that nothing followed,
    aren't folded.
    """
    starts = fold_starts(rules, lines)
    return {
        lines[end].seq: [line for line in lines[start:end] if not is_pause(line)]
        for end, start in starts.items()
    }


def fold_starts(rules: Kind, lines: Sequence[TranscriptLine]) -> dict[int, int]:
    """Return the index of the first line folded under a correction, by the correction's index.

    All lines between the two belong to the fold, so folds never overlap: a line that is corrected again
    brings its own fold along.
    """
    starts: dict[int, int] = {}
    start, repeated_step = None, ""  # of the open correction: its first line, and the step that repeats it
    indexes = {line.seq: index for index, line in enumerate(lines)}
    for index, line in enumerate(lines):
        move = find_turn_move(rules.name, line.step, line.move)
        if is_pause(line):
            continue
        if earlier := corrected_line(rules, lines[:index], line, move):
            first = fold_start(starts, indexes[earlier.seq])
            start = first if start is None else min(start, first)
            repeated_step = earlier.step if line.move == WITHDRAW.name or move is None else move.to
        elif start is not None:
            if line.step == repeated_step and move is not None and move.words is not Words.NONE:
                starts = {end: first for end, first in starts.items() if end < start} | {index: start}
            start = None
    return starts


def fold_start(starts: Mapping[int, int], index: int) -> int:
    """Return the start of the fold that contains this index, or the index itself."""
    return next((start for end, start in starts.items() if start <= index <= end), index)


def is_pause(line: TranscriptLine) -> bool:
    """Return whether a line pauses or resumes the dialogue."""
    return line.move == PAUSE.name or (line.step == PAUSED_STEP.name and line.move not in LEAVE_A_PAUSE)


def corrected_line(
    rules: Kind, earlier: Sequence[TranscriptLine], line: TranscriptLine, move: Move | None
) -> TranscriptLine | None:
    """Return the earlier line that this line asks to repeat, if it does."""
    if line.move == WITHDRAW.name:
        return next((candidate for candidate in earlier if candidate.seq == line.withdrawn_seq), None)
    if move is None or move.purpose not in (Purpose.CORRECTION, Purpose.SMALLER_PIECES):
        return None
    others = (
        candidate
        for candidate in reversed(earlier)
        if candidate.slot != line.slot and expects_words(rules, candidate)
    )
    latest = next(others, None)
    return latest if latest and (move.purpose is Purpose.SMALLER_PIECES or latest.step == move.to) else None


def expects_words(rules: Kind, line: TranscriptLine) -> bool:
    """Return whether a line's move takes words that weren't withdrawn."""
    move = find_turn_move(rules.name, line.step, line.move)
    return move is not None and move.words is not Words.NONE and line.blanked != WITHDRAWN
