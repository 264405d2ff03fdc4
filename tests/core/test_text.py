"""Names and words must be visible, and must not reverse the text around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import clean_name, is_visible, isolate_direction, visible_or_blank
from couples.models import Profile, User
from tests.factories import signed_in

NOTHING = {
    "blanks": " \u00a0\u2003\u3000\t\r\n",
    "braille blank": "\u2800\u2800",
    "Hangul fillers": "\u3164\uffa0\u115f\u1160",
    "zero width": "\u200b\u200c\u200d\u2060\ufeff",
    "soft hyphen": "\u00ad",
    "combining marks": "\u0301\u0308\u20e3",
    "variation selectors": "\ufe0f\ufe00\U000e0100\u180b",
    "tags": "\U000e0041\U000e007f",
    "bidi controls": "\u202e\u2066\u2069\u061c",
    "musical null notehead": "\U0001d159",
    "hieroglyphic blank": "\U00013441",
}
LEAVE = "You and {name} will no longer be connected here."
SOMETHING = {
    "a letter": "a",
    "a sign": "?",
    "Arabic": "\u0633\u0627\u0631\u0629",
    "Hebrew with points": "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd",
    "Persian with a non-joiner": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "a family": "\U0001f469\u200d\U0001f467",
    "a keycap": "1\ufe0f\u20e3",
    "a flag of tags": "\U0001f3f4\U000e0067\U000e0062\U000e007f",
    "an emoji newer than this Python": "\U0001fae9",
    "braille": "\u2801",
    "Hangul": "\ud55c",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_text_that_shows_nothing_is_empty(text: str):
    assert not is_visible(text)
    assert visible_or_blank(text) == ""
    assert clean_name(text) == ""


@pytest.mark.parametrize("text", SOMETHING.values(), ids=SOMETHING)
def test_text_that_shows_something_is_left_as_it_was_typed(text: str):
    assert visible_or_blank(f" {text}\u200b ") == f" {text}\u200b "
    assert clean_name(f" {text} ") == ("" if text == "?" else text)


def test_a_name_is_one_line_that_turns_nothing_round():
    assert clean_name("  Ana\r\nBcc: x\u2028y ") == "Ana Bcc: x y"
    assert clean_name("\u202eanA\u202c\u2069 \u200fB") == "anA B"
    assert clean_name("\u200b...") == ""


@given(st.text())
def test_no_text_gets_out_of_where_it_is_isolated(text: str):
    once = isolate_direction(text)
    assert isolate_direction(once) == once
    inner = once.removeprefix("\u2068").removesuffix("\u2069")
    assert not set(inner) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["\u2800", "\u3164\u200d", "\u0301", "\u202e", "!?"])
def test_a_name_that_shows_nothing_is_asked_for_again(ana: User, name: str):
    fields = {"first_name": name, "pronouns": "", "language": "en", "time_zone": "UTC"}
    response = signed_in(ana).post("/you/", fields)
    assert response.status_code == 422
    assert "What should we call you?" in response.text
    assert Profile.objects.get(user=ana).first_name == "Ana"


@pytest.mark.django_db
def test_a_name_is_stored_without_what_turns_text_round(ana: User):
    fields = {"first_name": "\u202eAna\u2069", "pronouns": "\u2800", "language": "en", "time_zone": "UTC"}
    assert signed_in(ana).post("/you/", fields).status_code == 302
    profile = Profile.objects.get(user=ana)
    assert (profile.first_name, profile.pronouns) == ("Ana", "")


@pytest.mark.django_db
def test_a_name_stored_before_turns_no_sentence_of_the_other_s_round(ana: User, ben: User):
    browser = signed_in(ana)
    shown = {
        "\u202eneB": "neB",
        "\u2069\u202eneB": "neB",
        "\u2800": "your partner",
        "\u05d1\u05df": "\u2068\u05d1\u05df\u2069",
    }
    for stored, name in shown.items():
        Profile.objects.filter(user=ben).update(first_name=stored)
        text = browser.get("/leave/").text
        assert LEAVE.format(name=name) in text
        assert "\u202e" not in text
