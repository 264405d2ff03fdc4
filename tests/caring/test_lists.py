"""One's own list: written alone, changed at any time, and read by the other only while it's shown."""

from __future__ import annotations

import pytest

from caring import lists
from caring.models import Line
from couples.home_items import HomeList
from couples.leaving import leave_couple
from couples.models import User
from tests.caring.factories import TEA, partner_of, read, write_list
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


def add(user: User, text: str, part: str = "now") -> int:
    return signed_in(user).post("/caring/mine/", {"part": part, "text": text}).status_code


def texts(user: User) -> list[str]:
    return [line.text for line in Line.objects.of(partner_of(user))]


def test_a_line_is_added_once_and_the_words_refused_stay_in_the_box(ana: User, ben: User):
    assert [add(ana, text) for text in (TEA, f"{TEA.upper()}!", "", " ")] == [302, 302, 422, 422]
    assert texts(ana) == [TEA]
    answer = signed_in(ana).post("/caring/mine/", {"part": "never", "text": "a walk"})
    assert (answer.status_code, "a walk</textarea>" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("one", "another"), [("\u2764\ufe0f", "\U0001f36b"), ("\u0915\u093e", "\u0915\u0940")]
)
def test_what_has_no_latin_letters_is_told_apart(ana: User, ben: User, one: str, another: str):
    assert [add(ana, text) for text in (one, another, one)] == [302, 302, 302]
    assert texts(ana) == [one, another]


def test_it_has_an_end(ana: User, ben: User):
    lines = (Line(owner=partner_of(ana), part="now", text=str(n)) for n in range(1, lists.MAX_LINES))
    Line.objects.bulk_create(lines)
    assert [add(ana, text) for text in ("a walk", "a talk", "a walk")] == [302, 422, 302]


def test_a_stale_page_overwrites_nothing(ana: User, ben: User):
    add(ana, TEA)
    [line] = Line.objects.all()
    hers = signed_in(ana)
    change = {"part": "wish", "text": "make me cocoa", "seen": "1"}
    assert hers.post(f"/caring/mine/{line.pk}/", change).status_code == 302
    stale = hers.post(f"/caring/mine/{line.pk}/", change | {"text": "make me juice"})
    assert (stale.status_code, "make me juice</textarea>" in stale.text) == (409, True)
    assert texts(ana) == ["make me cocoa"]
    hers.post(f"/caring/mine/{line.pk}/delete/")
    assert texts(ana) == []


def test_advice_is_given_and_the_line_is_stored_anyway(ana: User, ben: User):
    hers = signed_in(ana)
    answer = hers.post("/caring/mine/", {"part": "now", "text": "stop shouting at me"}, follow=True)
    assert answer.context["messages"]
    assert texts(ana) == ["stop shouting at me"]


def test_the_other_reads_it_only_while_it_is_shown(ana: User, ben: User, cleo: User):
    add(ana, TEA)
    his = signed_in(ben)
    assert TEA not in read(his, "/caring/theirs/")
    assert not any("feel cared for" in item.sentence for item in HomeList(partner_of(ben)).all)
    signed_in(ana).post("/caring/mine/show/", {"act": "show"})
    assert any("feel cared for" in item.sentence for item in HomeList(partner_of(ben)).all)
    assert TEA in read(his, "/caring/theirs/")
    assert not any("feel cared for" in item.sentence for item in HomeList(partner_of(ben)).all)
    assert TEA not in read(signed_in(cleo), "/caring/theirs/")
    signed_in(ana).post("/caring/mine/show/", {"act": "hide"})
    assert TEA not in read(his, "/caring/theirs/")


def test_after_the_couple_nobody_reads_the_others(ana: User, ben: User):
    write_list(ana)
    reader = partner_of(ben)
    leave_couple(partner_of(ana))
    assert not Line.objects.shown_to(reader).exists()
