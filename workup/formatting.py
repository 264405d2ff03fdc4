"""An answer as lines to read: what another device wrote, and what is taken away."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from workup.traits import STRENGTHS
from workup.types import Kind, Question


def in_words(question: Question, value: Any) -> list[str]:
    """Each part of an answer in words of its own; nothing for an empty one."""
    match question.kind:
        case _kind if value is None:
            return []
        case Kind.CHOICE:
            return [_(dict(question.options)[value])] if value in dict(question.options) else []
        case Kind.TRAITS:
            return [f"{row['word']} ({_(STRENGTHS[row['strength'] - 1])})" for row in value]
        case Kind.PEOPLE:
            return [row["name"] for row in value if row["name"]]
        case Kind.PAIRS:
            return [pair_in_words(question, row["cells"]) for row in value]
        case Kind.SAME:
            return [f"{row['theirs']} – {row['partner']}" for row in value if row["same"]]
    return [str(value)]


def pair_in_words(question: Question, cells: list[str]) -> str:
    labels = [_(label) for label, _example in question.columns]
    return "\n".join(f"{label}: {cell}" for label, cell in zip(labels, cells, strict=False) if cell)
