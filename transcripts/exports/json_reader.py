"""Read a JSON export back.

Everything is checked here and nowhere else: what comes out can be shown and written again. No database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from dialogues.protocol.kinds import KINDS
from dialogues.transcript_types import TranscriptLine, find_turn_move
from transcripts.exports.json_writer import FORMAT, VERSION
from transcripts.exports.types import ExportInfo, Transcript

MAX_NUMBER = 2**31 - 1  # of any number
YEARS = range(2, 9999)  # so that a moment is one in every time zone


class UnreadableExport(Exception):
    """The file can't be read; the message is for the user."""


class JsonObject:
    """An object of the file whose fields are read by type. Every method raises UnreadableExport."""

    def __init__(self, value: Any) -> None:
        self.fields: Mapping[str, Any] = require_type(value, dict)

    def has(self, name: str) -> bool:
        """Whether an optional field is set. The field itself must be there."""
        return self.field(name, object) is not None

    def field(self, name: str, kind: type) -> Any:
        """A field of this type."""
        if name not in self.fields:
            raise damaged_file()
        return require_type(self.fields[name], kind)

    def text(self, name: str) -> str:
        """A string without lone surrogates."""
        found: str = self.field(name, str)
        if any("\ud800" <= letter <= "\udfff" for letter in found):  # half of a letter
            raise damaged_file()
        return found

    def number(self, name: str, most: int = MAX_NUMBER) -> int:
        """An integer from 0 to `most`."""
        found: int = self.field(name, int)
        if not 0 <= found <= most:
            raise damaged_file()
        return found

    def is_so(self, name: str) -> bool:
        """A boolean."""
        return bool(self.field(name, bool))

    def moment(self, name: str) -> datetime:
        """An aware datetime."""
        try:
            found = datetime.fromisoformat(self.text(name))
            in_utc = found.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise damaged_file() from error
        if found.tzinfo is None or in_utc.year not in YEARS:
            raise damaged_file()
        return found

    def parts(self, name: str) -> Iterator[JsonObject]:
        """The objects of a list."""
        return map(JsonObject, self.field(name, list))


def require_type(value: Any, kind: type) -> Any:
    """Return the value if it has this type. A boolean is no integer."""
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise damaged_file()
    return value


def damaged_file() -> UnreadableExport:
    """The error for a file whose shape is wrong."""
    return UnreadableExport(_("Something is missing in this file. It may be damaged."))


def read_export(content: bytes) -> tuple[ExportInfo, list[Transcript]]:
    """Return the dialogues of an exported file. Raises UnreadableExport."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableExport(_("This is no file of imago, or it is damaged.")) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UnreadableExport(_("This file does not hold dialogues from imago."))
    if not isinstance(data.get("version"), int) or data["version"] > VERSION:
        raise UnreadableExport(_("This file was made by a newer imago. Please read it with that one."))
    whole = JsonObject(data)
    info = parse_info(whole)
    return info, [parse_transcript(one, info) for one in whole.parts("dialogues")]


def parse_info(data: JsonObject) -> ExportInfo:
    """Whose dialogues these are."""
    people = sorted(data.parts("partners"), key=lambda one: one.number("slot"))
    mine = [slot for slot, one in enumerate(people) if one.is_so("mine")]
    if [one.number("slot") for one in people] != [0, 1] or len(mine) != 1:
        raise damaged_file()
    first, second = people
    return ExportInfo(
        made_at=data.moment("made_at"),
        names=(first.text("name"), second.text("name")),
        mine=mine[0],
        language=data.text("language"),
        time_zone=parse_time_zone(data.text("time_zone")),
    )


def parse_time_zone(name: str) -> str:
    """A known time zone."""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        raise damaged_file() from error


def parse_transcript(data: JsonObject, info: ExportInfo) -> Transcript:
    """One dialogue."""
    kind = data.text("kind")
    if kind not in KINDS:
        raise UnreadableExport(_("This file holds a kind of dialogue that this imago does not know."))
    lines = tuple(parse_line(turn, kind, info) for turn in data.parts("turns"))
    if any(line.seq <= before.seq for before, line in pairwise(lines)):
        raise damaged_file()
    return Transcript(
        id=data.text("id"),
        kind=kind,
        mode=data.text("mode"),
        topic=data.text("topic"),
        began_at=data.moment("began_at"),
        ended_at=data.moment("ended_at"),
        finished=data.is_so("finished"),
        how_far=data.text("how_far"),
        kept=data.is_so("kept"),
        started_by=data.number("started_by", 1),
        let_go_by=data.number("let_go_by", 1) if data.has("let_go_by") else None,
        lines=lines,
        notes=parse_notes(data),
        stars=parse_stars(data),
    )


def parse_notes(data: JsonObject) -> dict[int, str] | None:
    """Notes by turn; None if they were not exported."""
    if "notes" not in data.fields:
        return None
    return {one.number("seq"): one.text("words") for one in data.parts("notes")}


def parse_stars(data: JsonObject) -> frozenset[int] | None:
    """Starred turns; None if they were not exported."""
    if "stars" not in data.fields:
        return None
    return frozenset(require_type(seq, int) for seq in data.field("stars", list))


def parse_line(data: JsonObject, kind: str, info: ExportInfo) -> TranscriptLine:
    """A turn. If its move is unknown by now, the sentence of the file is used."""
    step, name, slot = data.text("step"), data.text("move"), data.number("by", 1)
    move = find_turn_move(kind, step, name)
    told = data.text("said").replace("{", "{{").replace("}", "}}")
    words = data.text("words") if data.has("words") else None
    gone = data.text("gone")
    if words is None and not gone:
        raise damaged_file()
    return TranscriptLine(
        seq=data.number("seq"),
        slot=slot,
        name=info.names[slot],
        step=step,
        move=name,
        round=data.number("round"),
        log_text=move.log_text if move else told,
        words=words,
        blanked=gone,
        meet_at=data.moment("meet_at") if data.has("meet_at") else None,
        created_at=data.moment("at"),
        took_back=data.number("took_back"),
        scale=data.number("scale", 10) if data.has("scale") else None,
        is_day=data.is_so("is_day"),
        time_text=move.time_text if move else "{time}",
    )
