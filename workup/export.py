"""The workup as JSON and as a PDF, to keep or to show to a therapist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.pdf_renderer import render_pdf
from couples.models import Partner
from workup.formatting import answer_lines
from workup.models import Workup
from workup.navigation import partner_name_in, question_text, section_title
from workup.picture_context import PicturePage
from workup.queries import answers_of, people_in
from workup.sections import LIKENESS_QUESTION, all_screens

FORMAT, VERSION = "imago-workup", 1


@dataclass(frozen=True, slots=True)
class PrintedAnswer:
    """A question as it was asked, and the lines of its answer."""

    question: str
    lines: list[str]


def answers_by_section(page: PicturePage) -> Iterator[tuple[str, list[PrintedAnswer]]]:
    """Yield the title of each section that has answers, with them."""
    sections: dict[str, list[PrintedAnswer]] = {}
    for screen in all_screens(people_in(page.answers)):
        if lines := answer_lines(screen.question, page.answers.get(screen.key)):
            title = section_title(screen.section, page.partner_name)
            answer = PrintedAnswer(question_text(screen, page.partner_name), lines)
            sections.setdefault(title, []).append(answer)
    yield from sections.items()


def export_data(workups: list[Workup], page: PicturePage) -> dict[str, Any]:
    """Return all workups of one person, the current one first, in the schema of docs/workup.md."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "workups": [workup_data(workup, page.partner) for workup in workups],
        "picture": [
            {
                "part": details.part.name,
                "title": details.part.title,
                "words": details.words,
                "confirmed": details.is_confirmed,
                "shared": details.shared is not None,
                "from": [
                    {"question": source.question, "about": source.about, "item": source.item}
                    for source in details.part.sources
                ],
            }
            for details in page.parts
        ],
    }


def workup_data(workup: Workup, partner: Partner | None) -> dict[str, Any]:
    """Return one workup as it is exported."""
    answers, name = answers_of(workup), partner_name_in(workup, partner)
    screens = {screen.key: screen for screen in all_screens(people_in(answers))}
    order = {key: number for number, key in enumerate(screens)}
    return {
        "started_at": workup.started_at.isoformat(timespec="seconds"),
        "finished_at": workup.finished_at and workup.finished_at.isoformat(timespec="seconds"),
        "answers": [
            {
                "section": screens[key].section.name if key in screens else "",
                "title": section_title(screens[key].section, name) if key in screens else "",
                "question": key[0],
                "about": key[1],
                "asked": question_text(screens[key], name) if key in screens else _(LIKENESS_QUESTION.text),
                "answer": value,
            }
            for key, value in sorted(answers.items(), key=lambda item: order.get(item[0], len(order)))
        ],
    }


def print_context(page: PicturePage, name: str) -> dict[str, Any]:
    """Return the context of the printed workup."""
    return {
        "page": page,
        "sections": answers_by_section(page),
        "name": name,
        "made_at": timezone.now(),
    }


def render_workup_pdf(page: PicturePage, name: str) -> bytes:
    """Return a workup as a PDF. Raises PdfUnavailable."""
    return render_pdf("workup/pdf.html", print_context(page, name), "print/workup.css")
