"""What the pages of the questionnaire show: how far somebody is, and one question with its neighbours."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from workup.models import Answer, Workup
from workup.questions import Kind, Section, Step
from workup.saving import answered, people_of
from workup.sections import SECTIONS, steps
from workup.traits import STRENGTHS, plain

Key = tuple[str, str]


@dataclass(frozen=True)
class Progress:
    """How far somebody is in a section: questions answered of all, and the step to go on with, if there is one."""

    section: Section
    steps: Sequence[Step]
    done: int

    @property
    def all(self) -> int:
        return len(self.steps)

    @property
    def url(self) -> str:
        return entrance(self.steps[0]) if self.steps else ""


class Course:
    """A person's way through the questionnaire."""

    def __init__(self, workup: Workup) -> None:
        self.workup = workup
        self.people = people_of(workup)
        self.steps = steps(self.people)
        self.answered = answered(workup)

    @cached_property
    def sections(self) -> list[Progress]:
        found = []
        for section in SECTIONS:
            own = [step for step in self.steps if step.section is section]
            found.append(Progress(section, own, sum(step.key in self.answered for step in own)))
        return found

    @property
    def begun(self) -> bool:
        return bool(self.answered)

    @property
    def minutes_left(self) -> int:
        """A guess, in steps of five minutes."""
        left = sum(step.question.minutes for step in self.steps if step.key not in self.answered)
        return math.ceil(left / 5) * 5

    @property
    def next_open(self) -> str:
        """Where to go on: the first question without an answer, by the door of its section where that is entered."""
        step = next((step for step in self.steps if step.key not in self.answered), self.steps[0])
        first = next(one for one in self.steps if one.section is step.section)
        return entrance(step) if step is first else url_of(step)

    def at(self, question: str, about: str) -> Place:
        """The screen of one question. Http404 when it is asked of nobody there."""
        for number, step in enumerate(self.steps):
            if step.key == (question, about):
                return Place(self, number)
        raise Http404

    def after(self, section: str) -> str:
        """Where the next section begins."""
        names = [one.name for one in SECTIONS]
        later = names[names.index(section) + 1 :]
        step = next((step for step in self.steps if step.section.name in later), None)
        return entrance(step) if step else reverse("workup:overview")


@dataclass(frozen=True)
class Place:
    """One question on its screen."""

    course: Course
    number: int

    @property
    def step(self) -> Step:
        return self.course.steps[self.number]

    @property
    def url(self) -> str:
        return url_of(self.step)

    @property
    def ask(self) -> str:
        return ask_of(self.step)

    @property
    def progress(self) -> Progress:
        return next(one for one in self.course.sections if one.section is self.step.section)

    @property
    def position(self) -> int:
        return [step.key for step in self.progress.steps].index(self.step.key) + 1

    @property
    def before(self) -> str:
        return url_of(self.course.steps[self.number - 1]) if self.number else reverse("workup:overview")

    @property
    def after(self) -> str:
        following = self.course.steps[self.number + 1 : self.number + 2]
        if not following:
            return reverse("workup:overview")
        entered = following[0].section is not self.step.section
        return entrance(following[0]) if entered else url_of(following[0])

    @property
    def skip(self) -> str:
        return self.course.after(self.step.section.name) if self.step.section.heavy else ""


def ask_of(step: Step) -> str:
    return _(step.question.ask).format(who=step.who)


def url_of(step: Step) -> str:
    name = "workup:answer_about" if step.about else "workup:answer"
    return reverse(name, args=[part for part in step.key if part])


def entrance(step: Step) -> str:
    """Where a section is entered: before a heavy one stands a word."""
    return reverse("workup:before", args=[step.section.name]) if step.section.heavy else url_of(step)


def context(place: Place, row: Answer, value: Any, **more: Any) -> dict[str, Any]:
    """All that the page of a question needs. `value` is what stands in its form."""
    question = place.step.question
    return {
        "place": place,
        "question": question,
        "fields": FIELDS[question.kind](place.step, value),
        "template": f"workup/kinds/{question.kind}.html",
        "version": row.version,
        "writer": secrets.token_urlsafe(16),
        **more,
    }


def words_fields(step: Step, value: Any) -> Any:
    return value or ""


def traits_fields(step: Step, value: Any) -> dict[str, Any]:
    """Chips to pick, the person's own among them, and how strong those are that are picked."""
    picked = {plain(row["word"]): row for row in value or ()}
    offers = [_(word) for word in step.question.offers]
    own = [row["word"] for key, row in picked.items() if key not in {plain(word) for word in offers}]
    chips = [
        (picked[plain(word)]["word"], True) if plain(word) in picked else (word, False)
        for word in [*offers, *own]
    ]
    return {"chips": chips, "picked": value or [], "strengths": [_(words) for words in STRENGTHS]}


def pairs_fields(step: Step, value: Any) -> list[dict[str, Any]]:
    """The rows that there are, and an empty one to go on with."""
    rows = [*(value or ()), {"id": "", "cells": [""] * len(step.question.columns)}]
    labels = [
        (f"cell-{at}", _(label), _(example)) for at, (label, example) in enumerate(step.question.columns)
    ]
    return [
        {"id": row["id"], "cells": [(*label, cell) for label, cell in zip(labels, row["cells"], strict=True)]}
        for row in rows
    ]


def choice_fields(step: Step, value: Any) -> list[tuple[str, str, bool]]:
    options = [(name, _(words), name == value) for name, words in step.question.options]
    return [*options, ("", _("I leave this open"), value is None)]


def scale_fields(step: Step, value: Any) -> list[tuple[int | str, str, bool]]:
    numbers = [(number, str(number), number == value) for number in range(11)]
    return [*numbers, ("", _("I leave this open"), value is None)]


def people_fields(step: Step, value: Any) -> dict[str, Any]:
    names = {plain(one["name"]) for one in value or ()}
    return {
        "rows": [*(value or ()), {"id": "", "name": ""}],
        "offers": [_(name) for name in step.question.offers if plain(_(name)) not in names],
    }


FIELDS: Mapping[Kind, Any] = {
    Kind.WORDS: words_fields,
    Kind.TRAITS: traits_fields,
    Kind.PAIRS: pairs_fields,
    Kind.CHOICE: choice_fields,
    Kind.SCALE: scale_fields,
    Kind.PEOPLE: people_fields,
}


def in_words(step: Step, value: Any) -> list[str]:
    """An answer as lines to read: what another device wrote, and the take-away."""
    question = step.question
    if value is None:
        return []
    if question.kind is Kind.CHOICE:
        return [_(dict(question.options)[value])] if value in dict(question.options) else [value]
    if question.kind is Kind.SCALE:
        return [str(value)]
    if question.kind is Kind.WORDS:
        return [str(value)]
    if question.kind is Kind.TRAITS:
        return [f"{row['word']} ({_(STRENGTHS[row['strength'] - 1])})" for row in value]
    if question.kind is Kind.PEOPLE:
        return [row["name"] for row in value]
    labels = [_(label) for label, _example in question.columns]
    return [
        "\n".join(f"{label}: {cell}" for label, cell in zip(labels, row["cells"], strict=True) if cell)
        for row in value
    ]
