"""Write JSON in the schema of docs/transcripts.md, which `json_reader` reads. Needs no database."""

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
OWN_DATA_FORMAT, OWN_DATA_VERSION = "imago-mine", 1
encode_pieces = DjangoJSONEncoder(ensure_ascii=False, indent=1).iterencode


class JsonListWriter:
    """Writes a JSON object whose last field is a list, item by item, to save memory."""

    def __init__(self, head: Mapping[str, Any], items: str) -> None:
        before, self.footer = "".join(encode_pieces({**head, items: []})).rsplit("[]", 1)
        self.file, self.separator = BytesIO(), "\n"
        self.write([before, "["])

    def append(self, item: Any) -> None:
        """Write one item."""
        self.write([self.separator])
        self.write(encode_pieces(item))
        self.separator = ",\n"

    def write(self, pieces: Iterable[str]) -> None:
        """Write pieces of text."""
        self.file.writelines(piece.encode() for piece in pieces)

    def finish(self) -> bytes:
        """Close the list and the object, and return the file."""
        self.write(["\n]", self.footer, "\n"])
        return self.file.getvalue()


class JsonFormat(ExportFormat):
    """Dialogues, or personal data app by app, as one JSON object."""

    name = suffix = "json"
    title = gettext_lazy("JSON")
    hint = gettext_lazy("For programs. It has everything; imago's documentation explains the format.")
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
            file.append({"name": app.name, "title": app.title, "holds": app.data})
        return ExportFile(file.finish())


def utc_text(moment: datetime) -> str:
    """Return a time in ISO 8601, in UTC."""
    return moment.astimezone(UTC).isoformat()


def header(info: ExportInfo) -> dict[str, Any]:
    """Return the fields that precede the dialogues."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": utc_text(info.made_at),
        "language": info.language,
        "time_zone": info.time_zone,
        "partners": [
            {"slot": slot, "name": name, "mine": slot == info.owner_slot}
            for slot, name in enumerate(info.names)
        ],
    }


def own_header(info: ExportInfo) -> dict[str, Any]:
    """Return the fields that precede the apps."""
    return {
        "format": OWN_DATA_FORMAT,
        "version": OWN_DATA_VERSION,
        "made_at": utc_text(info.made_at),
        "name": info.names[info.owner_slot],
    }


def transcript_data(transcript: Transcript) -> dict[str, Any]:
    """Return a dialogue as JSON. Notes and bookmarks are left out unless they were requested."""
    data = {
        "id": transcript.id,
        "kind": transcript.kind,
        "title": _(transcript.rules.title),
        "mode": transcript.mode,
        "topic": transcript.topic,
        "began_at": utc_text(transcript.began_at),
        "ended_at": utc_text(transcript.ended_at),
        "finished": transcript.finished,
        "how_far": transcript.progress,
        "kept": transcript.kept,
        "started_by": transcript.started_by,
        "let_go_by": transcript.erased_by,
        "turns": [turn_data(line) for line in transcript.lines],
    }
    if transcript.notes is not None:
        data["notes"] = [{"seq": seq, "words": words} for seq, words in sorted(transcript.notes.items())]
    if transcript.bookmarks is not None:
        data["stars"] = sorted(transcript.bookmarks)
    return data


def turn_data(line: TranscriptLine) -> dict[str, Any]:
    """Return a turn as JSON."""
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
        "took_back": line.withdrawn_seq,
    }
