"""What is taken away, before it is set: the same shapes from the database and from a file. Plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from dialogues.protocol import Kind
from dialogues.protocol.kinds import KINDS
from dialogues.transcript_types import TranscriptLine
from transcripts.layout import Round, build_layout

Progress = Callable[[int, int], None]  # is told how much is done, and of how much


@dataclass(frozen=True, slots=True)
class ExportInfo:
    """Whose words they are: the first names by slot, and the slot of who takes them away. Their language and time zone
    are those of sentences and times."""

    made_at: datetime
    names: tuple[str, str]
    mine: int
    language: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """A dialogue that has ended. `topic` is "" where there is none any more; `let_go_by` is the slot of who let its
    words go for both, None if nobody did. `notes`, by seq, and `stars` are those of who takes it away; None where they
    stay behind."""

    id: str
    kind: str
    mode: str
    topic: str
    began_at: datetime
    ended_at: datetime
    finished: bool
    how_far: str
    kept: bool
    started_by: int
    let_go_by: int | None
    lines: tuple[TranscriptLine, ...]
    notes: Mapping[int, str] | None = None
    stars: frozenset[int] | None = None

    @property
    def rules(self) -> Kind:
        return KINDS[self.kind]

    @property
    def book(self) -> list[Round]:
        return build_layout(self.kind, self.started_by, self.lines)

    def note(self, seq: int) -> str:
        return (self.notes or {}).get(seq, "")

    def is_starred(self, seq: int) -> bool:
        return seq in (self.stars or ())


@dataclass(frozen=True, slots=True)
class AppData:
    """What one room holds of somebody, as JSON."""

    name: str
    title: str
    holds: Any = field(repr=False)


class Binder(Protocol):
    """Sets what is taken away in one format, some at a time, so that a long life fits into a small memory."""

    def add(self, transcripts: Sequence[Transcript]) -> None: ...

    def whole(self) -> bytes:
        """All of it as one file."""


class Collector(Protocol):
    """The same for what is one's own, room by room."""

    def add(self, holding: AppData) -> None: ...

    def whole(self) -> bytes:
        """All of it as one file."""
