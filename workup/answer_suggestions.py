"""A person's own answers, as suggestions for forms they fill in. Nobody else sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from couples.models import User
from workup.models import Workup
from workup.queries import answers_of

AnswerSuggestions = dict[str, list[str]]  # by topic
MAX_SUGGESTIONS = 8  # of each topic


def answer_suggestions_of(user: User) -> AnswerSuggestions:
    """Return suggestions from the person's current workup; empty lists without one."""
    workup = Workup.objects.of(user).first()
    answers = answers_of(workup) if workup else {}
    today, childhood = answers.get(("today", ""), []), answers.get(("childhood", ""), [])
    return {
        "frustrations": first_distinct(cell(row, 0) for row in today),
        "reactions": first_distinct(cell(row, 1) for row in [*today, *childhood]),
        "fears": first_distinct(cell(row, 3) for row in today),
        "childhood": first_distinct(cell(row, 0) for row in childhood),
        "needs": first_distinct([answers.get(("needed", ""), "")]),
    }


def cell(row: Mapping[str, list[str]], column: int) -> str:
    """Return a cell of a row, or ""."""
    cells = row["cells"]
    return cells[column].strip() if len(cells) > column else ""


def first_distinct(words: Iterable[str]) -> list[str]:
    """Return the first few distinct words that aren't empty."""
    return list(dict.fromkeys(filter(None, words)))[:MAX_SUGGESTIONS]
