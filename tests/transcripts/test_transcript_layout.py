"""The layout of a dialogue for reading: rounds, highlights and folds."""

from __future__ import annotations

import pytest

from bench import dataset
from couples.models import Couple, Partner, User
from dialogues import scenes
from dialogues.models import Dialogue
from dialogues.transcript_lines import read_lines_of_many
from dialogues.transcript_types import TranscriptLine
from tests.dialogues.dialogue_driver import WHOLE, Talk
from transcripts.transcript_layout import Round, build_layout


def transcript_lines(dialogue: Dialogue, user: User) -> list[TranscriptLine]:
    me = Partner.objects.current(user)
    assert me
    return read_lines_of_many([scenes.scene_for(dialogue, me, me.other())])[dialogue.pk]


def layout_for(talk: Talk, user: User) -> list[Round]:
    return build_layout(talk.dialogue.kind, 0, transcript_lines(talk.now(), user))


def all_seqs(rounds: list[Round]) -> list[int]:
    seqs = []
    for round_ in rounds:
        for phase in round_.phases:
            for group in phase.groups:
                seqs += [*(line.seq for line in group.folded), group.line.seq]
    return seqs


def test_rounds_have_roles_and_highlights(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    book = layout_for(talk, ana)
    assert [(one.number, one.sender) for one in book] == [(0, None), (1, 0), (0, None), (2, 1), (0, None)]
    assert [one.line.move for one in book[1].highlights] == ["summarise", "validate", "empathise"]
    assert {one.line.slot for one in book[1].highlights} == {1}
    assert {one.line.slot for one in book[3].highlights} == {0}


def test_corrections_are_folded_under_their_result(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(
        "ben accept, ana ready, ben ready, ana send, ben mirror, ana not_quite, ben mirror, ana not_quite, ben mirror"
    )
    [_, first] = layout_for(talk, ana)
    [sent, mirror] = first.phases[0].groups
    assert sent.line.move == "send"
    assert not sent.folded
    assert mirror.line.seq == 9
    assert [line.move for line in mirror.folded] == ["mirror", "not_quite", "mirror", "not_quite"]


def test_withdrawn_and_too_long_turns_are_folded_under_the_next_attempt(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready, ana send, ana withdraw, ana send, ben too_much, ana send")
    [_, first] = layout_for(talk, ana)
    [sent] = first.phases[0].groups
    assert [line.move for line in sent.folded] == ["send", "withdraw", "send", "too_much"]


def test_a_correction_without_result_stays_in_place(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready, ana send, ben mirror, ana not_quite, ben stop")
    [_, first, *_] = layout_for(talk, ana)
    moves = [one.line.move for one in first.phases[0].groups]
    assert moves[:3] == ["send", "mirror", "not_quite"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_every_line_appears_once(ana: User, ana_and_ben: Couple, seed: int):
    dataset.create(ana_and_ben, 3, seed)
    for dialogue in Dialogue.objects.all():
        lines = transcript_lines(dialogue, ana)
        assert len(lines) == dataset.TURNS
        assert all(line.words for line in lines if line.move in ("send", "more", "mirror", "not_quite"))
        book = build_layout(dialogue.kind, dialogue.started_by.slot, lines)
        assert sorted(all_seqs(book)) == [line.seq for line in lines]
