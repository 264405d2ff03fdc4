"""A dialogue read again: what stands in its book, and what is folded under what."""

from __future__ import annotations

import pytest

from bench import dataset
from couples.models import Couple, Partner, User
from dialogues import scenes
from dialogues.models import Dialogue
from dialogues.transcript_lines import read_lines_of_many
from dialogues.transcript_types import TranscriptLine
from tests.dialogues.dialogue_driver import WHOLE, Talk
from transcripts.layout import Round, build_layout


def lines_of(dialogue: Dialogue, user: User) -> list[TranscriptLine]:
    me = Partner.objects.current(user)
    assert me
    return read_lines_of_many([scenes.scene_for(dialogue, me, me.other())])[dialogue.pk]


def book_of(talk: Talk, user: User) -> list[Round]:
    return build_layout(talk.dialogue.kind, 0, lines_of(talk.now(), user))


def every_line(book: list[Round]) -> list[int]:
    found = []
    for round_ in book:
        for phase in round_.phases:
            for one in phase.groups:
                found += [*(line.seq for line in one.folded), one.line.seq]
    return found


def test_both_rounds_have_their_roles_and_their_heart(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    book = book_of(talk, ana)
    assert [(one.number, one.sender) for one in book] == [(0, None), (1, 0), (0, None), (2, 1), (0, None)]
    assert [one.line.move for one in book[1].heart] == ["summarise", "validate", "empathise"]
    assert {one.line.slot for one in book[1].heart} == {1}
    assert {one.line.slot for one in book[3].heart} == {0}


def test_what_was_put_right_is_folded_under_what_came_of_it(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(
        "ben accept, ana ready, ben ready, ana send, ben mirror, ana not_quite, ben mirror, ana not_quite, ben mirror"
    )
    [_, first] = book_of(talk, ana)
    [sent, mirror] = first.phases[0].groups
    assert sent.line.move == "send"
    assert not sent.folded
    assert mirror.line.seq == 9
    assert [line.move for line in mirror.folded] == ["mirror", "not_quite", "mirror", "not_quite"]


def test_what_was_taken_back_or_too_much_is_folded_under_what_was_said_then(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready, ana send, ana withdraw, ana send, ben too_much, ana send")
    [_, first] = book_of(talk, ana)
    [sent] = first.phases[0].groups
    assert [line.move for line in sent.folded] == ["send", "withdraw", "send", "too_much"]


def test_what_nothing_came_of_stays_where_it_was_said(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready, ana send, ben mirror, ana not_quite, ben stop")
    [_, first, *_] = book_of(talk, ana)
    moves = [one.line.move for one in first.phases[0].groups]
    assert moves[:3] == ["send", "mirror", "not_quite"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_no_line_is_lost_and_none_stands_twice(ana: User, ana_and_ben: Couple, seed: int):
    dataset.create(ana_and_ben, 3, seed)
    for dialogue in Dialogue.objects.all():
        lines = lines_of(dialogue, ana)
        assert len(lines) == dataset.TURNS
        assert all(line.words for line in lines if line.move in ("send", "more", "mirror", "not_quite"))
        book = build_layout(dialogue.kind, dialogue.started_by.slot, lines)
        assert sorted(every_line(book)) == [line.seq for line in lines]
