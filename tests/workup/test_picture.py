"""The picture shows what was answered and nothing else, whatever was answered."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings

from tests.vocabularies import language
from tests.workup import workup_answers
from workup.analysis import Picture, Source
from workup.analysis import all_sources as sources
from workup.demo import ANA, BEN, Life
from workup.picture import build_picture, compare_pictures
from workup.sections import QUESTIONS
from workup.traits import SimilarTraits
from workup.types import AnswerKind


def answers_of(life: Life) -> dict[tuple[str, str], Any]:
    """A life as it is stored."""
    ids = {name: f"person-{at}" for at, name in enumerate(life["caretakers"])}
    found: dict[tuple[str, str], Any] = {
        ("caretakers", ""): [{"id": key, "name": name} for name, key in ids.items()]
    }
    for name, told in life.items():
        said = told if isinstance(told, dict) else {"": told}
        kind = QUESTIONS[name].kind
        for who, value in said.items():
            if kind is AnswerKind.TRAITS:
                value = [{"word": word, "strength": strength} for word, strength in value]
            elif kind is AnswerKind.PAIRS:
                value = [{"id": f"row-{at:06}", "cells": list(cells)} for at, cells in enumerate(value)]
            if kind is not AnswerKind.PEOPLE:
                found[name, ids.get(who, "")] = value
    return found


def words(found: Picture, name: str) -> str:
    part = found.part(name)
    assert part, f"no part {name}"
    return part.words


@pytest.fixture
def ana() -> Picture:
    return build_picture(answers_of(ANA))


def all_sources(found: Picture) -> set[Source]:
    traits = [one for lists in (found.caretakers, found.partner) for rows in lists.values() for one in rows]
    pieces: list[Any] = [*traits, *found.likenesses, *found.then, *found.now, *found.parts]
    return {source for piece in pieces for source in piece.sources}


def test_what_several_caretakers_had_weighs_more():
    answers = answers_of(ANA | {"felt_hurt": {"Mother": [("cold", 2)], "Father": [("cold", 2), ("loud", 3)]}})
    hurt = build_picture(answers).caretakers["hurt"]
    assert [(one.word, one.weight, one.holders) for one in hurt] == [
        ("cold", 4, ("Mother", "Father")),
        ("loud", 3, ("Father",)),
    ]


def test_the_same_word_in_both_is_a_likeness_whatever_its_case():
    answers = answers_of(ANA | {"hard": [("  SILENT ", 2)]})
    assert [(like.theirs.word, like.sort) for like in build_picture(answers).sure if like.sort == "hurt"] == [
        ("silent", "hurt")
    ]


def test_two_words_of_the_table_are_asked_about_and_not_claimed(ana: Picture):
    assert ("always busy", "never available") not in [
        (like.theirs.word, like.partner.word) for like in ana.sure
    ]
    assert ("there for me", "reliable") in [(like.theirs.word, like.partner.word) for like in ana.asked]
    assert "there for me" not in words(ana, "likeness")


@pytest.mark.parametrize(("same", "found"), [(True, 1), (False, 0)])
def test_the_persons_own_say_goes_before_the_table(same: bool, found: int):
    pair = {"theirs": "There for me", "partner": "reliable", "same": same}
    shown = build_picture(answers_of(ANA) | {("same", ""): [pair]})
    pairs = [(like.theirs.word, like.partner.word) for like in shown.likenesses]
    assert pairs.count(("there for me", "reliable")) == found
    assert ("there for me" in words(shown, "likeness")) is same


def test_the_person_may_say_that_even_the_same_word_is_not_the_same():
    pair = {"theirs": "silent", "partner": "silent", "same": False}
    shown = build_picture(answers_of(ANA) | {("same", ""): [pair]})
    assert "silent" not in words(shown, "likeness")


def test_two_words_of_different_sorts_are_joined_without_a_false_claim():
    pair = {"theirs": "always busy", "partner": "warm", "same": True}
    shown = build_picture(answers_of(ANA) | {("same", ""): [pair]})
    [mixed] = [sentence for sentence in words(shown, "likeness").split(". ") if "always busy" in sentence]
    assert mixed.startswith("Something that hurt then and that I know in you as something good")


def test_the_sentences_quote_what_was_written(ana: Picture):
    assert "“somebody who puts things down and looks at me when I come in”" in words(ana, "need")
    assert "I came home from school and nobody looked up" in words(ana, "wound")
    assert "It costs: “The evening, and the next morning too”" in words(
        ana, "pattern:" + ana.now[0].sources[0].item
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
    assert (empty.parts, empty.likenesses, empty.then, empty.now) == ((), (), (), ())


def test_two_different_people_get_two_different_pictures(ana: Picture):
    ben = build_picture(answers_of(BEN))
    assert {part.words for part in ana.parts} & {part.words for part in ben.parts} == set()
    assert [like.theirs.word for like in ben.sure] == ["brave", "critical", "impatient"]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(workup_answers.answers())
def test_whatever_was_answered_the_picture_comes_from_it(answers: dict[tuple[str, str], Any]):
    shown = build_picture(answers)
    shuffled = list(answers.items())
    random.Random(0).shuffle(shuffled)
    assert build_picture(dict(shuffled)) == shown
    assert all_sources(shown) <= sources(answers)
    assert all(part.sources and part.words and len(part.topic) <= 200 for part in shown.parts)
    for key in answers:
        rest = build_picture({other: value for other, value in answers.items() if other != key})
        assert not [one for one in all_sources(rest) if (one.question, one.about) == key]


def parts_of(value: Any) -> list[tuple[list[str], Any]]:
    """Each part of an answer: the words that stand in it, and what is left of the answer without it."""
    if isinstance(value, str):
        return [([value], None)]
    without = [value[:at] + value[at + 1 :] for at in range(len(value))]
    return [(row.get("cells") or [row["word"]], rest) for row, rest in zip(value, without, strict=True)]


def test_removing_an_answer_or_a_part_of_one_removes_every_word_that_came_from_it():
    answers = workup_answers.marked()
    whole = repr(build_picture(answers))
    assert "markneededxend" in whole
    assert "marktodayxn1c2end" in whole
    for key, value in answers.items():
        if key[0] in ("caretakers", "same"):
            continue
        for gone, left in parts_of(value):
            others = {other: said for other, said in answers.items() if other != key}
            rest = repr(build_picture(others | ({key: left} if left else {})))
            assert [mark for mark in gone if mark in rest] == []


def test_without_a_caretaker_all_that_was_said_of_them_is_gone():
    answers = workup_answers.marked() | {("caretakers", ""): workup_answers.PEOPLE[:1]}
    assert "father1" not in repr(build_picture(answers))
    assert "mother1" in repr(build_picture(answers))


def test_two_workups_show_what_came_and_what_went():
    later = ANA | {"loved": [("warm", 2), ("funny", 5), ("patient", 3)], "needed": "to be asked"}
    shifts, rewordings = compare_pictures(build_picture(answers_of(ANA)), build_picture(answers_of(later)))
    [loved] = [one for one in shifts if (one.whose, one.sort) == ("partner", "good")]
    assert (loved.came, set(loved.went)) == (("patient",), {"reliable", "thinks before he speaks"})
    assert (loved.stronger, loved.gentler) == (("funny",), ("warm",))
    assert [one.now for one in rewordings if "need" in one.title] == [
        "What I needed most, and did not get: “to be asked”."
    ]
    assert compare_pictures(build_picture(answers_of(ANA)), build_picture(answers_of(ANA))) == ((), ())
    assert compare_pictures(build_picture(answers_of(ANA)), build_picture({})) == ((), ())


def test_which_traits_are_similar_is_said_in_the_language_of_the_reader():
    assert SimilarTraits()("warm", "loving")
    with language("de"):
        assert SimilarTraits()("warmherzig", "liebevoll")
        assert not SimilarTraits()("warm", "loving")
