"""Forms are parsed into one shape per kind of question; too long answers are refused."""

from __future__ import annotations

import pytest

from tests.workup.workup_answers import form_of, question_named
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
from workup.sections import QUESTIONS, SECTIONS, all_screens
from workup.types import AnswerKind


def test_names_are_unique_and_sections_refer_to_people_questions():
    names = [question.name for section in SECTIONS for question in section.questions]
    assert len(names) == len(set(names))
    assert all(
        QUESTIONS[section.people_question].kind is AnswerKind.PEOPLE
        for section in SECTIONS
        if section.people_question
    )


def test_each_person_is_asked_about():
    people = [{"id": "a", "name": "Mother"}, {"id": "b", "name": "Father"}]
    keys = [screen.key for screen in all_screens({"caretakers": people})]
    assert ("felt_good", "a") in keys
    assert ("felt_hurt", "b") in keys
    assert ("felt_good", "") not in keys
    assert len(keys) == len(set(keys))


def test_only_unprintable_characters_are_removed_from_words():
    text = "one\r\ntwo \x00\x1b three\tनमस्ते 👩‍👧 \u200f"
    assert (
        read_answer(question_named("needed"), form_of([("words", text)]))
        == "one\ntwo  three\tनमस्ते 👩‍👧 \u200f"
    )
    assert read_answer(question_named("needed"), form_of([("words", " \n ")])) is None
    assert read_answer(question_named("needed"), form_of([("words", "\u2800 \u200b")])) is None


def test_a_persons_name_is_visible_and_keeps_the_text_direction():
    sent = [("person", ""), ("name", "\u202erehtoM"), ("person", ""), ("name", "\u3164")]
    [mother] = read_answer(question_named("caretakers"), form_of(sent))
    assert mother["name"] == "rehtoM"
    [screen, *_] = [
        screen
        for screen in all_screens({"caretakers": [{"id": "a", "name": "\u202erehtoM"}]})
        if screen.about
    ]
    assert "\u2068rehtoM\u2069" in question_text(screen)


def test_traits_are_picked_typed_and_weighed():
    sent = [
        ("pick", "warm"),
        ("pick", "Funny"),
        ("word", "warm"),
        ("strength", "5"),
        ("own", "nosy, WARM;  late  riser"),
    ]
    assert read_answer(question_named("loved"), form_of(sent)) == [
        {"word": "warm", "strength": 5},
        {"word": "Funny", "strength": 3},
        {"word": "nosy", "strength": 3},
        {"word": "late riser", "strength": 3},
    ]


def test_an_unpicked_trait_is_removed_with_its_strength():
    assert read_answer(question_named("loved"), form_of([("word", "warm"), ("strength", "5")])) is None


def test_pairs_keep_their_ids_and_empty_rows_are_dropped():
    sent = [("pair", "row-000001"), ("pair", ""), ("pair", "row-000003")]
    sent += [
        ("cell-0", "soup"),
        ("cell-0", ""),
        ("cell-0", ""),
        ("cell-1", ""),
        ("cell-1", ""),
        ("cell-1", "proud"),
    ]
    assert read_answer(question_named("memories"), form_of(sent)) == [
        {"id": "row-000001", "cells": ["soup", ""]},
        {"id": "row-000003", "cells": ["", "proud"]},
    ]


def test_a_new_row_gets_an_id():
    [row] = read_answer(
        question_named("memories"), form_of([("pair", ""), ("cell-0", "soup"), ("cell-1", "")])
    )
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
    people = read_answer(question_named("caretakers"), form_of([*sent, ("pick", "Aunt"), ("pick", "Father")]))
    assert [person["name"] for person in people] == ["", "Father", "Aunt"]
    assert people[0]["id"] == "mother-1"


@pytest.mark.parametrize(("name", "field", "value"), [("reflex", "choice", "press"), ("hope", "scale", "0")])
def test_a_choice_and_a_scale_may_stay_open(name: str, field: str, value: str):
    assert read_answer(question_named(name), form_of([(field, "")])) is None
    assert read_answer(question_named(name), form_of([(field, value)])) == (
        0 if field == "scale" else "press"
    )


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
        read_answer(question_named(name), form_of(sent))


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
        check_answer(question_named(name), value)


def test_a_value_is_read_as_it_was_stored():
    value = [{"id": "row-000001", "cells": ["שלום 👩‍👧", "“"]}]
    assert load_answer(dump_answer(value)) == value
    assert load_answer("") is None
