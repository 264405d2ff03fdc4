"""Answers for tests: random ones, and ones with a unique word in each item."""

from __future__ import annotations

import re
from typing import Any

from django.http import QueryDict
from django.test import Client
from hypothesis import strategies as st

from tests.markup import compact
from workup.answers import InvalidAnswer, check_answer, read_answer
from workup.sections import LIKENESS_QUESTION, QUESTIONS, all_screens
from workup.types import AnswerKind, Question

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea></svg><b>bold</b>",
    "{{ user.email }} {% now 'Y' %} %(who)s {who} {0}",
    "&lt;&amp;&#x41;",
    "\u202eright to left\u202c שלום مرحبا",
    "नमस्ते 你好 👩‍👩‍👧 Ω≈ç√",
    "\x00\x07 bell",
    "a" * 300,
]
booleans: st.SearchStrategy[Any] = st.booleans()
words = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
PEOPLE = [{"id": "mother-1", "name": "Mother"}, {"id": "father-1", "name": "<b>Father</b> {x}"}]


def form_of(fields: list[tuple[str, str]]) -> QueryDict:
    """Return form data as a browser sends it."""
    data = QueryDict(mutable=True)
    for name, value in fields:
        data.appendlist(name, value)
    return data


def fields_of(question: Question) -> st.SearchStrategy[list[Any]]:
    """Return a strategy for form fields that answer a question."""
    if question.kind is AnswerKind.WORDS:
        return words.map(lambda text: [("words", text)])
    if question.kind is AnswerKind.TRAITS:
        suggestions = [*question.suggestions[:6], *HOSTILE]
        picked = st.lists(
            st.tuples(st.one_of(st.sampled_from(suggestions), words), st.sampled_from("12345")), max_size=6
        )
        return picked.map(
            lambda rows: [
                pair
                for word, strength in rows
                for pair in (("pick", word), ("word", word), ("strength", strength))
            ]
        )
    if question.kind is AnswerKind.PAIRS:
        row = st.tuples(*[words for _ in question.columns])
        return st.lists(row, max_size=3).map(
            lambda rows: (
                [("pair", f"row-{number:06}") for number in range(len(rows))]
                + [(f"cell-{number}", cell) for row in rows for number, cell in enumerate(row)]
            )
        )
    if question.kind is AnswerKind.CHOICE:
        return st.sampled_from(["", *dict(question.options)]).map(lambda text: [("choice", text)])
    return st.sampled_from(["", "0", "10"]).map(lambda text: [("scale", text)])


def stored_value(question: Question, fields: list[tuple[str, str]]) -> Any:
    """Return the value to store, or None if it is refused or empty."""
    try:
        value = read_answer(question, form_of(fields))
        check_answer(question, value)
    except InvalidAnswer:
        return None
    return value


@st.composite
def answers(draw: st.DrawFn) -> dict[tuple[str, str], Any]:
    """Draw a workup's answers as they are stored, some of them empty."""
    answers: dict[tuple[str, str], Any] = {("caretakers", ""): PEOPLE}
    for screen in all_screens({"caretakers": PEOPLE})[1:]:
        answers[screen.key] = stored_value(screen.question, draw(fields_of(screen.question)))
    caretaker_words = [row["word"] for person in PEOPLE for row in answers["felt_good", person["id"]] or ()]
    partner_words = [row["word"] for row in answers["loved", ""] or ()]
    if caretaker_words and partner_words and draw(booleans):
        judgement = {"theirs": caretaker_words[0], "partner": partner_words[0], "same": draw(booleans)}
        answers[LIKENESS_QUESTION.name, ""] = [judgement]
    return {key: value for key, value in answers.items() if value is not None}


def marked_answers() -> dict[tuple[str, str], Any]:
    """Return answers with a unique word in each item, from `mark` to `end`."""
    answers: dict[tuple[str, str], Any] = {("caretakers", ""): PEOPLE}
    for screen in all_screens({"caretakers": PEOPLE})[1:]:
        name = f"{screen.question.name}x{screen.about.replace('-', '')}"
        match screen.question.kind:
            case AnswerKind.WORDS:
                answers[screen.key] = f"mark{name}end"
            case AnswerKind.TRAITS:
                answers[screen.key] = [
                    {"word": f"mark{name}n{number}end", "strength": 5 - number} for number in range(2)
                ]
            case AnswerKind.PAIRS:
                cells = [
                    [f"mark{name}n{number}c{cell}end" for cell in range(len(screen.question.columns))]
                    for number in range(2)
                ]
                answers[screen.key] = [
                    {"id": f"row-{number:06}", "cells": row} for number, row in enumerate(cells)
                ]
    mother, partner = answers["felt_good", "mother-1"][0]["word"], answers["loved", ""][0]["word"]
    answers["same", ""] = [{"theirs": mother, "partner": partner, "same": True}]
    return answers


def question_named(name: str) -> Question:
    return QUESTIONS[name]


def part_mark(browser: Client, part: str) -> str:
    """Return the hash of a part's words from its form."""
    pattern = rf'name="part" value="{part}"><input type="hidden" name="mark" value="(\w+)"'
    match = re.search(pattern, compact(browser.get("/workup/picture/").content.decode()))
    assert match
    return match[1]
