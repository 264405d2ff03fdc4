"""A person's own answers, offered to them alone where they prepare something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from couples.models import User
from workup.models import Workup
from workup.queries import answers_of

Suggestions = dict[str, list[str]]  # by what they are about
MAX_SUGGESTIONS = 8  # of each


def suggestions_of(user: User) -> Suggestions:
    """Return what the person wrote in their current workup; all empty without one."""
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
    """Return the first few that aren't empty, without repetition."""
    return list(dict.fromkeys(filter(None, words)))[:MAX_SUGGESTIONS]
