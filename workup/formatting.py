"""Formats answers as lines of text."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from workup.traits import STRENGTHS
from workup.types import AnswerKind, Question


def answer_lines(question: Question, value: Any) -> list[str]:
    """Return each part of an answer as a line; nothing for an empty one."""
    match question.kind:
        case _kind if value is None:
            return []
        case AnswerKind.CHOICE:
            return [_(dict(question.options)[value])] if value in dict(question.options) else []
        case AnswerKind.TRAITS:
            return [f"{row['word']} ({_(STRENGTHS[row['strength'] - 1])})" for row in value]
        case AnswerKind.PEOPLE:
            return [row["name"] for row in value if row["name"]]
        case AnswerKind.PAIRS:
            return [pair_line(question, row["cells"]) for row in value]
        case AnswerKind.JUDGEMENTS:
            return [f"{row['theirs']} – {row['partner']}" for row in value if row["same"]]
    return [str(value)]


def pair_line(question: Question, cells: list[str]) -> str:
    """Return a pair's cells as one line."""
    labels = [_(label) for label, _example in question.columns]
    return "\n".join(f"{label}: {cell}" for label, cell in zip(labels, cells, strict=False) if cell)
