"""Dialogues as a PDF, set like a short book: a title, the contents, and pages that count through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.pdf_renderer import Press, Sheets, bound
from dialogues.transcript_types import TranscriptLine
from transcripts.exports import text
from transcripts.exports.types import About, Holding, Progress, Transcript
from transcripts.layout import Passage

TOGETHER = 600  # entries of a room that are set at a time


@dataclass(frozen=True, slots=True)
class Entry:
    """One dialogue in the contents."""

    name: str
    heading: str
    is_rtl: bool
    day: str
    page: int


class Book:
    """Dialogues one after the other, each from a new page; one that comes `alone` needs no title and no contents."""

    def __init__(self, about: About, press: Press, *, alone: bool = False) -> None:
        self.about, self.press, self.alone = about, press, alone
        self.sheets: list[Sheets] = []
        self.contents: list[Entry] = []
        self.pages = 0

    def add(self, transcripts: Sequence[Transcript]) -> None:
        first = len(self.contents)
        dialogues = [printed(one, self.about, f"d{first + at}") for at, one in enumerate(transcripts)]
        context = {"dialogues": dialogues}
        sheets = self.press.print("transcripts/pdf/dialogues.html", context, self.pages + 1)
        self.contents += [
            Entry(
                name=shown["name"],
                heading=shown["heading"],
                is_rtl=shown["is_rtl"],
                day=text.when(one.began_at),
                page=self.pages + 1 + sheets.places[shown["name"]].page,
            )
            for shown, one in zip(dialogues, transcripts, strict=True)
        ]
        self.sheets.append(sheets)
        self.pages += sheets.count

    def whole(self) -> bytes:
        if self.alone:
            return bound(self.sheets)
        title = _("Dialogues of {pair}").format(pair=text.pair(self.about))
        context = {"title": title, "made": text.made(self.about), "contents": self.contents}
        front = self.press.print("transcripts/pdf/cover.html", context)
        return bound([front, *self.sheets], [(one.heading, one.name) for one in self.contents])


def mine(about: About, holdings: Sequence[Holding], press: Press, progress: Progress) -> bytes:
    """What is one's own, room by room."""
    context = {"title": text.yours(about), "made": text.made(about)}
    sheets, pages = [press.print("transcripts/pdf/cover.html", context)], 0
    pieces = [piece for one in holdings for piece in pieces_of(one)]
    for number, piece in enumerate(pieces, start=1):
        sheets.append(press.print("transcripts/pdf/own_data.html", piece, pages + 1))
        pages += sheets[-1].count
        progress(number, len(pieces))
    return bound(sheets, [(one.title, one.name) for one in holdings])


def pieces_of(one: Holding) -> Iterator[dict[str, Any]]:
    """A room in pieces that are set one after the other; the first one has its title."""
    entries = list(text.outline(one.holds))
    for start in range(0, max(len(entries), 1), TOGETHER):
        head = {} if start else {"name": one.name, "title": one.title}
        yield {"entries": entries[start : start + TOGETHER], **head}


def printed(one: Transcript, about: About, name: str) -> dict[str, Any]:
    """A dialogue as its template reads it."""
    heading = text.heading(one)
    return {
        "name": name,
        "heading": heading,
        "is_rtl": text.is_rtl(heading),
        "facts": text.facts(one),
        "missing": text.missing(one, about),
        "rounds": [
            {
                "roles": text.roles(round_, about),
                "chapters": [
                    {
                        "title": _(chapter.title) if chapter.title else "",
                        "turns": [turn(passage, one) for passage in chapter.passages],
                    }
                    for chapter in round_.chapters
                ],
            }
            for round_ in one.book
        ],
    }


def turn(passage: Passage, one: Transcript) -> dict[str, Any]:
    every = [*passage.folded, passage.line]
    return {
        **said(passage.line),
        "stands_out": passage.stands_out,
        "star": any(one.is_starred(line.seq) for line in every),
        "before": [said(line) for line in passage.folded],
        "notes": [text.paragraphs(note) for note in (one.note(line.seq) for line in every) if note],
    }


def said(line: TranscriptLine) -> dict[str, Any]:
    return {
        "slot": line.slot,
        "sentence": text.sentence(line),
        "paragraphs": text.paragraphs(line.words or ""),
        "gone": text.gone(line),
    }
