"""Write a PDF like a book, with a cover, a table of contents and page numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pdf_renderer import PdfPages, PdfRenderer, merge_pdfs
from dialogues.transcript_types import TranscriptLine
from transcripts import labels
from transcripts.exports.types import (
    AppData,
    AppDataSource,
    ExportFile,
    ExportFormat,
    ExportInfo,
    Progress,
    Transcript,
)
from transcripts.transcript_layout import TurnGroup

STYLESHEET = "print/dialogues.css"
ENTRIES_PER_BATCH = 600  # entries of an app typeset at a time


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the table of contents."""

    name: str
    heading: str
    is_rtl: bool
    day: str
    page: int


class PdfFormat(ExportFormat):
    """Writes dialogues or personal data as a book."""

    name = suffix = "pdf"
    title = gettext_lazy("PDF")
    hint = gettext_lazy("Laid out like a book, to read or print.")
    content_type = "application/pdf"

    def write_dialogues(
        self, info: ExportInfo, batches: Iterable[Sequence[Transcript]], *, single: bool = False
    ) -> ExportFile:
        """Write a book; a single dialogue has no cover."""
        book = Book(info)
        for batch in batches:
            book.add(batch)
        return ExportFile(book.merge(with_cover=not single), not book.renderer.missing_glyphs)

    def write_own_data(self, info: ExportInfo, apps: AppDataSource, progress: Progress) -> ExportFile:
        """Write a book with a chapter for each app."""
        renderer, loaded = PdfRenderer(STYLESHEET), []
        for app in apps:
            loaded.append(app)
            progress(0, len(apps))
        context = {"title": labels.own_data_title(info), "export_date": labels.export_date_sentence(info)}
        sheets, pages = [renderer.render("transcripts/pdf/cover.html", context)], 0
        pieces = [piece for app in loaded for piece in split_own_data(app)]
        for number, piece in enumerate(pieces, start=1):
            sheets.append(renderer.render("transcripts/pdf/own_data.html", piece, pages + 1))
            pages += sheets[-1].count
            progress(number, len(pieces))
        content = merge_pdfs(sheets, [(app.title, app.name) for app in loaded])
        return ExportFile(content, not renderer.missing_glyphs)


class Book:
    """Dialogues, each starting on a new page, and their page numbers for the contents."""

    def __init__(self, info: ExportInfo) -> None:
        self.info, self.renderer = info, PdfRenderer(STYLESHEET)
        self.sheets: list[PdfPages] = []
        self.contents: list[ContentsEntry] = []
        self.pages = 0

    def add(self, transcripts: Sequence[Transcript]) -> None:
        """Typeset a batch of dialogues."""
        first = len(self.contents)
        dialogues = [
            dialogue_context(transcript, self.info, f"d{first + index}")
            for index, transcript in enumerate(transcripts)
        ]
        context = {"dialogues": dialogues}
        sheets = self.renderer.render("transcripts/pdf/dialogues.html", context, self.pages + 1)
        self.contents += [
            ContentsEntry(
                name=dialogue["name"],
                heading=dialogue["heading"],
                is_rtl=dialogue["is_rtl"],
                day=labels.date_text(transcript.began_at),
                page=self.pages + 1 + sheets.anchors[dialogue["name"]].page,
            )
            for dialogue, transcript in zip(dialogues, transcripts, strict=True)
        ]
        self.sheets.append(sheets)
        self.pages += sheets.count

    def merge(self, *, with_cover: bool) -> bytes:
        """Return the finished book. The cover includes the table of contents."""
        if not with_cover:
            return merge_pdfs(self.sheets)
        title = _("Dialogues of {pair}").format(pair=labels.partner_names(self.info))
        context = {
            "title": title,
            "export_date": labels.export_date_sentence(self.info),
            "contents": self.contents,
        }
        cover = self.renderer.render("transcripts/pdf/cover.html", context)
        return merge_pdfs([cover, *self.sheets], [(entry.heading, entry.name) for entry in self.contents])


def split_own_data(app: AppData) -> Iterator[dict[str, Any]]:
    """Yield an app's entries in batches to render one at a time; the first has the title."""
    entries = list(labels.outline(app.letter(app.data)))
    for start in range(0, max(len(entries), 1), ENTRIES_PER_BATCH):
        title = {} if start else {"name": app.name, "title": app.title}
        yield {"entries": entries[start : start + ENTRIES_PER_BATCH], **title}


def dialogue_context(transcript: Transcript, info: ExportInfo, name: str) -> dict[str, Any]:
    """Return a dialogue for its template."""
    heading = labels.heading(transcript)
    return {
        "name": name,
        "heading": heading,
        "is_rtl": labels.is_rtl(heading),
        "facts": labels.dialogue_facts(transcript),
        "missing": labels.missing_text(transcript, info),
        "rounds": [
            {
                "roles": labels.role_text(round_, info),
                "phases": [
                    {
                        "title": _(phase.title) if phase.title else "",
                        "turns": [group_context(group, transcript) for group in phase.groups],
                    }
                    for phase in round_.phases
                ],
            }
            for round_ in transcript.rounds
        ],
    }


def group_context(group: TurnGroup, transcript: Transcript) -> dict[str, Any]:
    """Return a turn for its template, with the turns folded under it and their notes."""
    lines = [*group.folded, group.line]
    return {
        **turn_context(group.line),
        "is_highlighted": group.is_highlighted,
        "is_bookmarked": any(transcript.is_bookmarked(line.seq) for line in lines),
        "folded": [turn_context(line) for line in group.folded],
        "notes": [labels.paragraphs(note) for note in (transcript.note(line.seq) for line in lines) if note],
    }


def turn_context(line: TranscriptLine) -> dict[str, Any]:
    """Return a turn's sentence and words for its template."""
    return {
        "slot": line.slot,
        "sentence": labels.turn_sentence(line),
        "paragraphs": labels.paragraphs(line.words or ""),
        "erasure": labels.erasure_text(line),
    }
