"""What someone said in dialogues, to take away: what has ended, and nothing of the other's."""

from __future__ import annotations

import json

from couples.models import Partner, User
from dialogues import personal_data
from dialogues.models import Turn
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, WHOLE, Talk


def words_of(exported: list[dict[str, object]]) -> str:
    return json.dumps(exported, ensure_ascii=False)


def test_what_is_open_stays_behind_until_it_has_ended(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    talk.make("ana", "send", "what I take back")
    assert personal_data.export(ana) == []
    talk.play("ana withdraw, ana send, ben mirror, ana stop")
    exported = personal_data.export(ana)
    assert "what I take back" not in words_of(exported)
    assert "ana has something to send" in words_of(exported)
    assert [one["id"] for one in exported] == [str(talk.pk)]


def test_more_dialogues_than_are_opened_at_a_time_come_in_order(ana: User, ben: User, monkeypatch):
    monkeypatch.setattr(personal_data, "BATCH_SIZE", 2)
    talks = []
    for _ in range(5):
        talks.append(Talk(ana, ben))
        talks[-1].play("ben accept, ana ready, ben stop")
    Talk(ana, ben).play(ROUND_OF_ANA)
    exported = personal_data.export(ben)
    assert [one["id"] for one in exported] == [str(talk.pk) for talk in talks]
    assert all([turn["seq"] for turn in one["turns"]] == [1, 2, 3] for one in exported)


def test_the_words_of_the_other_are_not_even_read(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    me = Partner.objects.current(ana)
    assert me
    [turns] = personal_data.turns_of(me, [talk.pk]).values()
    stored = dict(Turn.objects.filter(dialogue=talk.pk).values_list("seq", "words"))
    for turn in turns:
        expected = stored[turn.seq] if turn.author_id == me.pk else None
        assert bytes(turn.words or b"") == bytes(expected or b"")
    assert any(turn.words for turn in turns)
