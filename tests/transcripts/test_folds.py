"""Folds: on any path through a dialogue, every turn appears exactly once and in order, on pages and in files."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from couples.models import User
from dialogues.models import Dialogue
from dialogues.protocol import Kind
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import PAUSE, PAUSED_STEP, WITHDRAW
from dialogues.transcript_types import TranscriptLine
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.transcripts.dialogue_scripts import START, dialogue_walks, replay, transcript_lines
from tests.transcripts.random_dialogue import RandomDialogue, let_follow_closely, load_all_transcripts
from transcripts.exports.json_writer import JsonFormat
from transcripts.exports.markdown import MarkdownFormat
from transcripts.exports.pdf import dialogue_context
from transcripts.transcript_layout import Round, TurnGroup, build_layout, folded_lines

SCRIPT = "ben accept, ana ready, ben ready"


def damage(line: TranscriptLine, how: str) -> TranscriptLine:
    """The same turn years later: blanked, or of a move or step that no longer exists."""
    if how in ("move", "step"):
        return replace(line, **{how: "of_another_day"})  # type: ignore[arg-type]
    return replace(line, words=None, blanked=line.blanked or how) if how else line


def turn_groups(rounds: list[Round]) -> list[TurnGroup]:
    return [group for round_ in rounds for phase in round_.phases for group in phase.groups]


def seqs(lines: Any) -> list[int]:
    return [line.seq for line in lines]


def assert_complete_and_ordered(kind: Kind, lines: list[TranscriptLine]) -> None:
    """Every turn appears once; visible and folded ones are in order, and a fold precedes its turn."""
    groups = turn_groups(build_layout(kind.name, 0, lines))
    assert sorted(seqs(line for group in groups for line in (*group.folded, group.line))) == seqs(lines)
    assert seqs(group.line for group in groups) == sorted(group.line.seq for group in groups)
    for group in groups:
        assert seqs(group.folded) == sorted(seqs(group.folded))
        assert all(line.seq < group.line.seq for line in group.folded)
    # Apart from pauses, which stay in place, the order is that of the dialogue.
    read = [line for group in groups for line in (*group.folded, group.line) if not is_pause(line)]
    assert seqs(read) == sorted(seqs(read))


def is_pause(line: TranscriptLine) -> bool:
    return line.move == PAUSE.name or (line.step == PAUSED_STEP.name and line.move != WITHDRAW.name)


@pytest.mark.slow
@given(dialogue_walks())
@settings(max_examples=80, deadline=None)
def test_every_turn_of_any_dialogue_appears_once_and_in_order(walk: Any):
    kind, turns = walk
    assert_complete_and_ordered(kind, transcript_lines(turns))


@pytest.mark.slow
@given(
    dialogue_walks(), st.lists(st.sampled_from(["", "", "erased", "let_go", "unreadable", "move", "step"]))
)
@settings(max_examples=80, deadline=None)
def test_erased_words_and_unknown_moves_change_nothing(walk: Any, damages: list[str]):
    kind, turns = walk
    lines = transcript_lines(turns)
    assert_complete_and_ordered(
        kind,
        [damage(line, damages[index % len(damages)] if damages else "") for index, line in enumerate(lines)],
    )


@pytest.mark.slow
@given(st.sampled_from(list(KINDS.values())), st.data())
@settings(max_examples=80, deadline=None)
def test_turns_that_no_protocol_allows_change_nothing(kind: Kind, data: st.DataObject):
    """A file may claim any corrections."""
    known = [(step.name, move.name) for step in kind.steps for move in step.moves] + [
        ("paused", "withdraw"),
        ("sending", "withdraw"),
        ("mirroring", "pause"),
    ]
    acts = data.draw(
        st.lists(st.tuples(st.sampled_from(known), st.integers(0, 1), st.integers(0, 12)), max_size=14)
    )
    [template] = transcript_lines(replay(kind, [(1, "decline", START - START)]))
    lines = [
        replace(template, seq=seq, slot=slot, step=step, move=move, withdrawn_seq=min(withdrawn, seq - 1))
        for seq, ((step, move), slot, withdrawn) in enumerate(acts, start=1)
    ]
    groups = turn_groups(build_layout(kind.name, 0, lines))
    assert sorted(seqs(line for group in groups for line in (*group.folded, group.line))) == seqs(lines)


@pytest.mark.parametrize(
    ("kind", "script", "folds"),
    [
        # The correction was too much: all of it is folded under the next attempt.
        (
            "intentional",
            "0 send, 1 mirror, 0 not_quite, 1 too_much, 0 send, 1 mirror, 0 stop",
            {8: [5, 6, 7]},
        ),
        ("appreciation", "0 send, 1 mirror, 0 not_quite, 1 too_much, 0 send, 1 mirror", {8: [5, 6, 7]}),
        ("intentional", "0 send, 1 too_much, 0 send, 1 too_much, 0 send", {8: [4, 5, 6, 7]}),
        # A pause stays where it was made.
        (
            "intentional",
            "0 send, 1 mirror, 0 not_quite, 1 pause, 0 ready, 1 ready, 1 too_much, 0 send, 1 mirror",
            {11: [5, 6, 10]},
        ),
        ("intentional", "0 send, 1 pause, 0 withdraw, 0 ready, 1 ready, 0 send", {9: [4, 6]}),
        # A turn that was withdrawn and not replaced stays in place, even if more is said later.
        ("intentional", "0 send, 1 mirror, 0 more, 0 withdraw, 0 that_is_all, 1 summarise, 0 got_it", {}),
        ("intentional", "0 send, 1 mirror, 0 more, 0 withdraw, 0 not_quite, 1 mirror", {9: [5, 6, 7, 8]}),
        ("intentional", "0 send, 1 mirror, 0 not_quite, 1 stop", {}),
    ],
)
def test_corrections_fold_what_they_replace(kind: str, script: str, folds: dict[int, list[int]]):
    rules = KINDS[kind]
    arrival = [(1, "accept"), (0, "ready"), (1, "ready")]
    acts = arrival + [(int(slot), move) for slot, move in (act.split() for act in script.split(","))]
    lines = transcript_lines(replay(rules, [(slot, move, START - START) for slot, move in acts]))
    assert {seq: seqs(folded) for seq, folded in folded_lines(rules, lines).items()} == folds
    assert_complete_and_ordered(rules, lines)


class Ids(HTMLParser):
    """Counts each id on a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.update(value for name, value in attrs if name == "id" and value)


