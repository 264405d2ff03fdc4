"""Form values of each kind of question."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from vault.fields import is_readable
from workup.answers import load_answer
from workup.models import Answer
from workup.navigation import QuestionPlace
from workup.traits import STRENGTHS, trait_key
from workup.types import AnswerKind, QuestionScreen


def question_context(place: QuestionPlace, seen: int, value: Any, **more: Any) -> dict[str, Any]:
    """Return the context of a question's page: its form values, and the version they are based on."""
    question = place.step.question
    return {
        "place": place,
        "question": question,
        "fields": FIELDS[question.kind](place.step, value),
        "template": f"workup/answer_types/{question.kind}.html",
        "seen": seen,
        "writer": secrets.token_urlsafe(16),
        **more,
    }


def stored_context(place: QuestionPlace, row: Answer, **more: Any) -> dict[str, Any]:
    """Return the context of a stored answer."""
    is_lost = not is_readable(row.value)
    return question_context(place, row.version, load_answer(row.value or ""), is_lost=is_lost, **more)


def words_fields(step: QuestionScreen, value: Any) -> Any:
    """Return the text."""
    return value or ""


def traits_fields(step: QuestionScreen, value: Any) -> dict[str, Any]:
    """Return the chips to pick from, the person's own among them, with strengths of those picked."""
    picked = {trait_key(row["word"]): row for row in value or ()}
    offers = [_(word) for word in step.question.offers]
    own = [row["word"] for key, row in picked.items() if key not in {trait_key(word) for word in offers}]
    chips = [
        (picked[trait_key(word)]["word"], True) if trait_key(word) in picked else (word, False)
        for word in [*offers, *own]
    ]
    return {"chips": chips, "picked": value or [], "strengths": [_(words) for words in STRENGTHS]}


def pairs_fields(step: QuestionScreen, value: Any) -> list[dict[str, Any]]:
    """Return the rows and an empty one to continue with."""
    rows = [*(value or ()), {"id": "", "cells": [""] * len(step.question.columns)}]
    labels = [
        (f"cell-{at}", _(label), _(example)) for at, (label, example) in enumerate(step.question.columns)
    ]
    return [
        {
            "id": row["id"],
            "cells": [(*label, cell) for label, cell in zip(labels, row["cells"], strict=False)],
        }
        for row in rows
    ]


def choice_fields(step: QuestionScreen, value: Any) -> list[tuple[str, str, bool]]:
    """Return the options and which one is chosen."""
    options = [(name, _(words), name == value) for name, words in step.question.options]
    return [*options, ("", _("I leave this open"), value is None)]


def scale_fields(step: QuestionScreen, value: Any) -> list[tuple[int | str, str, bool]]:
    """Return the scale's numbers and which one is chosen."""
    numbers = [(number, str(number), number == value) for number in range(11)]
    return [*numbers, ("", _("I leave this open"), value is None)]


def people_fields(step: QuestionScreen, value: Any) -> dict[str, Any]:
    """Return the people named and the suggestions."""
    names = {trait_key(one["name"]) for one in value or ()}
    return {
        "rows": [*(value or ()), {"id": "", "name": ""}],
        "offers": [_(name) for name in step.question.offers if trait_key(_(name)) not in names],
    }


FIELDS: Mapping[AnswerKind, Any] = {
    AnswerKind.WORDS: words_fields,
    AnswerKind.TRAITS: traits_fields,
    AnswerKind.PAIRS: pairs_fields,
    AnswerKind.CHOICE: choice_fields,
    AnswerKind.SCALE: scale_fields,
    AnswerKind.PEOPLE: people_fields,
}
