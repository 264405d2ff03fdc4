"""The format of a backup: a header line, then parts, each with a table's rows in PostgreSQL's COPY text format.

Any version of PostgreSQL reads that format, one row a line. All other lines are JSON:

    {"imago": "data", "taken_at": "...", "migrations": ["couples.0001_initial", ...], "format": 1, "version": "0.2.0"}
    {"part": "rows", "table": "couples_couple", "columns": ["id", ...]}
    ... the rows ...
    \\.
    {"rows": 3}
    ... more parts ...
    {"end": true}

Plain Python, independent of files and the database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from backups.encryption import Damaged
from core.version import VERSION

FORMAT = 1
DATA, KEYS = "data", "keys"
ROWS_PART, TOMBSTONES_PART, SURVIVORS_PART = "rows", "gone", "standing"
END_OF_ROWS = b"\\.\n"
END_OF_ARCHIVE = {"end": True}


@dataclass(frozen=True)
class ArchiveHeader:
    """What an archive is (DATA or KEYS), when it was made, and its database's migrations ("app.name").

    `version` is imago's, "" in the backups of early versions. `before` is set in a copy made before an update: the
    version updated to. Then `version` is the one before, "" if the database doesn't name it.
    """

    imago: str
    taken_at: datetime
    migrations: tuple[str, ...]
    format: int = FORMAT
    version: str = VERSION
    before: str = ""


@dataclass
class ArchivePart:
    """One table's rows, or its tombstones, as a file for COPY FROM.

    `columns` are in the order of the rows' values. `read` returns one row at a time, and counts them.
    """

    part: str
    table: str
    columns: tuple[str, ...]
    rows: int = field(default=0, init=False)
    read_line: Callable[[], bytes] = field(default=bytes, repr=False)

    def read(self, size: int = -1) -> bytes:
        row = self.read_line()
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
    """Writes an archive, part by part. `rows` is the number of rows written."""

    def __init__(self, out: BinaryIO, header: ArchiveHeader) -> None:
        self.out, self.rows = out, 0
        self.write_json({**asdict(header), "taken_at": header.taken_at.isoformat()})

    def write(
        self, part: str, table: str, columns: tuple[str, ...], copy_rows: Callable[[BinaryIO], int]
    ) -> None:
        """Write a part; `copy_rows` writes its rows and returns their number."""
        self.write_json({"part": part, "table": table, "columns": columns})
        rows = copy_rows(self.out)
        self.out.write(END_OF_ROWS)
        self.write_json({"rows": rows})
        self.rows += rows

    def end(self) -> None:
        self.write_json(END_OF_ARCHIVE)

    def write_json(self, value: dict[str, Any]) -> None:
        self.out.write(json.dumps(value).encode() + b"\n")


class ArchiveReader:
    """Reads an archive from its lines. Raises Damaged if it isn't complete and well-formed."""

    def __init__(self, read_line: Callable[[], bytes]) -> None:
        self.read_line = read_line
        header = self.read_json()
        try:
            self.header = ArchiveHeader(
                header["imago"],
                datetime.fromisoformat(header["taken_at"]),
                tuple(header["migrations"]),
                header["format"],
                str(header.get("version", "")),
                str(header.get("before", "")),
            )
        except (KeyError, TypeError, ValueError):
            raise Damaged from None

    def parts(self) -> Iterator[ArchivePart]:
        """Yield the parts in order. Each must be read to its end before the next."""
        while (head := self.read_json()) != END_OF_ARCHIVE:
            try:
                part = ArchivePart(head["part"], head["table"], tuple(head["columns"]), self.read_line)
            except (KeyError, TypeError):
                raise Damaged from None
            yield part
            if self.read_json() != {"rows": part.rows}:
                raise Damaged
        if self.read_line():
            raise Damaged

    def read_json(self) -> dict[str, Any]:
        try:
            value = json.loads(self.read_line())
        except ValueError:
            raise Damaged from None
        if not isinstance(value, dict):
            raise Damaged
        return value
