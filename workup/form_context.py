"""The form context of each kind of question."""

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


def question_context(place: QuestionPlace, seen: int, value: Any, **extra: Any) -> dict[str, Any]:
    """Return the context of a question's page: its form values, and the version they are based on."""
    question = place.screen.question
    return {
        "place": place,
        "question": question,
        "fields": FIELD_BUILDERS[question.kind](place.screen, value),
        "template": f"workup/answer_types/{question.kind}.html",
        "seen": seen,
        "writer": secrets.token_urlsafe(16),
        **extra,
    }


def stored_context(place: QuestionPlace, row: Answer, **extra: Any) -> dict[str, Any]:
    """Return the context of a stored answer."""
    is_unreadable = not is_readable(row.value)
    return question_context(
        place, row.version, load_answer(row.value or ""), is_unreadable=is_unreadable, **extra
    )


def words_fields(screen: QuestionScreen, value: Any) -> Any:
    """Return the text."""
    return value or ""


def traits_fields(screen: QuestionScreen, value: Any) -> dict[str, Any]:
    """Return the words to pick from, including the person's own, and the picked ones with their strengths."""
    picked = {trait_key(row["word"]): row for row in value or ()}
    suggestions = [_(word) for word in screen.question.suggestions]
    own = [row["word"] for key, row in picked.items() if key not in {trait_key(word) for word in suggestions}]
    chips = [
        (picked[trait_key(word)]["word"], True) if trait_key(word) in picked else (word, False)
        for word in [*suggestions, *own]
    ]
    return {"chips": chips, "picked": value or [], "strengths": [_(label) for label in STRENGTHS]}


def pairs_fields(screen: QuestionScreen, value: Any) -> list[dict[str, Any]]:
    """Return the rows and an empty one to continue with."""
    rows = [*(value or ()), {"id": "", "cells": [""] * len(screen.question.columns)}]
    labels = [
        (f"cell-{number}", _(label), _(example))
        for number, (label, example) in enumerate(screen.question.columns)
    ]
    return [
        {
            "id": row["id"],
            "cells": [(*label, cell) for label, cell in zip(labels, row["cells"], strict=False)],
        }
        for row in rows
    ]


def choice_fields(screen: QuestionScreen, value: Any) -> list[tuple[str, str, bool]]:
    """Return the options and which one is chosen."""
    options = [(name, _(label), name == value) for name, label in screen.question.options]
    return [*options, ("", _("Skip this"), value is None)]


def scale_fields(screen: QuestionScreen, value: Any) -> list[tuple[int | str, str, bool]]:
    """Return the scale's numbers and which one is chosen."""
    numbers = [(number, str(number), number == value) for number in range(11)]
    return [*numbers, ("", _("Skip this"), value is None)]


def people_fields(screen: QuestionScreen, value: Any) -> dict[str, Any]:
    """Return the people named and the suggestions."""
    names = {trait_key(person["name"]) for person in value or ()}
    return {
        "rows": [*(value or ()), {"id": "", "name": ""}],
        "suggestions": [_(name) for name in screen.question.suggestions if trait_key(_(name)) not in names],
    }


FIELD_BUILDERS: Mapping[AnswerKind, Any] = {
    AnswerKind.WORDS: words_fields,
    AnswerKind.TRAITS: traits_fields,
    AnswerKind.PAIRS: pairs_fields,
    AnswerKind.CHOICE: choice_fields,
    AnswerKind.SCALE: scale_fields,
    AnswerKind.PEOPLE: people_fields,
}
