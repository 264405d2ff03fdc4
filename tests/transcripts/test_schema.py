"""The schema in docs/transcripts.md describes every field of the files, and no other."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from couples.models import User
from runtime.instance import ROOT
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.transcripts.random_dialogue import load_all_transcripts
from transcripts.exports import build
from transcripts.exports.json_writer import FORMAT, OWN_DATA_FORMAT, OWN_DATA_VERSION, VERSION, JsonFormat
from transcripts.models import Note

DOCS = (ROOT / "docs" / "transcripts.md").read_text()
BLOCKS = re.findall(r"```\n(\{.*?)```", DOCS, re.DOTALL)


def documented_fields(format: str) -> set[str]:
    [block] = [block for block in BLOCKS if f'"format": "{format}"' in block]
    return set(re.findall(r'"(\w+)":', block))


def documented_turn_fields() -> set[str]:
    rows = re.search(r"\| field \| what \|\n\|---\|---\|\n((?:\|.*\n)+)", DOCS)
    assert rows
    return {name for row in rows[1].splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])}


def all_keys(value: Any) -> set[str]:
    """All keys in a JSON value, at any depth."""
    if isinstance(value, list):
        return set().union(*map(all_keys, value))
    return set(value).union(*map(all_keys, value.values())) if isinstance(value, dict) else set()


@pytest.fixture
def written(ana: User, ben: User) -> dict[str, Any]:
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    Note.objects.create(user=ana, dialogue=talk.dialogue, seq=5, words="a note")
    info, transcripts = load_all_transcripts(ana, notes=True)
    file = JsonFormat().write_dialogues(info, [transcripts])
    data: dict[str, Any] = json.loads(file.content)
    return data


def test_every_field_of_dialogues_is_documented(written: dict[str, Any]):
    turns = [dialogue.pop("turns") for dialogue in written["dialogues"]]
    assert all_keys(written) | {"turns"} == documented_fields(FORMAT)
    assert all_keys(turns) == documented_turn_fields()


def test_every_field_of_own_data_is_documented(ana: User):
    written = json.loads(build.build_own_data(ana, "json", lambda done, total: None).content)
    assert all_keys([{**app, "holds": None} for app in written.pop("rooms")]) | set(written) | {
        "rooms"
    } == documented_fields(OWN_DATA_FORMAT)


@pytest.mark.parametrize(("format", "version"), [(FORMAT, VERSION), (OWN_DATA_FORMAT, OWN_DATA_VERSION)])
def test_the_documented_version_is_current(format: str, version: int):
    assert f'"format": "{format}", "version": {version},' in DOCS
    assert re.search(rf"format `{format}`,\s+version {version}\b", DOCS, re.IGNORECASE)
