"""What is exported, the same from the database and from a file, and what a format is. Plain Python."""

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
    """First names by slot, and the slot of the export's owner.

    Language and time zone are those of its sentences and times.
    """

    made_at: datetime
    names: tuple[str, str]
    mine: int
    language: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """An ended dialogue.

    `topic` is "" if there is none any more; `let_go_by` is the slot of whoever erased the words for both,
    None if nobody did. `notes`, by seq, and `stars` are the owner's; None if they aren't exported.
    """

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
        """The kind's protocol."""
        return KINDS[self.kind]

    @property
    def rounds(self) -> list[Round]:
        """Rounds, phases and turns."""
        return build_layout(self.kind, self.started_by, self.lines)

    def note(self, seq: int) -> str:
        """The note on a turn; "" without one."""
        return (self.notes or {}).get(seq, "")

    def is_starred(self, seq: int) -> bool:
        """Whether a turn has a star."""
        return seq in (self.stars or ())


@dataclass(frozen=True, slots=True)
class AppData:
    """What an app stores of one person, as JSON."""

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
        """Write a couple's dialogues, oldest first. May raise PdfUnavailable.

        They are read in batches while this runs. `single` tells that one dialogue was requested where it is
        read.
        """

    @abstractmethod
    def write_own_data(self, info: ExportInfo, apps: AppDataSource, progress: Progress) -> ExportFile:
        """Write one person's data, app by app. May raise PdfUnavailable.

        Report the progress, as `track` does: a worker that reports nothing for five minutes counts as dead.
        """


def track(apps: AppDataSource, progress: Progress) -> Iterator[AppData]:
    """Iterate over the apps and report each one that has been written."""
    for done, app in enumerate(apps, start=1):
        yield app
        progress(done, len(apps))
