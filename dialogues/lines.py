"""A turn as it is read: opened, with its author and what they did."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from dialogues.closing import AFTERGLOW
from dialogues.models import Turn, place
from dialogues.protocol import Move, State, Step
from dialogues.protocol.common import ANYWHERE, PAUSED_STEP
from dialogues.protocol.kinds import KINDS
from dialogues.store import Person, Scene
from vault.sealing import Destroyed, unseal


@dataclass(frozen=True, slots=True)
class Line:
    """One turn, open. `words` is "" where there were none, None where they are gone (`blanked` says how);
    `took_back` is the seq of the turn whose words this one withdrew, 0 for none."""

    seq: int
    slot: int
    name: str
    step: str
    move: str
    said: str
    words: str | None
    blanked: str
    meet_at: datetime | None
    created_at: datetime
    took_back: int = 0

    @classmethod
    def made(cls, scene: Scene, before: State, move: Move, words: str, at: datetime) -> Line:
        """The line of a move that was written just now."""
        took_back = before.open_at if move.name == "withdraw" else 0
        who = scene.me
        meet_at = scene.meet_at if move.with_time else None
        return cls(
            scene.state.version, who.slot, who.name, before.step, move.name, move.said, words, "", meet_at, at, took_back
        )


COLUMNS = ("seq", "author_id", "step", "move", "words", "blanked", "meet_at", "created_at")


def read(scene: Scene, after: int = 0) -> list[Line]:
    """All lines of a scene after this version, in order."""
    rows = Turn.objects.filter(dialogue_id=scene.dialogue, seq__gt=after).order_by("seq").values_list(*COLUMNS)
    gone = is_let_go(scene)
    people = {person.id: person for person in (scene.me, scene.partner)}
    return [opened(scene, people[row[1]], row, gone) for row in rows]


def one(scene: Scene, seq: int) -> Line:
    """The line of one turn."""
    return next(line for line in read(scene, seq - 1) if line.seq == seq)


def is_let_go(scene: Scene) -> bool:
    """Whether the words of this dialogue may not be read any more, even where a sweep is late."""
    return not scene.kept and scene.closed_at is not None and timezone.now() > scene.closed_at + AFTERGLOW


def opened(scene: Scene, author: Person, row: tuple[object, ...], gone: bool) -> Line:
    seq, _, step, move, sealed, blanked, meet_at, created_at = row
    assert isinstance(seq, int) and isinstance(step, str) and isinstance(move, str)  # noqa: S101
    words = None if blanked or gone else unsealed(scene, author, seq, sealed)
    said = said_of(scene.kind, step, move)
    return Line(seq, author.slot, author.name, step, move, said, words, str(blanked), meet_at, created_at)  # type: ignore[arg-type]


def unsealed(scene: Scene, author: Person, seq: int, sealed: object) -> str | None:
    if sealed is None:
        return ""
    try:
        return unseal(author.owners, bytes(sealed), place(scene.dialogue, seq))  # type: ignore[call-overload,no-any-return]
    except Destroyed:
        return None


def said_of(kind: str, step: str, move: str) -> str:
    """How the transcript tells this move. Tables may change over the years; old turns stay readable."""
    found = next((any_move for any_move in ANYWHERE if any_move.name == move), None)
    place: Step | None = PAUSED_STEP if step == PAUSED_STEP.name else KINDS[kind].table.get(step)
    found = found or (place.move(move) if place else None)
    return found.said if found else "{name}"
