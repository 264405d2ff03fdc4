"""The way through the questionnaire: progress, and each question with its neighbours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.text import isolate_direction
from workup.models import Workup
from workup.queries import answered_questions, people_of
from workup.sections import SECTIONS, all_steps
from workup.types import QuestionScreen, Section

Key = tuple[str, str]


@dataclass(frozen=True)
class SectionProgress:
    """A section's progress: answered and all questions, and where to continue."""

    section: Section
    steps: Sequence[QuestionScreen]
    done: int

    @property
    def all(self) -> int:
        return len(self.steps)

    @property
    def url(self) -> str:
        return section_url(self.steps[0]) if self.steps else ""


class QuestionnaireCourse:
    """A person's way through the questionnaire."""

    def __init__(self, workup: Workup) -> None:
        self.workup = workup
        self.people = people_of(workup)
        self.steps = all_steps(self.people)
        self.answered = answered_questions(workup)

    @cached_property
    def sections(self) -> list[SectionProgress]:
        found = []
        for section in SECTIONS:
            own = [step for step in self.steps if step.section is section]
            found.append(SectionProgress(section, own, sum(step.key in self.answered for step in own)))
        return found

    @property
    def begun(self) -> bool:
        return bool(self.answered)

    @property
    def minutes_left(self) -> int:
        """An estimate, in steps of five minutes."""
        left = sum(step.question.minutes for step in self.steps if step.key not in self.answered)
        return math.ceil(left / 5) * 5

    @property
    def next_open(self) -> str:
        """Where to continue: the first unanswered question, or the warning before a heavy section."""
        step = self.first_open(self.steps) or self.steps[0]
        return section_url(step)

    def first_open(self, steps: Sequence[QuestionScreen]) -> QuestionScreen | None:
        return next((step for step in steps if step.key not in self.answered), None)

    def at(self, question: str, about: str) -> QuestionPlace:
        """Return the screen of a question. Raises Http404 if it isn't asked about that person."""
        for number, step in enumerate(self.steps):
            if step.key == (question, about):
                return QuestionPlace(self, number)
        raise Http404

    def after(self, section: str) -> str:
        """Return where the next section begins."""
        names = [one.name for one in SECTIONS]
        later = names[names.index(section) + 1 :]
        step = next((step for step in self.steps if step.section.name in later), None)
        return section_url(step) if step else reverse("workup:overview")


@dataclass(frozen=True)
class QuestionPlace:
    """One question on its screen."""

    course: QuestionnaireCourse
    number: int

    @property
    def step(self) -> QuestionScreen:
        return self.course.steps[self.number]

    @property
    def url(self) -> str:
        return step_url(self.step)

    @property
    def ask(self) -> str:
        return question_text(self.step)

    @property
    def progress(self) -> SectionProgress:
        return next(one for one in self.course.sections if one.section is self.step.section)

    @property
    def position(self) -> int:
        return [step.key for step in self.progress.steps].index(self.step.key) + 1

    @property
    def before(self) -> str:
        return step_url(self.course.steps[self.number - 1]) if self.number else reverse("workup:overview")

    @property
    def after(self) -> str:
        following = self.course.steps[self.number + 1 : self.number + 2]
        if not following:
            return reverse("workup:overview")
        entered = following[0].section is not self.step.section
        return section_url(following[0]) if entered else step_url(following[0])

    @property
    def is_last(self) -> bool:
        return self.number == len(self.course.steps) - 1

    @property
    def skip(self) -> str:
        return self.course.after(self.step.section.name) if self.step.section.heavy else ""


def question_text(step: QuestionScreen) -> str:
    """Return the question with the person's name in it."""
    return _(step.question.ask).format(who=isolate_direction(step.who))


def step_url(step: QuestionScreen) -> str:
    """Return the URL of a screen."""
    name = "workup:answer_about" if step.about else "workup:answer"
    return reverse(name, args=[part for part in step.key if part])


def section_url(step: QuestionScreen) -> str:
    """Return where a section begins: at its warning, if it is heavy."""
    return reverse("workup:before", args=[step.section.name]) if step.section.heavy else step_url(step)