def assert_unique_ids(html: str) -> None:
    assert {name for name, count in Ids(html).found.items() if count > 1} == set()


def play_unique_words(talk: Talk, script: str) -> None:
    """Play a script with a different word in each turn."""
    for number, act in enumerate(script.split(","), start=1):
        partner, move = act.split()
        assert talk.make(partner, move, f"turn{number}").refusal is None, act


CORRECTED = f"{SCRIPT}, ana send, ben mirror, ana not_quite, ben too_much, ana send, ben mirror, ana stop"


def test_a_correction_appears_once_on_the_page_and_in_files(ana: User, ben: User):
    talk = Talk(ana, ben)
    play_unique_words(talk, CORRECTED)
    words = [f"turn{number}" for number in (4, 5, 6, 8, 9)]
    page = signed_in(ben).get(f"/transcripts/{talk.pk}/").content.decode()
    assert_unique_ids(page)
    assert [page.count(f">{word}<") for word in words] == [1] * 5
    info, [transcript] = load_all_transcripts(ben)
    assert [printed_lines(dialogue_context(transcript, info, "d0")).count(word) for word in words] == [1] * 5
    for format in (MarkdownFormat(), JsonFormat()):
        file = format.write_dialogues(info, [[transcript]]).content.decode()
        assert [len(re.findall(rf"\b{word}\b", file)) for word in words] == [1] * 5


def printed_lines(paper: dict[str, Any]) -> list[str]:
    """The lines of the PDF's transcript."""
    turns = [turn for round_ in paper["rounds"] for phase in round_["phases"] for turn in phase["turns"]]
    every = [part for turn in turns for part in (*turn["folded"], turn) for part in part["paragraphs"]]
    return [line for paragraph in every for line in paragraph.lines]


def pages_without_turns(talk: Talk) -> list[str]:
    paths = ["", "kept/", "search/", "insights/", "take/", f"{talk.pk}/let-go/", f"{talk.pk}/5/note/"]
    return [f"/transcripts/{path}" for path in paths]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_ids_are_unique_on_every_page_of_a_dialogue(
    ana: User, ben: User, kind: str, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    settings.MOVES_A_MINUTE = 10_000
    let_follow_closely(monkeypatch, kind)
    talks = [RandomDialogue(ana, ben, kind=kind) for _ in range(2)]
    for number, talk in enumerate(talks):
        talk.play_randomly(random.Random(f"{kind} {number}"))
    browser = signed_in(ana)
    for talk in talks:
        browser.post(f"/transcripts/{talk.pk}/4/star/", {"on": "yes"})
        browser.post(f"/transcripts/{talk.pk}/5/note/", {"words": "a note", "seen": 0})
    dialogue_pages = [f"/{section}/{talk.pk}/" for talk in talks for section in ("transcripts", "dialogues")]
    other_pages = pages_without_turns(talks[0]) if kind == "change_request" else []
    for address in (*dialogue_pages, *other_pages):
        answer = browser.get(address)
        assert answer.status_code == 200, address
        html = answer.content.decode()
        assert_unique_ids(html)
        if address in dialogue_pages and address.startswith("/transcripts/"):
            seqs_shown = [int(seq) for seq in re.findall(r'id="turn-(\d+)"', html)]
            version = Dialogue.objects.get(pk=address.split("/")[2]).version
            assert sorted(seqs_shown) == list(range(1, version + 1))
    for transcript in load_all_transcripts(ana)[1]:
        assert seqs(transcript.lines) == list(range(1, len(transcript.lines) + 1))
