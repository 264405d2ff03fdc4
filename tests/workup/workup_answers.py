"""Answers for tests: drawn at random, or each with a word of its own."""

from __future__ import annotations

import re
from typing import Any

from django.http import QueryDict
from django.test import Client
from hypothesis import strategies as st

from tests.markup import compact
from workup.answers import InvalidAnswer, check_answer, read_answer
from workup.sections import QUESTIONS, SAME, all_steps
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
truth: st.SearchStrategy[Any] = st.booleans()
words = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
PEOPLE = [{"id": "mother-1", "name": "Mother"}, {"id": "father-1", "name": "<b>Father</b> {x}"}]


def form(fields: list[tuple[str, str]]) -> QueryDict:
    """Fields as a browser would have sent them."""
    sent = QueryDict(mutable=True)
    for name, value in fields:
        sent.appendlist(name, value)
    return sent


def fields_of(question: Question) -> st.SearchStrategy[list[Any]]:
    """What someone may send for a question."""
    if question.kind is AnswerKind.WORDS:
        return words.map(lambda said: [("words", said)])
    if question.kind is AnswerKind.TRAITS:
        offers = [*question.offers[:6], *HOSTILE]
        picked = st.lists(
            st.tuples(st.one_of(st.sampled_from(offers), words), st.sampled_from("12345")), max_size=6
        )
        return picked.map(
            lambda rows: [
                pair for word, much in rows for pair in (("pick", word), ("word", word), ("strength", much))
            ]
        )
    if question.kind is AnswerKind.PAIRS:
        row = st.tuples(*[words for _ in question.columns])
        return st.lists(row, max_size=3).map(
            lambda rows: (
                [("pair", f"row-{at:06}") for at in range(len(rows))]
                + [(f"cell-{at}", cell) for row in rows for at, cell in enumerate(row)]
            )
        )
    if question.kind is AnswerKind.CHOICE:
        return st.sampled_from(["", *dict(question.options)]).map(lambda said: [("choice", said)])
    return st.sampled_from(["", "0", "10"]).map(lambda said: [("scale", said)])


def value_of(question: Question, fields: list[tuple[str, str]]) -> Any:
    """What is stored of it, or None when it is refused or empty."""
    try:
        value = read_answer(question, form(fields))
        check_answer(question, value)
    except InvalidAnswer:
        return None
    return value


@st.composite
def answers(draw: st.DrawFn) -> dict[tuple[str, str], Any]:
    """A workup's answers, as they are stored, some of them empty."""
    found: dict[tuple[str, str], Any] = {("caretakers", ""): PEOPLE}
    for step in all_steps({"caretakers": PEOPLE})[1:]:
        found[step.key] = value_of(step.question, draw(fields_of(step.question)))
    theirs = [row["word"] for one in PEOPLE for row in found["felt_good", one["id"]] or ()]
    own = [row["word"] for row in found["loved", ""] or ()]
    if theirs and own and draw(truth):
        same = {"theirs": theirs[0], "partner": own[0], "same": draw(truth)}
        found[SAME.name, ""] = [same]
    return {key: value for key, value in found.items() if value is not None}


def marked() -> dict[tuple[str, str], Any]:
    """Answers in which each item holds a word that stands nowhere else; `marks` tells which."""
    found: dict[tuple[str, str], Any] = {("caretakers", ""): PEOPLE}
    for step in all_steps({"caretakers": PEOPLE})[1:]:
        name = f"{step.question.name}x{step.about.replace('-', '')}"
        match step.question.kind:
            case AnswerKind.WORDS:
                found[step.key] = f"mark{name}end"
            case AnswerKind.TRAITS:
                found[step.key] = [{"word": f"mark{name}n{at}end", "strength": 5 - at} for at in range(2)]
            case AnswerKind.PAIRS:
                cells = [
                    [f"mark{name}n{at}c{cell}end" for cell in range(len(step.question.columns))]
                    for at in range(2)
                ]
                found[step.key] = [{"id": f"row-{at:06}", "cells": row} for at, row in enumerate(cells)]
    mother, partner = found["felt_good", "mother-1"][0]["word"], found["loved", ""][0]["word"]
    found["same", ""] = [{"theirs": mother, "partner": partner, "same": True}]
    return found


def asked(name: str) -> Question:
    return QUESTIONS[name]


def mark(browser: Client, part: str) -> str:
    """What the form of a part says of the words that stand above it."""
    form = rf'name="part" value="{part}"><input type="hidden" name="mark" value="(\w+)"'
    found = re.search(form, compact(browser.get("/workup/picture/").content.decode()))
    assert found
    return found[1]
