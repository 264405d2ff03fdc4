"""The file for programs: JSON by the schema in docs/transcripts.md, and the way back from it. No database needed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from dialogues.line import Line, move_of
from dialogues.protocol.kinds import KINDS
from transcripts.taking.shapes import About, Holding, Transcript

FORMAT, VERSION = "imago-dialogues", 1
MINE_FORMAT, MINE_VERSION = "imago-mine", 1


class CannotRead(Exception):
    """This is no file that can be read here; the message is for a person."""


class Data:
    """Dialogues as one JSON object."""

    def __init__(self, about: About) -> None:
        self.about = about
        self.dialogues: list[str] = []

    def add(self, transcripts: Sequence[Transcript]) -> None:
        self.dialogues += [dump(as_data(one, self.about)) for one in transcripts]

    def whole(self) -> bytes:
        head, foot = dump(head_of(self.about) | {"dialogues": []}).rsplit("[]", 1)
        return "".join([head, "[\n", ",\n".join(self.dialogues), "\n]", foot, "\n"]).encode()


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def head_of(about: About) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": utc(about.made_at),
        "language": about.language,
        "time_zone": about.time_zone,
        "partners": [
            {"slot": slot, "name": name, "mine": slot == about.mine} for slot, name in enumerate(about.names)
        ],
    }


def as_data(one: Transcript, about: About) -> dict[str, Any]:
    """One dialogue. Notes and stars are in it only where they are taken along."""
    data = {
        "id": one.id,
        "kind": one.kind,
        "title": _(one.rules.title),
        "mode": one.mode,
        "topic": one.topic,
        "began_at": utc(one.began_at),
        "ended_at": utc(one.ended_at),
        "finished": one.finished,
        "how_far": one.how_far,
        "kept": one.kept,
        "started_by": one.started_by,
        "let_go_by": one.let_go_by,
        "turns": [turn_as_data(line) for line in one.lines],
    }
    if one.notes is not None:
        data["notes"] = [{"seq": seq, "words": words} for seq, words in sorted(one.notes.items())]
    if one.stars is not None:
        data["stars"] = sorted(one.stars)
    return data


def turn_as_data(line: Line) -> dict[str, Any]:
    return {
        "seq": line.seq,
        "by": line.slot,
        "step": line.step,
        "move": line.move,
        "said": _(line.said).format(name=line.name),
        "round": line.round,
        "words": line.words,
        "gone": line.blanked,
        "at": utc(line.created_at),
        "meet_at": utc(line.meet_at) if line.meet_at else None,
        "is_day": line.is_day,
        "scale": line.scale,
        "took_back": line.took_back,
    }


def mine(about: About, holdings: Sequence[Holding]) -> bytes:
    """What is one's own, room by room."""
    return dump(
        {
            "format": MINE_FORMAT,
            "version": MINE_VERSION,
            "made_at": utc(about.made_at),
            "name": about.names[about.mine],
            "rooms": [{"name": one.name, "title": one.title, "holds": one.holds} for one in holdings],
        }
    ).encode()


def read_back(content: bytes) -> tuple[About, list[Transcript]]:
    """The dialogues of a file that was taken away, as they were taken. Raises CannotRead."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise CannotRead(_("This is no file of imago, or it is damaged.")) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise CannotRead(_("This file does not hold dialogues from imago."))
    if not isinstance(data.get("version"), int) or data["version"] > VERSION:
        raise CannotRead(_("This file was made by a newer imago. Please read it with that one."))
    try:
        about = about_from(data)
        return about, [transcript_from(one, about) for one in data["dialogues"]]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise CannotRead(_("Something is missing in this file. It may be damaged.")) from error


def about_from(data: Mapping[str, Any]) -> About:
    first, second = sorted(data["partners"], key=lambda one: int(one["slot"]))
    return About(
        made_at=datetime.fromisoformat(data["made_at"]),
        names=(str(first["name"]), str(second["name"])),
        mine=int(second["mine"]),
        language=str(data["language"]),
        time_zone=ZoneInfo(data["time_zone"]).key,
    )


def transcript_from(data: Mapping[str, Any], about: About) -> Transcript:
    if data["kind"] not in KINDS:
        raise CannotRead(_("This file holds a kind of dialogue that this imago does not know."))
    notes, stars = data.get("notes"), data.get("stars")
    return Transcript(
        id=str(data["id"]),
        kind=data["kind"],
        mode=str(data["mode"]),
        topic=str(data["topic"]),
        began_at=datetime.fromisoformat(data["began_at"]),
        ended_at=datetime.fromisoformat(data["ended_at"]),
        finished=bool(data["finished"]),
        how_far=str(data["how_far"]),
        kept=bool(data["kept"]),
        started_by=int(data["started_by"]),
        let_go_by=data["let_go_by"],
        lines=tuple(line_from(turn, data["kind"], about) for turn in data["turns"]),
        notes=None if notes is None else {int(one["seq"]): str(one["words"]) for one in notes},
        stars=None if stars is None else frozenset(map(int, stars)),
    )


def line_from(data: Mapping[str, Any], kind: str, about: About) -> Line:
    """A turn as it was read. A move that the tables do not know any more is told as the file tells it."""
    move = move_of(kind, data["step"], data["move"])
    told = str(data["said"]).replace("{", "{{").replace("}", "}}")
    return Line(
        seq=int(data["seq"]),
        slot=int(data["by"]),
        name=about.names[data["by"]],
        step=str(data["step"]),
        move=str(data["move"]),
        round=int(data["round"]),
        said=move.said if move else told,
        words=data["words"],
        blanked=str(data["gone"]),
        meet_at=datetime.fromisoformat(data["meet_at"]) if data["meet_at"] else None,
        created_at=datetime.fromisoformat(data["at"]),
        took_back=int(data["took_back"]),
        scale=data["scale"],
        is_day=bool(data["is_day"]),
        time_said=move.time_said if move else "{time}",
    )
