"""JSON exports read back equal what is in the database."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from bench import dataset
from couples.models import Couple, User
from dialogues import erasure, retention
from dialogues.models import Turn
from dialogues.protocol.kinds import KINDS
from runtime.instance import ROOT
from tests.change_requests.factories import TO_THE_CHOICE
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, WHOLE, Talk
from tests.transcripts.random_dialogue import (
    RandomDialogue,
    current_partner,
    let_follow_closely,
    load_all_transcripts,
)
from transcripts.exports.json_reader import UnreadableExport, read_export
from transcripts.exports.json_writer import JsonFormat
from transcripts.exports.markdown import MarkdownFormat
from transcripts.exports.types import ExportInfo, Transcript
from transcripts.models import Bookmark, Note
from transcripts.transcript_layout import build_layout


@pytest.fixture(autouse=True)
def _no_hurry(settings: Settings) -> None:
    settings.MOVES_A_MINUTE = 10_000


def as_file(about: ExportInfo, transcripts: list[Transcript]) -> bytes:
    return JsonFormat().write_dialogues(about, [transcripts]).content


def exported(user: User, **options: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(as_file(*load_all_transcripts(user, **options)))
    return data


def same_from_both(user: User, **options: Any) -> list[Transcript]:
    info, transcripts = load_all_transcripts(user, **options)
    info_read, read = read_export(as_file(info, transcripts))
    assert (info_read, read) == (info, transcripts)
    assert [transcript.rounds for transcript in read] == [transcript.rounds for transcript in transcripts]
    return transcripts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "mode"), [(kind.name, mode) for kind in KINDS.values() for mode in kind.modes]
)
def test_any_dialogue_has_the_same_layout_from_the_file(
    ana: User, ben: User, kind: str, mode: str, monkeypatch: pytest.MonkeyPatch
):
    let_follow_closely(monkeypatch, kind)
    chance = random.Random(f"{kind} {mode}")
    talks = [RandomDialogue(ana, ben, kind=kind, mode=mode, keep=bool(number)) for number in (0, 1, 1)]
    for talk in talks:
        talk.play_randomly(chance)
    erasure.erase_turn(talks[1].now(), current_partner(ana), chance.randrange(5, 20))
    erasure.erase_for_both(talks[2].now(), current_partner(ben))
    transcripts = same_from_both(ana)
    assert [one.id for one in transcripts] == [str(talk.pk) for talk in talks]
    assert [one.erased_by for one in transcripts] == [None, None, 1]


def test_years_of_dialogues_are_read_back_unchanged(ana: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 11)
    assert len(same_from_both(ana)) == 11


def test_a_gift_is_in_the_file_with_its_day_and_how_hard_it_is(ana: User, ben: User):
    talk = Talk(ana, ben, kind="change_request")
    talk.play(f"{TO_THE_CHOICE}, ben choose_first")
    day = timezone.now() + timedelta(days=7)
    talk.make("ben", "give", "", scale=7, at=day)
    talk.play("ana mirror, ben got_it, ana thank")
    same_from_both(ana)
    gift = exported(ana)["dialogues"][0]["turns"][-4]
    assert [gift["move"], gift["scale"], gift["is_day"], gift["words"]] == ["give", 7, True, ""]
    assert gift["meet_at"] == day.isoformat()


def test_open_dialogues_are_left_out_and_unkept_ones_have_no_words(ana: User, ben: User):
    Talk(ana, ben).play(ROUND_OF_ANA)
    unkept = Talk(ana, ben, keep=False)
    unkept.play(WHOLE)
    assert Turn.objects.filter(dialogue=unkept.pk, words__isnull=False).count() == 2, (
        "the last thanks, for a while"
    )
    [one] = exported(ana)["dialogues"]
    assert one["id"] == str(unkept.pk)
    assert [one["topic"], one["kept"], one["finished"]] == ["", False, True]
    assert {turn["words"] for turn in one["turns"]} == {"", None}
    assert "has something to" not in json.dumps(one)
    assert one["turns"][-1]["gone"] == "let_go"
    retention.erase_expired()
    assert same_from_both(ana)


def test_own_notes_and_bookmarks_are_included_on_request(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    for user in (ana, ben):
        Note.objects.create(user=user, dialogue=talk.dialogue, seq=5, words=f"a note of {user.email}")
    Bookmark.objects.create(user=ana, dialogue=talk.dialogue, seq=9)
    Bookmark.objects.create(user=ben, dialogue=talk.dialogue, seq=4)
    assert not {"notes", "stars"} & set(exported(ana)["dialogues"][0])
    [with_them] = exported(ana, notes=True)["dialogues"]
    assert with_them["notes"] == [{"seq": 5, "words": f"a note of {ana.email}"}]
    assert with_them["stars"] == [9]
    assert same_from_both(ana, notes=True)[0].note(5) == f"a note of {ana.email}"


def test_the_file_says_who_said_what(ana: User, ben: User):
    Talk(ana, ben).play("ben accept, ana ready, ben ready, ana send, ana withdraw, ana stop")
    file = exported(ben)
    assert [file["format"], file["version"]] == ["imago-dialogues", 1]
    assert file["partners"] == [
        {"slot": 0, "name": "Ana", "mine": False},
        {"slot": 1, "name": "Ben", "mine": True},
    ]
    turns = file["dialogues"][0]["turns"]
    assert [turn["said"] for turn in turns][-3:] == [
        "Ana said",
        "Ana took the last words back",
        "Ana ended the dialogue here",
    ]
    assert [turn["gone"] for turn in turns][-3:] == ["withdrawn", "", ""]
    assert turns[-2]["took_back"] == turns[-3]["seq"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"version": 2}, "from a newer version of imago"),
        ({"version": "1"}, "from a newer version of imago"),
        ({"format": "imago-workup"}, "has no dialogues"),
        ({"dialogues": [{}]}, "Something is missing"),
        ({"time_zone": "Nowhere/Else"}, "Something is missing"),
        ({"partners": []}, "Something is missing"),
    ],
)
def test_unreadable_files_are_refused_with_a_message(
    ana: User, ben: User, change: dict[str, Any], sentence: str
):
    Talk(ana, ben).play("ben decline")
    with pytest.raises(UnreadableExport, match=sentence):
        read_export(json.dumps(exported(ana) | change).encode())


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"[" * 100_000, b"%PDF-1.7"])
def test_other_files_are_refused_with_a_message(content: bytes):
    with pytest.raises(UnreadableExport, match="imago"):
        read_export(content)


def test_an_unknown_move_is_described_by_the_file(ana: User, ben: User):
    Talk(ana, ben).play("ben accept, ana ready, ben stop")
    file = exported(ana)
    file["dialogues"][0]["turns"][1] |= {"move": "bow", "said": "Ana {bowed}"}
    [one] = read_export(json.dumps(file).encode())[1]
    assert one.lines[1].log_text.format(name="Ana") == "Ana {bowed}"
    assert build_layout(one.kind, 0, one.lines)
    file["dialogues"][0]["kind"] = "dance"
    with pytest.raises(UnreadableExport, match="a kind of dialogue"):
        read_export(json.dumps(file).encode())


def test_unknown_fields_are_ignored(ana: User, ben: User):
    Talk(ana, ben).play("ben decline")
    file = exported(ana) | {"weather": "fine"}
    file["dialogues"][0]["turns"][0]["mood"] = "good"
    assert read_export(json.dumps(file).encode())[1] == load_all_transcripts(ana)[1]


def run_reader(file: Path) -> subprocess.CompletedProcess[bytes]:
    """The reader as someone runs it who has nothing but the code: no database, no keys, no settings."""
    command = [sys.executable, "-m", "transcripts.exports.read", str(file)]
    return subprocess.run(command, cwd=ROOT, env={}, capture_output=True, timeout=60)


def test_a_file_is_read_without_a_database(ana: User, ben: User, tmp_path: Path):
    RandomDialogue(ana, ben).play_randomly(random.Random(7))
    about, transcripts = load_all_transcripts(ana)
    file = tmp_path / "taken.json"
    file.write_bytes(as_file(about, transcripts))
    markdown = MarkdownFormat().write_dialogues(about, [transcripts]).content
    done = run_reader(file)
    assert (done.returncode, done.stdout) == (0, markdown), done.stderr
    file.write_text("not ours")
    refused = run_reader(file)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert refused.stderr.decode().strip() == "This isn't a file from imago, or it's damaged."
