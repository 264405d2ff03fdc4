"""Ways to go deeper: chips in writing, the next one aloud. And the receiver's question, for the sender to answer."""

from __future__ import annotations

import re

import pytest

from couples.models import User
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.kinds.intentional import DEEPER
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.markup import compact

pytestmark = pytest.mark.django_db
TO_CHECKING = "ben accept, ana ready, ben ready, ana send, ben mirror"
TO_VALIDATING = "ana that_is_all, ben summarise, ana got_it"
QUESTION = "Is there more about that?"


def page_of(user: User, talk: Talk) -> str:
    return compact(signed_in(user).get(f"/dialogues/{talk.pk}/").text)


def chips(page: str) -> list[str]:
    return re.findall(r"data-stem disabled>(.*?)</button>", page)


def cues(page: str) -> list[str]:
    return re.findall(r'<p class="cue" data-aloud="[^"]*"> ?If you like: “(.*?)” ?</p>', page)


@pytest.mark.parametrize("kind", ["intentional", "change_request"])
def test_who_writes_finds_ways_to_go_deeper_and_nobody_else_does(kind: str, ana: User, ben: User):
    talk = Talk(ana, ben, kind=kind)
    talk.play("ben accept, ana ready, ben ready")
    assert (chips(page_of(ana, talk)), chips(page_of(ben, talk))) == ([*DEEPER], [])
    talk.play("ana send, ben mirror")
    assert (chips(page_of(ana, talk)), chips(page_of(ben, talk))) == ([*DEEPER], [])
    talk.play(TO_VALIDATING)
    assert chips(page_of(ben, talk)) == ["My part in it is ..."]
    talk.play("ben validate, ana got_it")
    assert chips(page_of(ben, talk)) == ["And now you might be feeling ..."]


def test_aloud_the_phone_offers_one_rung_more_each_time(ana: User, ben: User):
    talk = Talk(ana, ben, mode="spoken")
    talk.play("ben accept, ana ready, ben ready")
    offered = [cues(page_of(ana, talk))]
    talk.play("ana send, ben mirror")
    for _ in DEEPER:
        offered.append(cues(page_of(ana, talk)))
        talk.play("ana more, ben mirror")
    assert offered == [[], *([stem] for stem in DEEPER[1:]), [DEEPER[-1]]]
    talk.play(TO_VALIDATING)
    assert cues(page_of(ben, talk)) == ["My part in it is ..."]
    assert chips(page_of(ben, talk)) == []


def test_in_writing_the_question_stands_under_the_mirror(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(TO_CHECKING)
    for user in (ana, ben):
        page = page_of(user, talk)
        assert page.count(QUESTION) == 1
        assert f'<p class="turn-question">{QUESTION}</p>' in page


def test_aloud_it_is_the_cue_of_the_one_who_asks(ana: User, ben: User):
    talk = Talk(ana, ben, mode="spoken")
    talk.play("ben accept, ana ready, ben ready")
    for name, move in (("ana", "send"), ("ben", "mirror")):
        assert talk.make(name, move).refusal is None
    assert f'<p class="stem">{QUESTION}</p>' in page_of(ben, talk)
    assert QUESTION not in page_of(ana, talk)


def test_every_stem_leaves_something_to_say():
    moves = [move for kind in KINDS.values() for step in kind.table.values() for move in step.moves]
    assert [stem for move in moves for stem in move.stems if "..." not in stem or move.words == "none"] == []
