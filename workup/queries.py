"""Reads a workup's answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vault.fields import is_readable
from workup.answers import Answers, load_answer
from workup.models import Answer, Workup
from workup.sections import LIKENESS_QUESTION, PEOPLE_QUESTIONS, SECTION_OF, Person


def given_answers(workup: Workup) -> list[Answer]:
    """Return the rows of all answers that aren't empty. The functions below accept them, to avoid another query."""
    return list(workup.answers.filter(value__isnull=False))


def answers_of(
    workup: Workup, rows: Iterable[Answer] | None = None, *, named_only: bool = True
) -> dict[tuple[str, str], Any]:
    """Return all answers that aren't empty, decrypted.

    Without those about removed people; those about people whose name is empty only if not `named_only`.
    """
    rows = given_answers(workup) if rows is None else rows
    answers = {(row.question, row.about): load_answer(row.value) for row in rows if is_readable(row.value)}
    ids = {
        name: {person["id"] for person in people}
        for name, people in people_in(answers, named_only=named_only).items()
    }
    return {key: value for key, value in answers.items() if is_applicable(*key, ids)}


def people_in(answers: Answers, *, named_only: bool = True) -> dict[str, list[Person]]:
    """Return the people named in these answers, by the question that asks for them."""
    return {
        name: [person for person in answers.get((name, ""), ()) if person["name"] or not named_only]
        for name in PEOPLE_QUESTIONS
    }


def is_applicable(question: str, about: str, ids: dict[str, set[str]]) -> bool:
    """Return whether this question is asked about this person, or about nobody."""
    section = SECTION_OF.get(question)
    if section is None:
        return question == LIKENESS_QUESTION.name and not about
    return about in ids[section.people_question] if section.people_question else not about


def people_of(workup: Workup, rows: Iterable[Answer] | None = None) -> dict[str, list[Person]]:
    """Return the people named so far, by the question that asks for them."""
    if rows is None:
        rows = workup.answers.filter(question__in=PEOPLE_QUESTIONS, value__isnull=False)
    asked = [row for row in rows if row.question in PEOPLE_QUESTIONS]
    return people_in({(row.question, ""): load_answer(row.value) for row in asked if is_readable(row.value)})


def all_readable(workup: Workup, rows: Iterable[Answer] | None = None) -> bool:
    """Return whether all answers can be decrypted. Otherwise nothing derived from an answer is deleted."""
    return all(is_readable(row.value) for row in (given_answers(workup) if rows is None else rows))


def answered_questions(workup: Workup, rows: Iterable[Answer] | None = None) -> set[tuple[str, str]]:
    """Return which questions have an answer, without decrypting any."""
    if rows is None:
        return set(workup.answers.filter(value__isnull=False).values_list("question", "about"))
    return {(row.question, row.about) for row in rows}


def answer_or_new(workup: Workup, question: str, about: str = "") -> Answer:
    """Return the answer's row, or an unsaved empty one."""
    answer = workup.answers.filter(question=question, about=about).first()
    return answer or Answer(workup=workup, question=question, about=about)
