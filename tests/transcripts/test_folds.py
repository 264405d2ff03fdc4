"""What folds where: whatever path two people take, every turn appears exactly once and in order, everywhere."""

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
from tests.transcripts.dialogue_scripts import BEGUN, lines_of, played, walks
from tests.transcripts.random_dialogue import Wander, taken
from transcripts.exports.json_writer import JsonFormat
from transcripts.exports.markdown import MarkdownFormat
from transcripts.exports.pdf import dialogue_context
from transcripts.layout import Round, TurnGroup, build_layout, folded_lines

SCRIPT = "ben accept, ana ready, ben ready"


def spoilt(line: TranscriptLine, how: str) -> TranscriptLine:
    """The same turn years later: blanked, or from a state table that no longer exists."""
    if how in ("move", "step"):
        return replace(line, **{how: "of_another_day"})  # type: ignore[arg-type]
    return replace(line, words=None, blanked=line.blanked or how) if how else line


def groups(book: list[Round]) -> list[TurnGroup]:
    return [one for round_ in book for phase in round_.phases for one in phase.groups]


def seqs(lines: Any) -> list[int]:
    return [line.seq for line in lines]


def check(kind: Kind, lines: list[TranscriptLine]) -> None:
    """Each turn appears once, both the visible and the folded ones in order, and none before its time."""
    found = groups(build_layout(kind.name, 0, lines))
    assert sorted(seqs(line for one in found for line in (*one.folded, one.line))) == seqs(lines)
    assert seqs(one.line for one in found) == sorted(one.line.seq for one in found)
    for one in found:
        assert seqs(one.folded) == sorted(seqs(one.folded))
        assert all(line.seq < one.line.seq for line in one.folded)
    # Apart from pauses, which stay where they were made, it reads from top to bottom as it was said.
    read = [line for one in found for line in (*one.folded, one.line) if not paused(line)]
    assert seqs(read) == sorted(seqs(read))


def paused(line: TranscriptLine) -> bool:
    return line.move == PAUSE.name or (line.step == PAUSED_STEP.name and line.move != WITHDRAW.name)


@pytest.mark.slow
@given(walks())
@settings(max_examples=80, deadline=None)
def test_each_turn_of_any_walk_stands_once_and_in_order(walk: Any):
    kind, turns = walk
    check(kind, lines_of(turns))


@pytest.mark.slow
@given(walks(), st.lists(st.sampled_from(["", "", "erased", "let_go", "unreadable", "move", "step"])))
@settings(max_examples=80, deadline=None)
def test_so_it_is_when_words_have_gone_and_moves_are_not_known_any_more(walk: Any, how: list[str]):
    kind, turns = walk
    lines = lines_of(turns)
    check(kind, [spoilt(line, how[at % len(how)] if how else "") for at, line in enumerate(lines)])


@pytest.mark.slow
@given(st.sampled_from(list(KINDS.values())), st.data())
@settings(max_examples=80, deadline=None)
def test_so_it_is_with_turns_of_a_file_that_no_table_made(kind: Kind, data: st.DataObject):
    """A file is read as it is, whatever corrections its turns claim."""
    known = [(step.name, move.name) for step in kind.steps for move in step.moves] + [
        ("paused", "withdraw"),
        ("sending", "withdraw"),
        ("mirroring", "pause"),
    ]
    acts = data.draw(
        st.lists(st.tuples(st.sampled_from(known), st.integers(0, 1), st.integers(0, 12)), max_size=14)
    )
    [like] = lines_of(played(kind, [(1, "decline", BEGUN - BEGUN)]))
    lines = [
        replace(like, seq=seq, slot=slot, step=step, move=move, took_back=min(back, seq - 1))
        for seq, ((step, move), slot, back) in enumerate(acts, start=1)
    ]
    found = groups(build_layout(kind.name, 0, lines))
    assert sorted(seqs(line for one in found for line in (*one.folded, one.line))) == seqs(lines)


