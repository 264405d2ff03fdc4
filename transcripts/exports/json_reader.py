"""Read a JSON export back.

Validates everything, so that the result can be shown and written again. Needs no database.
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

MAX_NUMBER = 2**31 - 1  # of an integer in the database
YEARS = range(2, 9999)  # valid in every time zone


class UnreadableExport(Exception):
    """The file can't be read; the message is for the user."""


class JsonObject:
    """An object of the file whose fields are read by type. Every method raises UnreadableExport."""

    def __init__(self, value: Any) -> None:
        self.fields: Mapping[str, Any] = require_type(value, dict)

    def has(self, name: str) -> bool:
        """Return whether a field is not null. Raises UnreadableExport if the field is missing."""
        return self.field(name, object) is not None

    def field(self, name: str, kind: type) -> Any:
        """Return a field of this type."""
        if name not in self.fields:
            raise damaged_file()
        return require_type(self.fields[name], kind)

    def text(self, name: str) -> str:
        """Return a string field. Lone surrogates are refused."""
        value: str = self.field(name, str)
        if any("\ud800" <= letter <= "\udfff" for letter in value):  # a lone surrogate
            raise damaged_file()
        return value

    def number(self, name: str, maximum: int = MAX_NUMBER) -> int:
        """Return an integer field from 0 to `maximum`."""
        value: int = self.field(name, int)
        if not 0 <= value <= maximum:
            raise damaged_file()
        return value

    def boolean(self, name: str) -> bool:
        """Return a boolean field."""
        return bool(self.field(name, bool))

    def timestamp(self, name: str) -> datetime:
        """Return a field as an aware datetime."""
        try:
            value = datetime.fromisoformat(self.text(name))
            in_utc = value.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise damaged_file() from error
        if value.tzinfo is None or in_utc.year not in YEARS:
            raise damaged_file()
        return value

    def objects(self, name: str) -> Iterator[JsonObject]:
        """Return the objects of a list field."""
        return map(JsonObject, self.field(name, list))


def require_type(value: Any, kind: type) -> Any:
    """Return the value. Raises UnreadableExport if it has another type; a boolean is no integer here."""
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise damaged_file()
    return value


def damaged_file() -> UnreadableExport:
    """Return the error for a file whose structure is wrong."""
    return UnreadableExport(_("Something is missing from this file. It may be damaged."))


def read_export(content: bytes) -> tuple[ExportInfo, list[Transcript]]:
    """Return the head and the dialogues of an exported file. Raises UnreadableExport."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableExport(_("This isn't a file from imago, or it's damaged.")) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UnreadableExport(_("This file has no dialogues from imago."))
    if not isinstance(data.get("version"), int) or data["version"] > VERSION:
        raise UnreadableExport(
            _("This file is from a newer version of imago. Please use that version to read it.")
        )
    root = JsonObject(data)
    info = parse_info(root)
    return info, [parse_transcript(item, info) for item in root.objects("dialogues")]


def parse_info(data: JsonObject) -> ExportInfo:
    """Parse the head of the file."""
    partners = sorted(data.objects("partners"), key=lambda partner: partner.number("slot"))
    own_slots = [slot for slot, partner in enumerate(partners) if partner.boolean("mine")]
    if [partner.number("slot") for partner in partners] != [0, 1] or len(own_slots) != 1:
        raise damaged_file()
    first, second = partners
    return ExportInfo(
        made_at=data.timestamp("made_at"),
        names=(first.text("name"), second.text("name")),
        owner_slot=own_slots[0],
        language=data.text("language"),
        time_zone=parse_time_zone(data.text("time_zone")),
    )


def parse_time_zone(name: str) -> str:
    """Return the name of a known time zone."""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        raise damaged_file() from error


def parse_transcript(data: JsonObject, info: ExportInfo) -> Transcript:
    """Parse one dialogue."""
    kind = data.text("kind")
    if kind not in KINDS:
        raise UnreadableExport(_("This file has a kind of dialogue that this version of imago doesn't know."))
    lines = tuple(parse_line(turn, kind, info) for turn in data.objects("turns"))
    if any(line.seq <= previous.seq for previous, line in pairwise(lines)):
        raise damaged_file()
    return Transcript(
        id=data.text("id"),
        kind=kind,
        mode=data.text("mode"),
        topic=data.text("topic"),
        began_at=data.timestamp("began_at"),
        ended_at=data.timestamp("ended_at"),
        finished=data.boolean("finished"),
        progress=data.text("how_far"),
        kept=data.boolean("kept"),
        started_by=data.number("started_by", 1),
        erased_by=data.number("let_go_by", 1) if data.has("let_go_by") else None,
        lines=lines,
        notes=parse_notes(data),
        bookmarks=parse_bookmarks(data),
    )


def parse_notes(data: JsonObject) -> dict[int, str] | None:
    """Return the notes by turn; None if they weren't exported."""
    if "notes" not in data.fields:
        return None
    return {note.number("seq"): note.text("words") for note in data.objects("notes")}


def parse_bookmarks(data: JsonObject) -> frozenset[int] | None:
    """Return the bookmarked turns; None if they weren't exported."""
    if "stars" not in data.fields:
        return None
    return frozenset(require_type(seq, int) for seq in data.field("stars", list))


def parse_line(data: JsonObject, kind: str, info: ExportInfo) -> TranscriptLine:
    """Parse a turn. If its move no longer exists, the file's own sentence about it is used."""
    step, name, slot = data.text("step"), data.text("move"), data.number("by", 1)
    move = find_turn_move(kind, step, name)
    log_text = data.text("said").replace("{", "{{").replace("}", "}}")
    words, blanked = parse_words(data)
    return TranscriptLine(
        seq=data.number("seq"),
        slot=slot,
        name=info.names[slot],
        step=step,
        move=name,
        round=data.number("round"),
        log_text=move.log_text if move else log_text,
        own_log_text=move.own_log_text if move else "",
        question=move.question if move else "",
        words=words,
        blanked=blanked,
        meet_at=data.timestamp("meet_at") if data.has("meet_at") else None,
        created_at=data.timestamp("at"),
        withdrawn_seq=data.number("took_back"),
        scale=data.number("scale", 10) if data.has("scale") else None,
        is_day=data.boolean("is_day"),
        time_text=move.time_text if move else "{time}",
    )


def parse_words(data: JsonObject) -> tuple[str | None, str]:
    """Return the words of a turn, and how they were erased. One of the two must be present."""
    words = data.text("words") if data.has("words") else None
    blanked = data.text("gone")
    if words is None and not blanked:
        raise damaged_file()
    return words, blanked
