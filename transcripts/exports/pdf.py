"""Dialogues as a PDF, set like a short book: a title, the contents, and pages that count through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.pdf_renderer import PdfPages, PdfRenderer, merge_pdfs
from dialogues.transcript_types import TranscriptLine
from transcripts.exports import text
from transcripts.exports.types import AppData, ExportInfo, Progress, Transcript
from transcripts.layout import TurnGroup

ENTRIES_A_PIECE = 600  # entries of a room that are set at a time


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One dialogue in the contents."""

    name: str
    heading: str
    is_rtl: bool
    day: str
    page: int


class Book:
    """Dialogues one after the other, each from a new page; one that comes `alone` needs no title and no contents."""

    def __init__(self, about: ExportInfo, press: PdfRenderer, *, alone: bool = False) -> None:
        self.about, self.press, self.alone = about, press, alone
        self.sheets: list[PdfPages] = []
        self.contents: list[ContentsEntry] = []
        self.pages = 0

    def add(self, transcripts: Sequence[Transcript]) -> None:
        first = len(self.contents)
        dialogues = [
            dialogue_context(one, self.about, f"d{first + at}") for at, one in enumerate(transcripts)
        ]
        context = {"dialogues": dialogues}
        sheets = self.press.print("transcripts/pdf/dialogues.html", context, self.pages + 1)
        self.contents += [
            ContentsEntry(
                name=shown["name"],
                heading=shown["heading"],
                is_rtl=shown["is_rtl"],
                day=text.date_text(one.began_at),
                page=self.pages + 1 + sheets.places[shown["name"]].page,
            )
            for shown, one in zip(dialogues, transcripts, strict=True)
        ]
        self.sheets.append(sheets)
        self.pages += sheets.count

    def whole(self) -> bytes:
        if self.alone:
            return merge_pdfs(self.sheets)
        title = _("Dialogues of {pair}").format(pair=text.partner_names(self.about))
        context = {"title": title, "made": text.made_on(self.about), "contents": self.contents}
        front = self.press.print("transcripts/pdf/cover.html", context)
        return merge_pdfs([front, *self.sheets], [(one.heading, one.name) for one in self.contents])


def mine(about: ExportInfo, holdings: Sequence[AppData], press: PdfRenderer, progress: Progress) -> bytes:
    """What is one's own, room by room."""
    context = {"title": text.own_title(about), "made": text.made_on(about)}
    sheets, pages = [press.print("transcripts/pdf/cover.html", context)], 0
    pieces = [piece for one in holdings for piece in split_own_data(one)]
    for number, piece in enumerate(pieces, start=1):
        sheets.append(press.print("transcripts/pdf/own_data.html", piece, pages + 1))
        pages += sheets[-1].count
        progress(number, len(pieces))
    return merge_pdfs(sheets, [(one.title, one.name) for one in holdings])


def split_own_data(one: AppData) -> Iterator[dict[str, Any]]:
    """A room in pieces that are set one after the other; the first one has its title."""
    entries = list(text.outline(one.holds))
    for start in range(0, max(len(entries), 1), ENTRIES_A_PIECE):
        head = {} if start else {"name": one.name, "title": one.title}
        yield {"entries": entries[start : start + ENTRIES_A_PIECE], **head}


def dialogue_context(one: Transcript, about: ExportInfo, name: str) -> dict[str, Any]:
    """A dialogue as its template reads it."""
    heading = text.heading(one)
    return {
        "name": name,
        "heading": heading,
        "is_rtl": text.is_rtl(heading),
        "facts": text.dialogue_facts(one),
        "missing": text.missing_text(one, about),
        "rounds": [
            {
                "roles": text.role_text(round_, about),
                "chapters": [
                    {
                        "title": _(chapter.title) if chapter.title else "",
                        "turns": [group_context(passage, one) for passage in chapter.passages],
                    }
                    for chapter in round_.chapters
                ],
            }
            for round_ in one.book
        ],
    }


def group_context(passage: TurnGroup, one: Transcript) -> dict[str, Any]:
    every = [*passage.folded, passage.line]
    return {
        **turn_context(passage.line),
        "stands_out": passage.stands_out,
        "star": any(one.is_starred(line.seq) for line in every),
        "before": [turn_context(line) for line in passage.folded],
        "notes": [text.paragraphs(note) for note in (one.note(line.seq) for line in every) if note],
    }


def turn_context(line: TranscriptLine) -> dict[str, Any]:
    return {
        "slot": line.slot,
        "sentence": text.turn_sentence(line),
        "paragraphs": text.paragraphs(line.words or ""),
        "gone": text.erasure_text(line),
    }
