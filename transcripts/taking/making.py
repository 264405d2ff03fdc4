"""From what is gathered to a file in one of three formats."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from couples.models import Partner, User
from transcripts.taking import data, gathering, markdown, paper
from transcripts.taking.press import Press
from transcripts.taking.shapes import About, Binder, Progress

PDF, MARKDOWN, JSON = "pdf", "md", "json"
BINDERS: dict[str, Callable[[About], Binder]] = {MARKDOWN: markdown.Markdown, JSON: data.Data}
OF_ONE = {MARKDOWN: markdown.mine, JSON: data.mine}


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
    about = gathering.about(me, partner)
    press = Press() if shape == PDF else None
    binder = paper.Book(about, press, alone=len(chosen) == 1) if press else BINDERS[shape](about)
    done = 0
    for some in gathering.gather(me, partner, chosen, notes=notes):
        binder.add(some)
        done += len(some)
        progress(done, len(chosen))
    return Made(binder.whole(), not (press and press.missing))


def mine(user: User, shape: str, progress: Progress) -> Made:
    """All that is somebody's own in this format. Raises CannotPrint."""
    about, held, count = gathering.about_one(user), [], gathering.rooms()
    press = Press() if shape == PDF else None
    for holding in gathering.holdings(user):
        held.append(holding)
        progress(0 if press else len(held), count)
    if press:
        return Made(paper.mine(about, held, press, progress), not press.missing)
    return Made(OF_ONE[shape](about, held))
