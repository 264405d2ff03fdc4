"""The schema in docs/transcripts.md and what is written into the files: every field is described, and none invented."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from couples.models import User
from runtime.instance import ROOT
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.transcripts.random_dialogue import taken
from transcripts.exports import build
from transcripts.exports.json_writer import FORMAT, MINE_FORMAT, MINE_VERSION, VERSION, JsonFormat
from transcripts.models import Note

DOCS = (ROOT / "docs" / "transcripts.md").read_text()
BLOCKS = re.findall(r"```\n(\{.*?)```", DOCS, re.DOTALL)


def described(format: str) -> set[str]:
    [block] = [one for one in BLOCKS if f'"format": "{format}"' in one]
    return set(re.findall(r'"(\w+)":', block))


def fields_of_a_turn() -> set[str]:
    rows = re.search(r"\| field \| what \|\n\|---\|---\|\n((?:\|.*\n)+)", DOCS)
    assert rows
    return {name for row in rows[1].splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])}


def keys(value: Any) -> set[str]:
    """All names of fields in it, however deep."""
    if isinstance(value, list):
        return set().union(*map(keys, value))
    return set(value).union(*map(keys, value.values())) if isinstance(value, dict) else set()


@pytest.fixture
def written(ana: User, ben: User) -> dict[str, Any]:
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    Note.objects.create(user=ana, dialogue=talk.dialogue, seq=5, words="a note")
    about, transcripts = taken(ana, notes=True)
    file = JsonFormat().write_dialogues(about, [transcripts])
    found: dict[str, Any] = json.loads(file.content)
    return found


def test_every_field_of_the_dialogues_is_described_and_none_is_invented(written: dict[str, Any]):
    turns = [one.pop("turns") for one in written["dialogues"]]
    assert keys(written) | {"turns"} == described(FORMAT)
    assert keys(turns) == fields_of_a_turn()


def test_every_field_of_what_is_ones_own_is_described_and_none_is_invented(ana: User):
    written = json.loads(build.build_own_data(ana, "json", lambda done, total: None).content)
    assert keys([{**one, "holds": None} for one in written.pop("rooms")]) | set(written) | {
        "rooms"
    } == described(MINE_FORMAT)


@pytest.mark.parametrize(("format", "version"), [(FORMAT, VERSION), (MINE_FORMAT, MINE_VERSION)])
def test_the_version_that_is_described_is_the_one_that_is_written(format: str, version: int):
    assert f'"format": "{format}", "version": {version},' in DOCS
    assert re.search(rf"format `{format}`,\s+version {version}\b", DOCS, re.IGNORECASE)
