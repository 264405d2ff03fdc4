"""What a form holds becomes one shape, and what is too much is refused with nothing lost."""

from __future__ import annotations

import pytest

from tests.workup.workup_answers import asked, form
from workup.answers import (
    MAX_ITEMS,
    MAX_TEXT,
    InvalidAnswer,
    check_answer,
    dump_answer,
    load_answer,
    read_answer,
)
from workup.navigation import question_text
from workup.sections import QUESTIONS, SECTIONS, all_steps
from workup.types import AnswerKind


def test_names_are_unique_and_every_each_asks_for_people():
    names = [question.name for section in SECTIONS for question in section.questions]
    assert len(names) == len(set(names))
    assert all(QUESTIONS[section.each].kind is AnswerKind.PEOPLE for section in SECTIONS if section.each)


def test_each_person_is_asked_about():
    people = [{"id": "a", "name": "Mother"}, {"id": "b", "name": "Father"}]
    keys = [step.key for step in all_steps({"caretakers": people})]
    assert ("felt_good", "a") in keys
    assert ("felt_hurt", "b") in keys
    assert ("felt_good", "") not in keys
    assert len(keys) == len(set(keys))


def test_words_lose_what_cannot_be_shown_and_nothing_else():
    said = "one\r\ntwo \x00\x1b three\tनमस्ते 👩‍👧 \u200f"
    assert read_answer(asked("needed"), form([("words", said)])) == "one\ntwo  three\tनमस्ते 👩‍👧 \u200f"
    assert read_answer(asked("needed"), form([("words", " \n ")])) is None
    assert read_answer(asked("needed"), form([("words", "\u2800 \u200b")])) is None


def test_a_name_of_somebody_shows_something_and_turns_nothing_round():
    sent = [("person", ""), ("name", "\u202erehtoM"), ("person", ""), ("name", "\u3164")]
    [mother] = read_answer(asked("caretakers"), form(sent))
    assert mother["name"] == "rehtoM"
    [step, *_] = [
        step for step in all_steps({"caretakers": [{"id": "a", "name": "\u202erehtoM"}]}) if step.about
    ]
    assert "\u2068rehtoM\u2069" in question_text(step)


def test_traits_are_picked_typed_and_weighed():
    sent = [
        ("pick", "warm"),
        ("pick", "Funny"),
        ("word", "warm"),
        ("strength", "5"),
        ("own", "nosy, WARM;  late  riser"),
    ]
    assert read_answer(asked("loved"), form(sent)) == [
        {"word": "warm", "strength": 5},
        {"word": "Funny", "strength": 3},
        {"word": "nosy", "strength": 3},
        {"word": "late riser", "strength": 3},
    ]


def test_an_unticked_trait_goes_with_its_strength():
    assert read_answer(asked("loved"), form([("word", "warm"), ("strength", "5")])) is None


def test_pairs_keep_their_ids_and_empty_rows_go():
    sent = [("pair", "row-000001"), ("pair", ""), ("pair", "row-000003")]
    sent += [
        ("cell-0", "soup"),
        ("cell-0", ""),
        ("cell-0", ""),
        ("cell-1", ""),
        ("cell-1", ""),
        ("cell-1", "proud"),
    ]
    assert read_answer(asked("memories"), form(sent)) == [
        {"id": "row-000001", "cells": ["soup", ""]},
        {"id": "row-000003", "cells": ["", "proud"]},
    ]


def test_a_new_row_gets_an_id():
    [row] = read_answer(asked("memories"), form([("pair", ""), ("cell-0", "soup"), ("cell-1", "")]))
    assert len(row["id"]) >= 8


def test_somebody_without_a_name_stays_and_a_picked_name_is_added_once():
    sent = [
        ("person", "mother-1"),
        ("name", ""),
        ("person", ""),
        ("name", ""),
        ("person", "father-1"),
        ("name", "Father"),
    ]
    people = read_answer(asked("caretakers"), form([*sent, ("pick", "Aunt"), ("pick", "Father")]))
    assert [one["name"] for one in people] == ["", "Father", "Aunt"]
    assert people[0]["id"] == "mother-1"


@pytest.mark.parametrize(("name", "field", "value"), [("reflex", "choice", "press"), ("hope", "scale", "0")])
def test_a_choice_and_a_scale_may_stay_open(name: str, field: str, value: str):
    assert read_answer(asked(name), form([(field, "")])) is None
    assert read_answer(asked(name), form([(field, value)])) == (0 if field == "scale" else "press")


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("hope", [("scale", "11")]),
        ("hope", [("scale", "٣")]),
        ("reflex", [("choice", "dance")]),
        ("loved", [("pick", "warm"), ("word", "warm"), ("strength", "9")]),
        ("memories", [("pair", "!"), ("cell-0", "x"), ("cell-1", "")]),
        ("caretakers", [("person", "same-one"), ("person", "same-one"), ("name", "A"), ("name", "B")]),
    ],
)
def test_what_is_no_answer_is_refused(name: str, sent: list[tuple[str, str]]):
    with pytest.raises(InvalidAnswer):
        read_answer(asked(name), form(sent))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("needed", "x" * (MAX_TEXT + 1)),
        ("loved", [{"word": "x" * 61, "strength": 1}]),
        ("loved", [{"word": f"x{at}", "strength": 1} for at in range(MAX_ITEMS[AnswerKind.TRAITS] + 1)]),
        ("memories", [{"id": "row-000001", "cells": ["x" * 1001, ""]}]),
        (
            "caretakers",
            [{"id": f"person-{at}", "name": "x"} for at in range(MAX_ITEMS[AnswerKind.PEOPLE] + 1)],
        ),
    ],
)
def test_too_much_is_refused(name: str, value: object):
    with pytest.raises(InvalidAnswer):
        check_answer(asked(name), value)


def test_a_value_is_read_as_it_was_stored():
    value = [{"id": "row-000001", "cells": ["שלום 👩‍👧", "“"]}]
    assert load_answer(dump_answer(value)) == value
    assert load_answer("") is None
