"""What is taken away, before it is set: the same shapes from the database and from a file. Plain Python."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from dialogues.protocol import Kind
from dialogues.protocol.kinds import KINDS
from dialogues.transcript_types import TranscriptLine
from transcripts.layout import Round, build_layout

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Progress = Callable[[int, int], None]  # called with how much is done, and of how much


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


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A finished file. `is_complete` is False if this machine has no font for some of its characters."""

    content: bytes
    is_complete: bool = True


class AppDataSource(Protocol):
    """One person's data, read app by app while it is iterated; its length is the number of apps."""

    def __iter__(self) -> Iterator[AppData]: ...

    def __len__(self) -> int: ...


class ExportFormat(ABC):
    """A file format. One instance, registered in `formats.py`, serves the page, the worker and the download.

    `name` identifies it in the database and in forms (at most 10 characters); `title` and `hint` are shown.
    """

    name: str
    title: StrOrPromise
    hint: StrOrPromise
    suffix: str
    content_type: str

    @abstractmethod
    def write_dialogues(
        self, info: ExportInfo, batches: Iterable[Sequence[Transcript]], *, single: bool = False
    ) -> ExportFile:
        """Write a couple's dialogues, oldest first. They are read in batches while this runs. `single` tells that
        one dialogue was chosen where it is read. May raise PdfUnavailable."""

    @abstractmethod
    def write_own_data(self, info: ExportInfo, apps: AppDataSource, progress: Progress) -> ExportFile:
        """Write what belongs to one person, app by app, and report the progress. May raise PdfUnavailable."""


def track(apps: AppDataSource, progress: Progress) -> Iterator[AppData]:
    """Iterate over the apps and report each one that has been written."""
    for done, app in enumerate(apps, start=1):
        yield app
        progress(done, len(apps))
