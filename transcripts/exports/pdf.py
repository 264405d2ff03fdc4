"""PDF: a book with a cover, contents and continuous page numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pdf_renderer import PdfPages, PdfRenderer, merge_pdfs
from dialogues.transcript_types import TranscriptLine
from transcripts import phrases
from transcripts.exports.types import (
    AppData,
    AppDataSource,
    ExportFile,
    ExportFormat,
    ExportInfo,
    Progress,
    Transcript,
)
from transcripts.layout import TurnGroup

STYLESHEET = "print/dialogues.css"
ENTRIES_A_PIECE = 600  # entries of a room that are set at a time


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A dialogue in the contents."""

    name: str
    heading: str
    is_rtl: bool
    day: str
    page: int


class PdfFormat(ExportFormat):
    """Dialogues or personal data as a book."""

    name = suffix = "pdf"
    title = gettext_lazy("PDF")
    hint = gettext_lazy("Set like a book, to read and to print.")
    content_type = "application/pdf"

    def write_dialogues(
        self, info: ExportInfo, batches: Iterable[Sequence[Transcript]], *, single: bool = False
    ) -> ExportFile:
        """A book; a single dialogue has no cover."""
        book = Book(info)
        for batch in batches:
            book.add(batch)
        return ExportFile(book.merge(with_cover=not single), not book.renderer.missing_glyphs)

    def write_own_data(self, info: ExportInfo, apps: AppDataSource, progress: Progress) -> ExportFile:
        """A book with a chapter for each app."""
        renderer, loaded = PdfRenderer(STYLESHEET), []
        for app in apps:
            loaded.append(app)
            progress(0, len(apps))
        context = {"title": phrases.own_title(info), "made": phrases.made_on(info)}
        sheets, pages = [renderer.render("transcripts/pdf/cover.html", context)], 0
        pieces = [piece for app in loaded for piece in split_own_data(app)]
        for number, piece in enumerate(pieces, start=1):
            sheets.append(renderer.render("transcripts/pdf/own_data.html", piece, pages + 1))
            pages += sheets[-1].count
            progress(number, len(pieces))
        content = merge_pdfs(sheets, [(app.title, app.name) for app in loaded])
        return ExportFile(content, not renderer.missing_glyphs)


class Book:
    """Dialogues one after another, each on a new page, with their page numbers for the contents."""

    def __init__(self, info: ExportInfo) -> None:
        self.info, self.renderer = info, PdfRenderer(STYLESHEET)
        self.sheets: list[PdfPages] = []
        self.contents: list[ContentsEntry] = []
        self.pages = 0

    def add(self, transcripts: Sequence[Transcript]) -> None:
        """Set a batch of dialogues, continuing the page numbers."""
        first = len(self.contents)
        dialogues = [dialogue_context(one, self.info, f"d{first + at}") for at, one in enumerate(transcripts)]
        context = {"dialogues": dialogues}
        sheets = self.renderer.render("transcripts/pdf/dialogues.html", context, self.pages + 1)
        self.contents += [
            ContentsEntry(
                name=shown["name"],
                heading=shown["heading"],
                is_rtl=shown["is_rtl"],
                day=phrases.date_text(one.began_at),
                page=self.pages + 1 + sheets.anchors[shown["name"]].page,
            )
            for shown, one in zip(dialogues, transcripts, strict=True)
        ]
        self.sheets.append(sheets)
        self.pages += sheets.count

    def merge(self, *, with_cover: bool) -> bytes:
        """The whole book; a title page and the contents come first if wanted."""
        if not with_cover:
            return merge_pdfs(self.sheets)
        title = _("Dialogues of {pair}").format(pair=phrases.partner_names(self.info))
        context = {"title": title, "made": phrases.made_on(self.info), "contents": self.contents}
        cover = self.renderer.render("transcripts/pdf/cover.html", context)
        return merge_pdfs([cover, *self.sheets], [(one.heading, one.name) for one in self.contents])


def split_own_data(one: AppData) -> Iterator[dict[str, Any]]:
    """An app's entries in pieces that are rendered one at a time; the first has the title."""
    entries = list(phrases.outline(one.holds))
    for start in range(0, max(len(entries), 1), ENTRIES_A_PIECE):
        head = {} if start else {"name": one.name, "title": one.title}
        yield {"entries": entries[start : start + ENTRIES_A_PIECE], **head}


def dialogue_context(one: Transcript, info: ExportInfo, name: str) -> dict[str, Any]:
    """A dialogue as its template reads it."""
    heading = phrases.heading(one)
    return {
        "name": name,
        "heading": heading,
        "is_rtl": phrases.is_rtl(heading),
        "facts": phrases.dialogue_facts(one),
        "missing": phrases.missing_text(one, info),
        "rounds": [
            {
                "roles": phrases.role_text(round_, info),
                "phases": [
                    {
                        "title": _(phase.title) if phase.title else "",
                        "turns": [group_context(group, one) for group in phase.groups],
                    }
                    for phase in round_.phases
                ],
            }
            for round_ in one.rounds
        ],
    }


def group_context(group: TurnGroup, one: Transcript) -> dict[str, Any]:
    """A turn with what was folded under it, and the notes on both."""
    every = [*group.folded, group.line]
    return {
        **turn_context(group.line),
        "stands_out": group.stands_out,
        "star": any(one.is_starred(line.seq) for line in every),
        "before": [turn_context(line) for line in group.folded],
        "notes": [phrases.paragraphs(note) for note in (one.note(line.seq) for line in every) if note],
    }


def turn_context(line: TranscriptLine) -> dict[str, Any]:
    """A turn's sentence and words."""
    return {
        "slot": line.slot,
        "sentence": phrases.turn_sentence(line),
        "paragraphs": phrases.paragraphs(line.words or ""),
        "gone": phrases.erasure_text(line),
    }
