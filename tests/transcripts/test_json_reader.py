"""A damaged export file is read as it was or refused with a message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.transcript_types import TranscriptLine
from transcripts.exports.json_reader import UnreadableExport, read_export
from transcripts.exports.json_writer import JsonFormat
from transcripts.exports.read import as_markdown
from transcripts.exports.types import ExportInfo, Transcript

BEGAN = datetime(2026, 3, 12, 18, tzinfo=UTC)
ABOUT = ExportInfo(BEGAN + timedelta(days=9), ("Ana", "בן"), 1, "en", "Europe/Paris")
NULLABLE = {"words", "meet_at", "scale", "let_go_by"}
OF_OTHER_KINDS: list[Any] = [
    None,
    True,
    -1,
    7,
    10**40,
    0.5,
    float("inf"),
    "",
    "x",
    "2026-03-12T18:00:00",
    [],
    [5],
]
OF_OTHER_KINDS += [{}, {"seq": 1}, "\ud800", "\u0000/../..", "9999-12-31T23:59:59+00:00"]


def line(seq: int, slot: int, step: str, move: str, **changes: Any) -> TranscriptLine:
    fields: dict[str, Any] = {"round": 1, "log_text": "{name} did it", "words": "", "blanked": ""} | changes
    sent_at = BEGAN + timedelta(minutes=seq)
    return TranscriptLine(
        seq,
        slot,
        ABOUT.names[slot],
        step,
        move,
        meet_at=fields.pop("meet_at", None),
        created_at=sent_at,
        **fields,
    )


def transcript(**changes: Any) -> Transcript:
    lines = (
        line(1, 1, "invited", "later", meet_at=BEGAN, is_day=True),
        line(2, 0, "sending", "send", words="*What* I {feel}"),
        line(3, 1, "mirroring", "mirror", words=None, blanked="erased"),
        line(4, 0, "checking", "not_quite", words="not quite", withdrawn_seq=2),
        line(5, 1, "mirroring", "a move of another day", scale=7),
    )
    facts = {
        "id": "one",
        "kind": "intentional",
        "mode": "written",
        "topic": "Quiet dinners",
        "progress": "half way",
    }
    fields = {"finished": False, "kept": True, "started_by": 0, "erased_by": None, **facts, **changes}
    return Transcript(began_at=BEGAN, ended_at=BEGAN + timedelta(hours=1), lines=lines, **fields)


def as_file(about: ExportInfo, transcripts: list[Transcript]) -> bytes:
    return JsonFormat().write_dialogues(about, [transcripts]).content


GOOD = as_file(
    ABOUT, [transcript(), transcript(id="two", erased_by=1, notes={2: "a note"}, bookmarks=frozenset({2, 4}))]
)
READ = read_export(GOOD)
Path = tuple[str | int, ...]


def paths(value: Any, before: Path = ()) -> Iterator[Path]:
    """The path of every value in the file."""
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield (*before, key)
        yield from paths(child, (*before, key))


PATHS = list(paths(json.loads(GOOD)))


def parent(data: Any, path: Path) -> Any:
    for key in path[:-1]:
        data = data[key]
    return data


def assert_same_or_refused(content: bytes) -> None:
    with suppress(UnreadableExport):
        assert read_export(content) == READ


def assert_usable_or_refused(content: bytes) -> None:
    """What can be read can be converted, and written and read again."""
    try:
        about, transcripts = read_export(content)
    except UnreadableExport:
        return
    assert as_markdown(content)
    assert read_export(as_file(about, transcripts)) == (about, transcripts)


@settings(max_examples=300)
@given(st.sampled_from(PATHS), st.sampled_from(OF_OTHER_KINDS))
def test_a_value_of_another_type_is_ignored_or_refused(path: Path, value: Any):
    data = json.loads(GOOD)
    container = parent(data, path)
    original, container[path[-1]] = container[path[-1]], value
    content = json.dumps(data).encode()
    assert_usable_or_refused(content)
    if type(original) is not type(value) and not (path[-1] in NULLABLE and None in (original, value)):
        assert_same_or_refused(content)


@given(st.sampled_from([path for path in PATHS if isinstance(path[-1], str)]))
def test_a_missing_field_is_ignored_or_refused(path: Path):
    data = json.loads(GOOD)
    del parent(data, path)[path[-1]]
    content = json.dumps(data).encode()
    if path[-1] in ("notes", "stars"):
        assert_usable_or_refused(content)
    else:
        assert_same_or_refused(content)


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 40), st.binary(max_size=8))
def test_changed_bytes_break_nothing(start: int, length: int, put: bytes):
    assert_usable_or_refused(GOOD[:start] + put + GOOD[start + length :])


@given(st.integers(0, len(GOOD) - 1))
def test_a_truncated_file_is_refused(end: int):
    assert_same_or_refused(GOOD[:end])
