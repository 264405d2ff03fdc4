"""Feelings that a text names, and those that it denies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import dataset
from core.vocabularies import load_vocabulary
from tests.vocabularies import language
from transcripts.insights.emotion_matching import (
    FAMILIES,
    emotion_vocabulary,
    feeling_label,
    feelings_of,
    find_feelings,
)

ENGLISH = load_vocabulary("transcripts")
FEELINGS = feelings_of()
EVERY_TERM = [(term, feeling) for feeling in FEELINGS for term in ENGLISH.lists[feeling]]


def feelings_in(words: str) -> set[str]:
    return {feeling_label(feeling) for feeling in find_feelings(words, ENGLISH)}


@pytest.mark.parametrize(
    ("words", "feelings"),
    [
        ("I imagine that you might feel lonely, and a little scared. Is that it?", {"lonely", "afraid"}),
        ("SAD! Sad? sadness", {"sad"}),
        ("You might feel hurt/angry", {"hurt", "angry"}),
        ("It leaves you let down and worn out", {"disappointed", "tired"}),
        ("I imagine that you don’t feel heard", {"unheard"}),
        ("You might feel without hope", {"hopeless"}),
        ("Not only sad but tired", {"sad", "tired"}),
        ("not sad but relieved", {"relieved"}),
        ("sadly we never got there", set()),
        ("The crossing was closed", set()),
        ("😢💛 …", set()),
        ("", set()),
    ],
)
def test_named_feelings_are_found(words: str, feelings: set[str]):
    assert feelings_in(words) == feelings


@pytest.mark.parametrize(
    "words",
    [
        "you are not sad",
        "less lonely now",
        "no longer so very angry",
        "I imagine you don’t feel ashamed",
        "you never really felt safe",
        "without any fear",
        "far from being jealous",
    ],
)
def test_denied_feelings_are_not_found(words: str):
    assert feelings_in(words) == set()


def test_a_denial_ends_with_what_it_denies():
    assert feelings_in("You are not sad, you are tired") == {"tired"}
    assert feelings_in("I do not know. Lonely?") == {"lonely"}


def test_each_term_names_its_own_feeling_and_no_other():
    wrong = [
        term for term, feeling in EVERY_TERM if find_feelings(f"You feel {term} now", ENGLISH) != {feeling}
    ]
    assert wrong == []
    assert len({term for term, _feeling in EVERY_TERM}) == len(EVERY_TERM)


def test_there_are_many_feelings_with_distinct_names():
    assert len(FEELINGS) > 60
    assert len({feeling_label(feeling) for feeling in FEELINGS}) == len(FEELINGS)
    assert [feeling for family in FAMILIES for feeling in feelings_of(family)] == FEELINGS
    assert all(feelings_in(feeling) for feeling in dataset.FEELINGS)


def test_a_language_has_its_own_words_and_names():
    with language("de"):
        german = emotion_vocabulary()
        assert feeling_label("feelings.warm.loved") == "geliebt"
    assert find_feelings("Du fühlst dich geliebt.", german) == {"feelings.warm.loved"}
    assert find_feelings("nicht geliebt", german) == set()


@pytest.mark.slow
@given(
    st.text() | st.lists(st.sampled_from([term for term, _place in EVERY_TERM] + ["not", "so"])).map(" ".join)
)
def test_any_text_can_be_searched(words: str):
    assert find_feelings(words, ENGLISH) <= set(FEELINGS)
