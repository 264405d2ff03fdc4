"""Whoever doesn't know what to say finds a deck of prompts where they begin, and nowhere else."""

from __future__ import annotations

import pytest
from django.utils.html import escape

from couples.models import User
from dialogues.prompts import DECKS, InvalidDeck, validate_deck
from dialogues.prompts.types import Prompt
from dialogues.protocol.kinds import KINDS
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", KINDS)
def test_the_sender_finds_the_deck_at_their_first_words_and_nobody_else_does(kind: str, ana: User, ben: User):
    talk = Talk(ana, ben, kind=kind)
    talk.play("ben accept, ana ready, ben ready")
    pages = {person.pk: signed_in(person).get(f"/dialogues/{talk.pk}/").text for person in (ana, ben)}
    assert 12 <= len(DECKS[kind]) <= 20
    for prompt in DECKS[kind]:
        assert (escape(prompt.opening) in pages[ana.pk]) == (not prompt.step)
        assert escape(prompt.opening) not in pages[ben.pk]
    talk.play("ana send")
    answer = next(iter(KINDS[kind].table[talk.now().state.step].moves))
    talk.play(f"ben {answer.name}")
    page = signed_in(ana).get(f"/dialogues/{talk.pk}/").text
    step = talk.now().state.step
    assert ('id="prompts"' in page) == any(prompt.step == step for prompt in DECKS[kind])


def test_a_prompt_that_names_a_step_is_offered_there(ana: User, ben: User):
    talk = Talk(ana, ben, kind="daily")
    talk.play("ben accept, ana ready, ben ready")
    for step in ("second", "third"):
        talk.play("ana send, ben mirror")
        page = signed_in(ana).get(f"/dialogues/{talk.pk}/").text
        offered = {prompt.step for prompt in DECKS["daily"] if escape(prompt.opening) in page}
        assert offered == {step}
    talk.play("ana enough, ben thank")
    assert 'id="prompts"' not in signed_in(ana).get(f"/dialogues/{talk.pk}/").text


def test_topics_are_offered_before_the_invitation(ana: User, ben: User, ana_and_ben: object):
    page = signed_in(ana).get("/dialogues/new/?kind=intentional").text
    assert all(escape(prompt.topic) in page for prompt in DECKS["intentional"])


@pytest.mark.parametrize(
    ("kind", "deck", "complaint"),
    [
        ("unheard_of", [Prompt("When ...")], "no such kind"),
        ("intentional", [], "empty"),
        ("intentional", [Prompt("When ..."), Prompt("When ...")], "the same"),
        ("intentional", [Prompt("I feel alone.")], "leave something to say"),
        ("intentional", [Prompt("When ...", step="mirroring")], "nobody begins"),
        ("intentional", [Prompt("and " * 20 + "...")], "20 words"),
    ],
)
def test_a_deck_that_helps_nobody_is_refused(kind: str, deck: list[Prompt], complaint: str):
    with pytest.raises(InvalidDeck, match=complaint):
        validate_deck(kind, deck)
