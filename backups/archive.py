"""What stands in a backup: a line that says what it is, then parts, each a table as PostgreSQL copies it out as text.

The text is what any version of PostgreSQL reads, row by row, a line each. All other lines are JSON:

    {"imago": "data", "format": 1, "taken_at": "...", "migrations": ["couples.0001_initial", ...]}
    {"part": "rows", "table": "couples_couple", "columns": ["id", ...]}
    ... the rows ...
    \\.
    {"rows": 3}
    ... more parts ...
    {"end": true}

Plain Python; it knows neither files nor the database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from backups.encryption import Damaged

FORMAT = 1
DATA, KEYS = "data", "keys"
ROWS_PART, TOMBSTONES_PART, SURVIVORS_PART = "rows", "gone", "standing"
END_OF_ROWS = b"\\.\n"
END_OF_ARCHIVE = {"end": True}


@dataclass(frozen=True)
class ArchiveHeader:
    """What an archive is (DATA or KEYS), when it was made, and its database's migrations ("app.name")."""

    imago: str
    taken_at: datetime
    migrations: tuple[str, ...]
    format: int = FORMAT


@dataclass
class ArchivePart:
    """One table's rows, or its tombstones, as a file to copy from.

    `columns` are in the order of the rows' values. `read` returns row by row, and counts them.
    """

    part: str
    table: str
    columns: tuple[str, ...]
    rows: int = field(default=0, init=False)
    line: Callable[[], bytes] = field(default=bytes, repr=False)

    def read(self, size: int = -1) -> bytes:
        row = self.line()
        if row == END_OF_ROWS:
            return b""
        self.rows += bool(row)
        return row

    def blob(self, row: bytes, column: str) -> bytes:
        """Return a row's value of a binary column."""
        try:
            text = row.rstrip(b"\n").split(b"\t")[self.columns.index(column)]
            return bytes.fromhex(text.removeprefix(rb"\\x").decode())
        except (IndexError, ValueError):
            raise Damaged from None


class ArchiveWriter:
    """Writes an archive, part by part. `rows` counts what was written."""

    def __init__(self, out: BinaryIO, head: ArchiveHeader) -> None:
        self.out, self.rows = out, 0
        self.say({**asdict(head), "taken_at": head.taken_at.isoformat()})

    def write(self, part: str, table: str, columns: tuple[str, ...], copy: Callable[[BinaryIO], int]) -> None:
        """Write a part; `copy` writes its rows and returns their number."""
        self.say({"part": part, "table": table, "columns": columns})
        rows = copy(self.out)
        self.out.write(END_OF_ROWS)
        self.say({"rows": rows})
        self.rows += rows

    def end(self) -> None:
        self.say(END_OF_ARCHIVE)

    def say(self, told: dict[str, Any]) -> None:
        self.out.write(json.dumps(told).encode() + b"\n")


class ArchiveReader:
    """Reads an archive from its lines. Raises Damaged if it isn't as it was written."""

    def __init__(self, line: Callable[[], bytes]) -> None:
        self.line = line
        told = self.told()
        try:
            self.head = ArchiveHeader(
                told["imago"],
                datetime.fromisoformat(told["taken_at"]),
                tuple(told["migrations"]),
                told["format"],
            )
        except (KeyError, TypeError, ValueError):
            raise Damaged from None

    def parts(self) -> Iterator[ArchivePart]:
        """Yield the parts in order. Each has to be read to its end before the next."""
        while (told := self.told()) != END_OF_ARCHIVE:
            try:
                part = ArchivePart(told["part"], told["table"], tuple(told["columns"]), self.line)
            except (KeyError, TypeError):
                raise Damaged from None
            yield part
            if self.told() != {"rows": part.rows}:
                raise Damaged
        if self.line():
            raise Damaged

    def told(self) -> dict[str, Any]:
        try:
            told = json.loads(self.line())
        except ValueError:
            raise Damaged from None
        if not isinstance(told, dict):
            raise Damaged
        return told
