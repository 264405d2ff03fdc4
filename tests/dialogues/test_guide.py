"""Anybody may read how a dialogue works, and practise alone; nothing of it stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from couples.models import User
from dialogues.practice import PRACTICES
from dialogues.protocol.kinds import KINDS
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.markup import compact

pytestmark = pytest.mark.django_db
WORDS = "You put the <b>shopping</b> away alone. Did I get that?"


def test_how_it_works_is_linked_everywhere_and_names_each_kind():
    assert 'href="/how/"' in Client().get("/").text
    page = Client().get("/how/").text
    assert all(kind.title in page for kind in KINDS.values())


@pytest.mark.parametrize("number", range(1, len(PRACTICES) + 1))
def test_practising_shows_what_was_typed_beside_what_a_mirror_keeps_and_stores_nothing(
    number: int, django_assert_num_queries: Any
):
    path = f"/how/practice/{number}/"
    with django_assert_num_queries(0):
        before = compact(Client().get(path).text)
        after = Client().post(path, {"words": WORDS})
    assert '<section class="card stack" id="answer" aria-labelledby="keeps" tabindex="-1" hidden>' in before
    assert 'tabindex="-1" hidden>' not in compact(after.text)
    in_the_box_and_quoted = after.text.count("You put the &lt;b&gt;shopping&lt;/b&gt; away alone.")
    assert in_the_box_and_quoted == 2
    assert after.headers["Cache-Control"] == "no-store"


def test_there_is_no_practice_beyond_the_last():
    assert Client().get(f"/how/practice/{len(PRACTICES) + 1}/").status_code == 404


def test_three_cards_come_before_a_first_dialogue_and_never_after_one(ana: User, ben: User):
    def shows_cards(talk: Talk) -> list[bool]:
        pages = [signed_in(person).get(f"/dialogues/{talk.pk}/").text for person in (ana, ben)]
        return ["in three cards" in page for page in pages]

    first = Talk(ana, ben, kind="appreciation", mode="spoken")
    first.play("ben accept")
    assert shows_cards(first) == [True, True]
    first.play("ana ready, ben ready")
    assert shows_cards(first) == [False, False]
    first.play(
        "ana send, ben mirror, ana got_it, ana send, ben mirror, ana thank, ben no_more, ben not_today"
    )
    second = Talk(ana, ben)
    second.play("ben accept")
    assert shows_cards(second) == [False, False]
