"""The workup as JSON and as a PDF, for oneself or for a therapist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.pdf_renderer import render_pdf
from workup.formatting import answer_lines
from workup.models import Workup
from workup.navigation import question_text
from workup.picture_context import PicturePage
from workup.queries import answers_of, people_in
from workup.sections import SAME, all_steps
from workup.types import Section

FORMAT, VERSION = "imago-workup", 1


@dataclass(frozen=True, slots=True)
class PrintedAnswer:
    """A question as it was asked, and the lines of its answer."""

    ask: str
    lines: list[str]


def answers_by_section(workup: Workup) -> Iterator[tuple[Section, list[PrintedAnswer]]]:
    """Yield each section that has answers, with them."""
    answers = answers_of(workup)
    found: dict[str, tuple[Section, list[PrintedAnswer]]] = {}
    for step in all_steps(people_in(answers)):
        lines = answer_lines(step.question, answers.get(step.key))
        if lines:
            found.setdefault(step.section.name, (step.section, []))[1].append(
                PrintedAnswer(question_text(step), lines)
            )
    yield from found.values()


def export_data(workups: list[Workup], portrait: PicturePage) -> dict[str, Any]:
    """All workups of one person, the current one first, in the schema of docs/workup.md."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "workups": [workup_data(workup) for workup in workups],
        "picture": [
            {
                "part": told.part.name,
                "title": told.part.title,
                "words": told.words,
                "confirmed": told.is_confirmed,
                "shared": told.shared is not None,
                "from": [
                    {"question": one.question, "about": one.about, "item": one.item}
                    for one in told.part.sources
                ],
            }
            for told in portrait.parts
        ],
    }


def workup_data(workup: Workup) -> dict[str, Any]:
    """Return one workup as it is exported."""
    answers = answers_of(workup)
    asked = {step.key: step for step in all_steps(people_in(answers))}
    order = {key: number for number, key in enumerate(asked)}
    return {
        "started_at": workup.started_at.isoformat(timespec="seconds"),
        "finished_at": workup.finished_at and workup.finished_at.isoformat(timespec="seconds"),
        "answers": [
            {
                "section": asked[key].section.name if key in asked else "",
                "question": key[0],
                "about": key[1],
                "asked": question_text(asked[key]) if key in asked else _(SAME.ask),
                "answer": value,
            }
            for key, value in sorted(answers.items(), key=lambda one: order.get(one[0], len(order)))
        ],
    }


def print_context(portrait: PicturePage, name: str) -> dict[str, Any]:
    """What the printed page of a workup shows."""
    return {
        "portrait": portrait,
        "book": answers_by_section(portrait.workup),
        "name": name,
        "made_at": timezone.now(),
    }


def render_workup_pdf(portrait: PicturePage, name: str) -> bytes:
    """A workup as a PDF. Raises PdfUnavailable."""
    return render_pdf("workup/pdf.html", print_context(portrait, name), "print/workup.css")
