"""What an export contains, whether it comes from the database or from a file, and the interface of a format.
Plain Python."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from dialogues.protocol import Kind
from dialogues.protocol.kinds import KINDS
from dialogues.transcript_types import TranscriptLine
from transcripts.transcript_layout import Round, build_layout

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Progress = Callable[[int, int], None]  # called with the number done and the total


@dataclass(frozen=True, slots=True)
class ExportInfo:
    """First names by slot, and the slot of the export's owner.

    Language and time zone are those of its sentences and times.
    """

    made_at: datetime
    names: tuple[str, str]
    owner_slot: int
    language: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """An ended dialogue.

    `topic` is "" if there is none any more; `erased_by` is the slot of whoever erased the words for both,
    None if nobody did. `notes`, by seq, and `bookmarks` are the owner's; None if they aren't exported.
    """

    id: str
    kind: str
    mode: str
    topic: str
    began_at: datetime
    ended_at: datetime
    finished: bool
    progress: str
    kept: bool
    started_by: int
    erased_by: int | None
    lines: tuple[TranscriptLine, ...]
    notes: Mapping[int, str] | None = None
    bookmarks: frozenset[int] | None = None

    @property
    def rules(self) -> Kind:
        """The protocol of this kind."""
        return KINDS[self.kind]

    @property
    def rounds(self) -> list[Round]:
        """Rounds, phases and turns."""
        return build_layout(self.kind, self.started_by, self.lines)

    def note(self, seq: int) -> str:
        """Return the note on a turn; "" without one."""
        return (self.notes or {}).get(seq, "")

    def is_bookmarked(self, seq: int) -> bool:
        """Return whether a turn is bookmarked."""
        return seq in (self.bookmarks or ())


@dataclass(frozen=True, slots=True)
class AppData:
    """One person's data in one app, as JSON. `letter` puts it into words for them to read."""

    name: str
    title: str
    data: Any = field(repr=False)
    letter: Callable[[Any], Any] = field(default=lambda data: data, repr=False)


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A finished file. `is_complete` is False if this machine has no font for some of its characters."""

    content: bytes
    is_complete: bool = True


class AppDataSource(Protocol):
    """One person's data, loaded app by app while it is iterated. Its length is the number of apps."""

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
    """Yield the apps, and report each one once it is written."""
    for done, app in enumerate(apps, start=1):
        yield app
        progress(done, len(apps))
