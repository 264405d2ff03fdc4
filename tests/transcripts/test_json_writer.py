"""What is taken away for programs can be read back: the same book comes of it as from the database."""

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
from tests.transcripts.random_dialogue import Wander, place, taken
from transcripts.exports.json_reader import UnreadableExport, read_export
from transcripts.exports.json_writer import JsonFormat
from transcripts.exports.markdown import MarkdownFormat
from transcripts.exports.types import ExportInfo, Transcript
from transcripts.layout import build_layout
from transcripts.models import Note, Star


@pytest.fixture(autouse=True)
def _no_hurry(settings: Settings) -> None:
    settings.MOVES_A_MINUTE = 10_000


def as_file(about: ExportInfo, transcripts: list[Transcript]) -> bytes:
    return JsonFormat().write_dialogues(about, [transcripts]).content


def exported(user: User, **how: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_file(*taken(user, **how)))
    return found


def same_from_both(user: User, **how: Any) -> list[Transcript]:
    about, transcripts = taken(user, **how)
    again, read = read_export(as_file(about, transcripts))
    assert (again, read) == (about, transcripts)
    assert [one.rounds for one in read] == [one.rounds for one in transcripts]
    return transcripts


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", ["written", "spoken"])
def test_the_book_of_any_dialogue_is_the_same_from_the_file(ana: User, ben: User, kind: str, mode: str):
    chance = random.Random(f"{kind} {mode}")
    talks = [Wander(ana, ben, kind=kind, mode=mode, keep=bool(number)) for number in (0, 1, 1)]
    for talk in talks:
        talk.wander(chance)
    erasure.erase_turn(talks[1].now(), place(ana), chance.randrange(5, 20))
    erasure.erase_for_both(talks[2].now(), place(ben))
    transcripts = same_from_both(ana)
    assert [one.id for one in transcripts] == [str(talk.pk) for talk in talks]
    assert [one.let_go_by for one in transcripts] == [None, None, 1]


def test_years_are_read_back_as_they_were(ana: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 11)
    assert len(same_from_both(ana)) == 11


def test_a_gift_is_in_the_file_with_its_day_and_how_hard_it_is(ana: User, ben: User):
    talk = Talk(ana, ben, kind="change_request")
    talk.play(f"{TO_THE_CHOICE}, ben choose_first")
    day = timezone.now() + timedelta(days=7)
    talk.make("ben", "give", "", scale=7, at=day)
    talk.play("ana thank")
    same_from_both(ana)
    gift = exported(ana)["dialogues"][0]["turns"][-2]
    assert [gift["move"], gift["scale"], gift["is_day"], gift["words"]] == ["give", 7, True, ""]
    assert gift["meet_at"] == day.isoformat()


def test_what_is_still_open_or_was_not_to_be_kept_holds_no_words(ana: User, ben: User):
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


def test_notes_and_stars_come_along_only_if_wanted_and_only_ones_own(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    for user in (ana, ben):
        Note.objects.create(user=user, dialogue=talk.dialogue, seq=5, words=f"a note of {user.email}")
    Star.objects.create(user=ana, dialogue=talk.dialogue, seq=9)
    Star.objects.create(user=ben, dialogue=talk.dialogue, seq=4)
    assert not {"notes", "stars"} & set(exported(ana)["dialogues"][0])
    [with_them] = exported(ana, notes=True)["dialogues"]
    assert with_them["notes"] == [{"seq": 5, "words": f"a note of {ana.email}"}]
    assert with_them["stars"] == [9]
    assert same_from_both(ana, notes=True)[0].note(5) == f"a note of {ana.email}"


def test_the_file_says_whose_words_they_are_in_words_of_the_day(ana: User, ben: User):
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
        ({"version": 2}, "made by a newer imago"),
        ({"version": "1"}, "made by a newer imago"),
        ({"format": "imago-workup"}, "does not hold dialogues"),
        ({"dialogues": [{}]}, "Something is missing"),
        ({"time_zone": "Nowhere/Else"}, "Something is missing"),
        ({"partners": []}, "Something is missing"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    ana: User, ben: User, change: dict[str, Any], sentence: str
):
    Talk(ana, ben).play("ben decline")
    with pytest.raises(UnreadableExport, match=sentence):
        read_export(json.dumps(exported(ana) | change).encode())


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"[" * 100_000, b"%PDF-1.7"])
def test_what_is_no_file_of_ours_is_refused_with_a_sentence(content: bytes):
    with pytest.raises(UnreadableExport, match="imago"):
        read_export(content)


def test_a_kind_or_a_move_of_another_day_is_told_by_the_file(ana: User, ben: User):
    Talk(ana, ben).play("ben accept, ana ready, ben stop")
    file = exported(ana)
    file["dialogues"][0]["turns"][1] |= {"move": "bow", "said": "Ana {bowed}"}
    [one] = read_export(json.dumps(file).encode())[1]
    assert one.lines[1].log_text.format(name="Ana") == "Ana {bowed}"
    assert build_layout(one.kind, 0, one.lines)
    file["dialogues"][0]["kind"] = "dance"
    with pytest.raises(UnreadableExport, match="a kind of dialogue"):
        read_export(json.dumps(file).encode())


def test_a_reader_passes_over_what_it_does_not_know(ana: User, ben: User):
    Talk(ana, ben).play("ben decline")
    file = exported(ana) | {"weather": "fine"}
    file["dialogues"][0]["turns"][0]["mood"] = "good"
    assert read_export(json.dumps(file).encode())[1] == taken(ana)[1]


def run_reader(file: Path) -> subprocess.CompletedProcess[bytes]:
    """The reader as someone runs it who has nothing but the code: no database, no keys, no settings."""
    command = [sys.executable, "-m", "transcripts.exports.read", str(file)]
    return subprocess.run(command, cwd=ROOT, env={}, capture_output=True, timeout=60)


def test_a_file_is_read_again_where_there_is_no_database(ana: User, ben: User, tmp_path: Path):
    Wander(ana, ben).wander(random.Random(7))
    about, transcripts = taken(ana)
    file = tmp_path / "taken.json"
    file.write_bytes(as_file(about, transcripts))
    markdown = MarkdownFormat().write_dialogues(about, [transcripts]).content
    done = run_reader(file)
    assert (done.returncode, done.stdout) == (0, markdown), done.stderr
    file.write_text("not ours")
    refused = run_reader(file)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert refused.stderr.decode().strip() == "This is no file of imago, or it is damaged."
