"""A person's exported workups in words for them to read: each question as it was asked, with its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from couples.letters import day_text
from workup.formatting import answer_lines
from workup.sections import QUESTIONS


def tell_workups(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return exported workups by heading, the picture of the current one, and what was shared and thanked for."""
    titles = {part["part"]: part["title"] for part in data["picture"]}
    return [
        *({began(workup): tell_answers(workup["answers"])} for workup in data["workups"]),
        {_("Your picture"): [{part["title"]: part["words"]} for part in data["picture"]]},
        {_("In your own words"): tell_parts(data["wordings"], titles)},
        {_("What you shared"): tell_parts(data["shared"], titles)},
        {_("Your thanks"): [{day_text(row["said_at"]): row["words"]} for row in data["thanks"]]},
    ]


def began(workup: Mapping[str, Any]) -> str:
    """Say when a workup was begun."""
    return _("Your answers, started {day}").format(day=day_text(workup["started_at"]))


def tell_answers(answers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return answers by question, by section."""
    return [
        {title or _("Your answers"): list(map(tell_answer, rows))}
        for title, rows in groupby(answers, key=lambda answer: answer["title"])
    ]


def tell_answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer's lines under its question."""
    question = QUESTIONS.get(answer["question"])
    value = answer["answer"]
    return {answer["asked"]: "\n".join(answer_lines(question, value)) if question else value}


def tell_parts(rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the words of parts of the picture by their titles."""
    return [{titles.get(row["part"]) or _("Earlier"): row["words"]} for row in rows]
