"""Navigation through the questionnaire: progress, and each question with the URLs around it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.text import isolate_direction
from couples.models import Partner
from workup.models import Answer, Workup
from workup.queries import answered_questions, people_of
from workup.sections import SECTIONS, all_screens
from workup.types import QuestionScreen, Section

Key = tuple[str, str]
LEFT_AT_THE_END = 0.5  # of the questionnaire: with less to answer, it may be ended
USUAL_PEOPLE = [{"id": "1", "name": ""}, {"id": "2", "name": ""}]
USUAL_MINUTES = sum(screen.question.minutes for screen in all_screens({"caretakers": USUAL_PEOPLE}))


@dataclass(frozen=True)
class SectionProgress:
    """A section's screens, and how many have an answer."""

    section: Section
    screens: Sequence[QuestionScreen]
    answered: int
    partner_name: str

    @property
    def title(self) -> str:
        return section_title(self.section, self.partner_name)

    @property
    def total(self) -> int:
        return len(self.screens)

    @property
    def url(self) -> str:
        return section_url(self.screens[0]) if self.screens else ""


class QuestionnaireCourse:
    """The screens of a person's questionnaire, and their progress. `rows` are all its answers, if already read."""

    def __init__(
        self, workup: Workup, rows: Sequence[Answer] | None = None, partner: Partner | None = None
    ) -> None:
        self.workup, self.partner = workup, partner
        self.people = people_of(workup, rows)
        self.screens = all_screens(self.people)
        self.answered = answered_questions(workup, rows)

    @cached_property
    def sections(self) -> list[SectionProgress]:
        sections = []
        for section in SECTIONS:
            own = [screen for screen in self.screens if screen.section is section]
            answered = sum(screen.key in self.answered for screen in own)
            sections.append(SectionProgress(section, own, answered, self.partner_name))
        return sections

    @property
    def has_begun(self) -> bool:
        return bool(self.answered)

    @cached_property
    def partner_name(self) -> str:
        return partner_name_in(self.workup, self.partner or Partner.objects.current(self.workup.user))

    @property
    def share_left(self) -> float:
        """How much isn't answered yet, from 1 down to 0, by the time it takes."""
        left = sum(screen.question.minutes for screen in self.screens if screen.key not in self.answered)
        return left / sum(screen.question.minutes for screen in self.screens)

    @property
    def minutes_left(self) -> int:
        """An estimate, rounded up to five minutes. It falls with each answer, however many people are named."""
        return math.ceil(USUAL_MINUTES * self.share_left / 5) * 5

    @property
    def may_finish(self) -> bool:
        """Whether enough is answered for a picture."""
        return self.share_left <= LEFT_AT_THE_END

    @property
    def resume_url(self) -> str:
        """The URL of the first unanswered question, or of the warning before its section."""
        screen = self.first_open(self.screens) or self.screens[0]
        return section_url(screen)

    def first_open(self, screens: Sequence[QuestionScreen]) -> QuestionScreen | None:
        return next((screen for screen in screens if screen.key not in self.answered), None)

    def place_of(self, question: str, about: str) -> QuestionPlace:
        """Return the screen of a question. Raises Http404 if it isn't asked about that person."""
        for number, screen in enumerate(self.screens):
            if screen.key == (question, about):
                return QuestionPlace(self, number)
        raise Http404

    def url_after(self, section: str) -> str:
        """Return the URL where the next section begins."""
        names = [other.name for other in SECTIONS]
        later = names[names.index(section) + 1 :]
        screen = next((screen for screen in self.screens if screen.section.name in later), None)
        return section_url(screen) if screen else reverse("workup:overview")


@dataclass(frozen=True)
class QuestionPlace:
    """One question on its screen."""

    course: QuestionnaireCourse
    number: int

    @property
    def screen(self) -> QuestionScreen:
        return self.course.screens[self.number]

    @property
    def url(self) -> str:
        return screen_url(self.screen)

    @property
    def text(self) -> str:
        return question_text(self.screen, self.course.partner_name)

    @property
    def progress(self) -> SectionProgress:
        return next(progress for progress in self.course.sections if progress.section is self.screen.section)

    @property
    def position(self) -> int:
        return [screen.key for screen in self.progress.screens].index(self.screen.key) + 1

    @property
    def previous_url(self) -> str:
        return screen_url(self.course.screens[self.number - 1]) if self.number else reverse("workup:overview")

    @property
    def next_url(self) -> str:
        next_screens = self.course.screens[self.number + 1 : self.number + 2]
        if not next_screens:
            return reverse("workup:overview")
        enters_section = next_screens[0].section is not self.screen.section
        return section_url(next_screens[0]) if enters_section else screen_url(next_screens[0])

    @property
    def is_last(self) -> bool:
        return self.number == len(self.course.screens) - 1

    @property
    def skip_url(self) -> str:
        return self.course.url_after(self.screen.section.name) if self.screen.section.warning else ""


def partner_name_in(workup: Workup, partner: Partner | None) -> str:
    """Return the name of the partner a workup is about, "" without one or if it was finished before they met here."""
    if partner is None or (workup.finished_at and workup.finished_at < partner.couple.created_at):
        return ""
    return partner.other().name


def question_text(screen: QuestionScreen, partner_name: str = "") -> str:
    """Return the question with the names in it."""
    who, partner = isolate_direction(screen.person_name), partner_name or _("your partner")
    return _(screen.question.text).format(who=who, partner=partner)


def section_title(section: Section, partner_name: str) -> str:
    """Return the title of a section with the partner's name."""
    return _(section.title).format(partner=partner_name or _("your partner"))


def screen_url(screen: QuestionScreen) -> str:
    """Return the URL of a screen."""
    name = "workup:answer_about" if screen.about else "workup:answer"
    return reverse(name, args=[part for part in screen.key if part])


def section_url(screen: QuestionScreen) -> str:
    """Return the URL where a section begins: its warning or its quiet minute, if it has one."""
    section = screen.section
    if section.warning or section.quiet:
        return reverse("workup:section_warning", args=[section.name])
    return screen_url(screen)
