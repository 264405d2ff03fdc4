"""The picture shows the answers and nothing else, whatever they are."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings

from tests.vocabularies import language
from tests.workup import workup_answers
from workup.analysis import Picture, Source
from workup.analysis import all_sources as sources
from workup.demo import ANA, BEN, DemoAnswers
from workup.picture import build_picture, compare_pictures
from workup.sections import QUESTIONS
from workup.traits import SimilarTraits
from workup.types import AnswerKind


def answers_of(demo_answers: DemoAnswers) -> dict[tuple[str, str], Any]:
    """Return demo answers as they are stored."""
    ids = {name: f"person-{number}" for number, name in enumerate(demo_answers["caretakers"])}
    answers: dict[tuple[str, str], Any] = {
        ("caretakers", ""): [{"id": key, "name": name} for name, key in ids.items()]
    }
    for name, value in demo_answers.items():
        by_person = value if isinstance(value, dict) else {"": value}
        kind = QUESTIONS[name].kind
        for person, item in by_person.items():
            if kind is AnswerKind.TRAITS:
                item = [{"word": word, "strength": strength} for word, strength in item]
            elif kind is AnswerKind.PAIRS:
                item = [{"id": f"row-{number:06}", "cells": list(cells)} for number, cells in enumerate(item)]
            if kind is not AnswerKind.PEOPLE:
                answers[name, ids.get(person, "")] = item
    return answers


def words(picture: Picture, name: str) -> str:
    part = picture.part(name)
    assert part, f"no part {name}"
    return part.words


@pytest.fixture
def ana() -> Picture:
    return build_picture(answers_of(ANA))


def all_sources(picture: Picture) -> set[Source]:
    traits = [
        trait
        for lists in (picture.caretaker_traits, picture.partner_traits)
        for rows in lists.values()
        for trait in rows
    ]
    items: list[Any] = [
        *traits,
        *picture.likenesses,
        *picture.childhood_hardships,
        *picture.current_hardships,
        *picture.parts,
    ]
    return {source for item in items for source in item.sources}


def test_what_several_caretakers_had_weighs_more():
    answers = answers_of(ANA | {"felt_hurt": {"Mother": [("cold", 2)], "Father": [("cold", 2), ("loud", 3)]}})
    hurt = build_picture(answers).caretaker_traits["hurt"]
    assert [(trait.word, trait.weight, trait.holders) for trait in hurt] == [
        ("cold", 4, ("Mother", "Father")),
        ("loud", 3, ("Father",)),
    ]


def test_the_same_word_in_both_is_a_likeness_whatever_its_case():
    answers = answers_of(ANA | {"hard": [("  SILENT ", 2)]})
    assert [
        (like.caretaker_trait.word, like.caretaker_valence)
        for like in build_picture(answers).certain_likenesses
        if like.caretaker_valence == "hurt"
    ] == [("silent", "hurt")]


def test_similar_words_are_asked_about_and_not_claimed(ana: Picture):
    assert ("always busy", "never available") not in [
        (like.caretaker_trait.word, like.partner_trait.word) for like in ana.certain_likenesses
    ]
    assert ("there for me", "reliable") in [
        (like.caretaker_trait.word, like.partner_trait.word) for like in ana.possible_likenesses
    ]
    assert "there for me" not in words(ana, "likeness")


@pytest.mark.parametrize(("is_same", "count"), [(True, 1), (False, 0)])
def test_the_persons_judgement_overrides_similarity(is_same: bool, count: int):
    pair = {"theirs": "There for me", "partner": "reliable", "same": is_same}
    picture = build_picture(answers_of(ANA) | {("same", ""): [pair]})
    pairs = [(like.caretaker_trait.word, like.partner_trait.word) for like in picture.likenesses]
    assert pairs.count(("there for me", "reliable")) == count
    assert ("there for me" in words(picture, "likeness")) is is_same


def test_the_person_may_reject_even_the_same_word():
    pair = {"theirs": "silent", "partner": "silent", "same": False}
    picture = build_picture(answers_of(ANA) | {("same", ""): [pair]})
    assert "silent" not in words(picture, "likeness")


def test_a_good_and_a_hurtful_word_are_joined_without_a_false_claim():
    pair = {"theirs": "always busy", "partner": "warm", "same": True}
    picture = build_picture(answers_of(ANA) | {("same", ""): [pair]})
    [mixed] = [sentence for sentence in words(picture, "likeness").split(". ") if "always busy" in sentence]
    assert mixed.startswith("This hurt back then, and in you it's something good")


def test_the_sentences_quote_what_was_written(ana: Picture):
    assert "“someone who puts things down and looks at me when I come in”" in words(ana, "need")
    assert "I came home from school and nobody looked up" in words(ana, "wound")
    assert "What it costs: “The evening, and the next morning too”" in words(
        ana, "pattern:" + ana.current_hardships[0].sources[0].item
    )
    assert "I told my day" not in words(ana, "need")


def test_the_agenda_leaves_out_what_was_not_answered():
    answers = answers_of(ANA)
    del answers["needed", ""], answers["feelings", ""]
    agenda = words(build_picture(answers), "agenda")
    assert "what I missed" not in agenda
    assert "feelings" not in agenda
    assert "always busy" in agenda


def test_without_answers_there_is_no_picture():
    empty = build_picture({})
    assert (empty.parts, empty.likenesses, empty.childhood_hardships, empty.current_hardships) == (
        (),
        (),
        (),
        (),
    )


def test_two_different_people_get_two_different_pictures(ana: Picture):
    ben = build_picture(answers_of(BEN))
    assert {part.words for part in ana.parts} & {part.words for part in ben.parts} == set()
    assert [like.caretaker_trait.word for like in ben.certain_likenesses] == [
        "brave",
        "critical",
        "impatient",
    ]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(workup_answers.answers())
def test_whatever_was_answered_the_picture_comes_from_it(answers: dict[tuple[str, str], Any]):
    picture = build_picture(answers)
    shuffled = list(answers.items())
    random.Random(0).shuffle(shuffled)
    assert build_picture(dict(shuffled)) == picture
    assert all_sources(picture) <= sources(answers)
    assert all(part.sources and part.words and len(part.topic) <= 200 for part in picture.parts)
    for key in answers:
        remaining = build_picture({other: value for other, value in answers.items() if other != key})
        assert not [source for source in all_sources(remaining) if (source.question, source.about) == key]


def parts_of(value: Any) -> list[tuple[list[str], Any]]:
    """Return the words of each item of an answer, with the answer without that item."""
    if isinstance(value, str):
        return [([value], None)]
    without = [value[:number] + value[number + 1 :] for number in range(len(value))]
    return [
        (row.get("cells") or [row["word"]], remaining) for row, remaining in zip(value, without, strict=True)
    ]


def test_removing_an_answer_or_a_part_of_one_removes_every_word_that_came_from_it():
    answers = workup_answers.marked_answers()
    picture = repr(build_picture(answers))
    assert "markneededxend" in picture
    assert "marktodayxn1c2end" in picture
    for key, value in answers.items():
        if key[0] in ("caretakers", "same"):
            continue
        for removed, remaining in parts_of(value):
            others = {other: answer for other, answer in answers.items() if other != key}
            smaller = repr(build_picture(others | ({key: remaining} if remaining else {})))
            assert [mark for mark in removed if mark in smaller] == []


def test_removing_a_caretaker_removes_everything_about_them():
    answers = workup_answers.marked_answers() | {("caretakers", ""): workup_answers.PEOPLE[:1]}
    assert "father1" not in repr(build_picture(answers))
    assert "mother1" in repr(build_picture(answers))


def test_comparing_two_workups_shows_added_and_removed_traits():
    later = ANA | {"loved": [("warm", 2), ("funny", 5), ("patient", 3)], "needed": "to be asked"}
    changes, rewordings = compare_pictures(build_picture(answers_of(ANA)), build_picture(answers_of(later)))
    [loved] = [change for change in changes if (change.holder, change.valence) == ("partner", "good")]
    assert (loved.added, set(loved.removed)) == (("patient",), {"reliable", "thinks before he speaks"})
    assert (loved.stronger, loved.weaker) == (("funny",), ("warm",))
    assert [change.now for change in rewordings if "need" in change.title] == [
        "What I needed most but didn't get: “to be asked”."
    ]
    assert compare_pictures(build_picture(answers_of(ANA)), build_picture(answers_of(ANA))) == ((), ())
    assert compare_pictures(build_picture(answers_of(ANA)), build_picture({})) == ((), ())


def test_similar_traits_depend_on_the_active_language():
    assert SimilarTraits()("warm", "loving")
    with language("de"):
        assert SimilarTraits()("warmherzig", "liebevoll")
        assert not SimilarTraits()("warm", "loving")
