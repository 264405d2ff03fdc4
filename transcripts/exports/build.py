"""From what is gathered to a file in one of three formats."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.pdf_renderer import PdfRenderer
from couples.models import Partner, User
from transcripts.exports import contents, json_writer, markdown, pdf
from transcripts.exports.types import Binder, Collector, ExportInfo, Progress
from transcripts.models import Export

BINDERS: dict[str, Callable[[ExportInfo], Binder]] = {
    Export.MARKDOWN: markdown.Markdown,
    Export.JSON: json_writer.Data,
}
OF_ONE: dict[str, Callable[[ExportInfo], Collector]] = {
    Export.MARKDOWN: markdown.Mine,
    Export.JSON: json_writer.Mine,
}


@dataclass(frozen=True, slots=True)
class Made:
    """A file. It is not whole where this machine has no font for some of the letters in it."""

    content: bytes
    is_whole: bool = True


def dialogues(
    me: Partner, chosen: Sequence[uuid.UUID], shape: str, progress: Progress, *, notes: bool
) -> Made:
    """These dialogues of a couple in this format. Raises CannotPrint."""
    partner = me.other()
    about = contents.couple_info(me, partner)
    press = PdfRenderer() if shape == Export.PDF else None
    binder = pdf.Book(about, press, alone=len(chosen) == 1) if press else BINDERS[shape](about)
    done = 0
    for some in contents.load_transcripts(me, partner, chosen, notes=notes):
        binder.add(some)
        done += len(some)
        progress(done, len(chosen))
    return Made(binder.whole(), not (press and press.missing))


def mine(user: User, shape: str, progress: Progress) -> Made:
    """All that is somebody's own in this format, one room after the other. Raises CannotPrint."""
    about, rooms = contents.own_info(user), contents.count_apps()
    if shape == Export.PDF:
        press, held = PdfRenderer(), []
        for holding in contents.load_own_data(user):
            held.append(holding)
            progress(0, rooms)
        return Made(pdf.mine(about, held, press, progress), not press.missing)
    collector = OF_ONE[shape](about)
    for done, holding in enumerate(contents.load_own_data(user), start=1):
        collector.add(holding)
        progress(done, rooms)
    return Made(collector.whole())
