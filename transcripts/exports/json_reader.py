"""The way back from a file for programs. What does not have the shape that it should have is refused here, and
nowhere else: whatever comes out can be told, set and written again. No database needed."""

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
    """This is no file that can be read here; the message is user-facing."""


class JsonObject:
    """An object in the file, asked for its fields by the shape that they must have. Raises CannotRead, as do all that
    ask."""

    def __init__(self, value: Any) -> None:
        self.fields: Mapping[str, Any] = require_type(value, dict)

    def has(self, name: str) -> bool:
        """Whether there is something: a field that may be empty must still be there."""
        return self.field(name, object) is not None

    def field(self, name: str, kind: type) -> Any:
        if name not in self.fields:
            raise damaged_file()
        return require_type(self.fields[name], kind)

    def text(self, name: str) -> str:
        found: str = self.field(name, str)
        if any("\ud800" <= letter <= "\udfff" for letter in found):  # half of a letter
            raise damaged_file()
        return found

    def number(self, name: str, most: int = MAX_NUMBER) -> int:
        found: int = self.field(name, int)
        if not 0 <= found <= most:
            raise damaged_file()
        return found

    def is_so(self, name: str) -> bool:
        return bool(self.field(name, bool))

    def moment(self, name: str) -> datetime:
        try:
            found = datetime.fromisoformat(self.text(name))
            in_utc = found.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise damaged_file() from error
        if found.tzinfo is None or in_utc.year not in YEARS:
            raise damaged_file()
        return found

    def parts(self, name: str) -> Iterator[JsonObject]:
        return map(JsonObject, self.field(name, list))


def require_type(value: Any, kind: type) -> Any:
    """A value of this kind. True and False are no numbers here."""
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise damaged_file()
    return value


def damaged_file() -> UnreadableExport:
    return UnreadableExport(_("Something is missing in this file. It may be damaged."))


def read_export(content: bytes) -> tuple[ExportInfo, list[Transcript]]:
    """The dialogues of a file that was taken away, as they were taken. Raises CannotRead."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableExport(_("This is no file of imago, or it is damaged.")) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UnreadableExport(_("This file does not hold dialogues from imago."))
    if not isinstance(data.get("version"), int) or data["version"] > VERSION:
        raise UnreadableExport(_("This file was made by a newer imago. Please read it with that one."))
    whole = JsonObject(data)
    about = parse_info(whole)
    return about, [parse_transcript(one, about) for one in whole.parts("dialogues")]


def parse_info(data: JsonObject) -> ExportInfo:
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
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        raise damaged_file() from error


def parse_transcript(data: JsonObject, about: ExportInfo) -> Transcript:
    kind = data.text("kind")
    if kind not in KINDS:
        raise UnreadableExport(_("This file holds a kind of dialogue that this imago does not know."))
    lines = tuple(parse_line(turn, kind, about) for turn in data.parts("turns"))
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
    if "notes" not in data.fields:
        return None
    return {one.number("seq"): one.text("words") for one in data.parts("notes")}


def parse_stars(data: JsonObject) -> frozenset[int] | None:
    if "stars" not in data.fields:
        return None
    return frozenset(require_type(seq, int) for seq in data.field("stars", list))


def parse_line(data: JsonObject, kind: str, about: ExportInfo) -> TranscriptLine:
    """A turn as it was read. A move that the tables do not know any more is told as the file tells it."""
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
        name=about.names[slot],
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
