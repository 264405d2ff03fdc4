"""The whole workup to take away, as JSON and as a PDF: for oneself, or for a therapist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from workup.formatting import answer_lines
from workup.models import Workup
from workup.navigation import question_text
from workup.picture_context import PicturePage
from workup.queries import answers_of, people_in
from workup.sections import SAME, all_steps
from workup.types import Section

FORMAT, VERSION = "imago-workup", 1


class CannotPrint(Exception):
    """This machine lacks what it takes to make a PDF."""


@dataclass(frozen=True, slots=True)
class PrintedAnswer:
    """A question as it was asked, with its answer in lines."""

    ask: str
    lines: list[str]


def answers_by_section(workup: Workup) -> Iterator[tuple[Section, list[PrintedAnswer]]]:
    """The answers section by section, without what is empty."""
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
    """All workups of a person, the present one first, by the schema in docs/workup.md."""
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


def render_html(portrait: PicturePage, name: str) -> str:
    """The present workup as one page of HTML, as it is printed."""
    context = {
        "portrait": portrait,
        "book": answers_by_section(portrait.workup),
        "name": name,
        "made_at": timezone.now(),
    }
    return render_to_string("workup/pdf.html", context)


def render_workup_pdf(portrait: PicturePage, name: str) -> bytes:
    """The present workup as a PDF, made in memory. Raises CannotPrint where Pango is missing."""
    try:
        from weasyprint import CSS, HTML
    except OSError as error:
        raise CannotPrint from error
    page = HTML(string=render_html(portrait, name), url_fetcher=fetch_nothing)
    return bytes(page.write_pdf(stylesheets=[CSS(filename=finders.find("print/workup.css"))]))


def fetch_nothing(url: str, *_args: object, **_names: object) -> dict[str, Any]:
    """A PDF is made of what is in it."""
    raise ValueError("A PDF asks nobody for anything.")
