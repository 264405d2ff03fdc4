"""JSON, in the schema of docs/transcripts.md; `json_reader` reads it. No database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import chain
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.transcript_types import TranscriptLine
from transcripts.exports.types import (
    AppDataSource,
    ExportFile,
    ExportFormat,
    ExportInfo,
    Progress,
    Transcript,
    track,
)

FORMAT, VERSION = "imago-dialogues", 1
MINE_FORMAT, MINE_VERSION = "imago-mine", 1
encode_pieces = DjangoJSONEncoder(ensure_ascii=False, indent=1).iterencode


class JsonListWriter:
    """A JSON object that ends with a list, written as its items come, to save memory."""

    def __init__(self, head: Mapping[str, Any], items: str) -> None:
        before, self.foot = "".join(encode_pieces({**head, items: []})).rsplit("[]", 1)
        self.file, self.between = BytesIO(), "\n"
        self.write([before, "["])

    def append(self, item: Any) -> None:
        """Write one item."""
        self.write([self.between])
        self.write(encode_pieces(item))
        self.between = ",\n"

    def write(self, pieces: Iterable[str]) -> None:
        """Write pieces of text."""
        self.file.writelines(piece.encode() for piece in pieces)

    def finish(self) -> bytes:
        """Close the list and the object, and return the file."""
        self.write(["\n]", self.foot, "\n"])
        return self.file.getvalue()


class JsonFormat(ExportFormat):
    """Dialogues, or personal data app by app, as one JSON object."""

    name = suffix = "json"
    title = gettext_lazy("JSON")
    hint = gettext_lazy(
        "For programs. It holds everything; what stands where is told in imago’s documentation."
    )
    content_type = "application/json"

    def write_dialogues(
        self, info: ExportInfo, batches: Iterable[Sequence[Transcript]], *, single: bool = False
    ) -> ExportFile:
        """One object with a list of dialogues."""
        file = JsonListWriter(header(info), "dialogues")
        for transcript in chain.from_iterable(batches):
            file.append(transcript_data(transcript))
        return ExportFile(file.finish())

    def write_own_data(self, info: ExportInfo, apps: AppDataSource, progress: Progress) -> ExportFile:
        """One object with a list of apps."""
        file = JsonListWriter(own_header(info), "rooms")
        for app in track(apps, progress):
            file.append({"name": app.name, "title": app.title, "holds": app.holds})
        return ExportFile(file.finish())


def utc_text(moment: datetime) -> str:
    """ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat()


def header(about: ExportInfo) -> dict[str, Any]:
    """The fields before the dialogues."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": utc_text(about.made_at),
        "language": about.language,
        "time_zone": about.time_zone,
        "partners": [
            {"slot": slot, "name": name, "mine": slot == about.mine} for slot, name in enumerate(about.names)
        ],
    }


def own_header(info: ExportInfo) -> dict[str, Any]:
    """The fields before the apps."""
    return {
        "format": MINE_FORMAT,
        "version": MINE_VERSION,
        "made_at": utc_text(info.made_at),
        "name": info.names[info.mine],
    }


def transcript_data(one: Transcript) -> dict[str, Any]:
    """One dialogue. Notes and stars are included only if they were requested."""
    data = {
        "id": one.id,
        "kind": one.kind,
        "title": _(one.rules.title),
        "mode": one.mode,
        "topic": one.topic,
        "began_at": utc_text(one.began_at),
        "ended_at": utc_text(one.ended_at),
        "finished": one.finished,
        "how_far": one.how_far,
        "kept": one.kept,
        "started_by": one.started_by,
        "let_go_by": one.let_go_by,
        "turns": [turn_data(line) for line in one.lines],
    }
    if one.notes is not None:
        data["notes"] = [{"seq": seq, "words": words} for seq, words in sorted(one.notes.items())]
    if one.stars is not None:
        data["stars"] = sorted(one.stars)
    return data


def turn_data(line: TranscriptLine) -> dict[str, Any]:
    """One turn."""
    return {
        "seq": line.seq,
        "by": line.slot,
        "step": line.step,
        "move": line.move,
        "said": _(line.log_text).format(name=line.name),
        "round": line.round,
        "words": line.words,
        "gone": line.blanked,
        "at": utc_text(line.created_at),
        "meet_at": utc_text(line.meet_at) if line.meet_at else None,
        "is_day": line.is_day,
        "scale": line.scale,
        "took_back": line.took_back,
    }
