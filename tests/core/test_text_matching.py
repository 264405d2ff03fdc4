"""Text as it is compared, and terms looked up in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text_matching import GAP, Match, Vocabulary, join, normalize

VOCABULARY = Vocabulary(
    {
        "stop": ["stop", "no more", "no"],
        "see": ["see", "go out with"],
        "people.friends": ["friend*", "best friend"],
        "people.family": ["mother", "mother in law", "# sisters"],
        "numbers.2": ["two"],
        "numbers.21": ["twenty one"],
        "nothing": [],
    }
)
TERMS = [term for terms in VOCABULARY.lists.values() for term in terms]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("DON\u2019T\u00a0look\u2026 \uff41way!", "don't look away"),
        ("self-help, 'quoted' — and so on", "self help quoted and so on"),
        ("fri\N{SOFT HYPHEN}end \N{FAMILY}", "friend"),
        ("twenty-one  days", "21 days"),
        ("5minutes", "5 minutes"),
        ("007", "7"),
        ("静かに", "静 か に"),
    ],
)
def test_case_punctuation_width_and_names_of_numbers_make_no_difference(text: str, other: str):
    assert normalize(text, VOCABULARY).words == normalize(other, VOCABULARY).words


def test_what_shows_no_letter_has_no_words():
    assert normalize("... 🎁 — ' !").words == ()


def test_a_term_with_a_star_finds_longer_words_and_one_without_does_not():
    text = normalize("two friendships of the mothers", VOCABULARY)
    assert text.first("people") == "friendships"
    assert not text.has("people.family")


def test_the_longest_term_at_a_word_counts():
    text = normalize("No more calls from my mother-in-law or my best friend", VOCABULARY)
    assert list(text.matches("stop", "people")) == [
        Match(0, 2, "stop"),
        Match(5, 8, "people.family"),
        Match(10, 12, "people.friends"),
    ]


def test_a_number_stands_for_any():
    assert normalize("my two sisters", VOCABULARY).number("people") == 2
    assert normalize("my mother", VOCABULARY).number("people") == 1
    assert normalize("sisters", VOCABULARY).number("people") == 0


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        ("I stop going out, and see my friends", True),
        ("I see my friends and stop", False),
        ("I no more see any of my friends", True),
        ("I no more see any one of all my friends", False),
        ("stop stop see friends", True),
    ],
)
def test_terms_follow_each_other_within_so_many_words(text: str, follows: bool):
    assert normalize(text, VOCABULARY).has_sequence("stop", ("see", 4), ("people", 4)) is follows


def test_what_is_taken_out_leaves_a_gap_that_no_term_spans():
    text = normalize("go out stop with", VOCABULARY).without("stop")
    assert text.words == ("go", "out", GAP, "with")
    assert not text.has("see")
    assert not join([normalize("go out", VOCABULARY), normalize("with", VOCABULARY)]).has("see")


def test_a_text_is_parted_at_its_first_term():
    before, term, after = normalize("calling my mother and friends", VOCABULARY).partition("people")
    assert (before.words, term, after.words) == (("calling", "my"), "mother", ("and", "friends"))
    assert normalize("calling", VOCABULARY).partition("people")[1] == ""


def test_an_empty_list_finds_nothing_and_an_unknown_one_is_an_error():
    text = normalize("stop", VOCABULARY)
    assert not text.has("nothing")
    with pytest.raises(KeyError, match="stopp"):
        text.has("stopp")


@given(st.text() | st.lists(st.sampled_from(TERMS)).map(" ".join), st.sampled_from(["stop", "people", "see"]))
def test_any_text_can_be_looked_through(words: str, name: str):
    text = normalize(words, VOCABULARY)
    matches = list(text.matches(name))
    assert all(one.end <= other.start for one, other in zip(matches, matches[1:], strict=False))
    assert text.without(name).words.count(GAP) == len(matches)
    assert not text.without(name).has(name)
    before, term, after = text.partition(name)
    assert (*before.words, *term.split(), *after.words) == text.words