@pytest.mark.parametrize(
    ("kind", "script", "under"),
    [
        # The correction was too much: all of it folds under what was said then.
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
        # A turn taken back without a replacement stays where it was said, even if the other says more later.
        ("intentional", "0 send, 1 mirror, 0 more, 0 withdraw, 0 that_is_all, 1 summarise, 0 got_it", {}),
        ("intentional", "0 send, 1 mirror, 0 more, 0 withdraw, 0 not_quite, 1 mirror", {9: [5, 6, 7, 8]}),
        ("intentional", "0 send, 1 mirror, 0 not_quite, 1 stop", {}),
    ],
)
def test_what_folds_where(kind: str, script: str, under: dict[int, list[int]]):
    rules = KINDS[kind]
    begun = [(1, "accept"), (0, "ready"), (1, "ready")]
    acts = begun + [(int(slot), move) for slot, move in (act.split() for act in script.split(","))]
    lines = lines_of(played(rules, [(slot, move, BEGUN - BEGUN) for slot, move in acts]))
    assert {seq: seqs(some) for seq, some in folded_lines(rules, lines).items()} == under
    check(rules, lines)


class Ids(HTMLParser):
    """How often each id appears on a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.update(value for name, value in attrs if name == "id" and value)


def each_once(html: str) -> None:
    assert {name for name, count in Ids(html).found.items() if count > 1} == set()


def say(talk: Talk, script: str) -> None:
    """Play it, with a unique word in each turn."""
    for number, act in enumerate(script.split(","), start=1):
        who, move = act.split()
        assert talk.make(who, move, f"turn{number}").refusal is None, act


CORRECTED = f"{SCRIPT}, ana send, ben mirror, ana not_quite, ben too_much, ana send, ben mirror, ana stop"


def test_a_correction_stands_once_wherever_it_is_read(ana: User, ben: User):
    talk = Talk(ana, ben)
    say(talk, CORRECTED)
    said = [f"turn{number}" for number in (4, 5, 6, 8, 9)]
    page = signed_in(ben).get(f"/transcripts/{talk.pk}/").content.decode()
    each_once(page)
    assert [page.count(f">{word}<") for word in said] == [1] * 5
    about, [one] = taken(ben)
    assert [spoken(dialogue_context(one, about, "d0")).count(word) for word in said] == [1] * 5
    for format in (MarkdownFormat(), JsonFormat()):
        file = format.write_dialogues(about, [[one]]).content.decode()
        assert [len(re.findall(rf"\b{word}\b", file)) for word in said] == [1] * 5


def spoken(paper: dict[str, Any]) -> list[str]:
    """The lines of the printed transcript."""
    turns = [turn for round_ in paper["rounds"] for phase in round_["phases"] for turn in phase["turns"]]
    every = [part for turn in turns for part in (*turn["before"], turn) for part in part["paragraphs"]]
    return [line for paragraph in every for line in paragraph.lines]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_each_id_stands_once_on_every_page_about_a_dialogue(ana: User, ben: User, kind: str, settings: Any):
    settings.MOVES_A_MINUTE = 10_000
    talks = [Wander(ana, ben, kind=kind) for _ in range(2)]
    for number, talk in enumerate(talks):
        talk.wander(random.Random(f"{kind} {number}"))
    browser = signed_in(ana)
    for talk in talks:
        browser.post(f"/transcripts/{talk.pk}/4/star/", {"on": "yes"})
        browser.post(f"/transcripts/{talk.pk}/5/note/", {"words": "a note", "seen": 0})
    once = [f"/{at}/{talk.pk}/" for talk in talks for at in ("transcripts", "dialogues")]
    others = [
        "",
        "kept/",
        "search/",
        "insights/",
        "take/",
        f"{talks[0].pk}/let-go/",
        f"{talks[0].pk}/5/note/",
    ]
    everywhere = [f"/transcripts/{other}" for other in others] if kind == "change_request" else []
    for address in (*once, *everywhere):
        answer = browser.get(address)
        assert answer.status_code == 200, address
        html = answer.content.decode()
        each_once(html)
        if address in once and address.startswith("/transcripts/"):
            shown = [int(seq) for seq in re.findall(r'id="turn-(\d+)"', html)]
            assert sorted(shown) == list(range(1, Dialogue.objects.get(pk=address.split("/")[2]).version + 1))
    for one in taken(ana)[1]:
        assert seqs(one.lines) == list(range(1, len(one.lines) + 1))
