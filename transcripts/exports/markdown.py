"""The file to read anywhere: Markdown, in which nothing that somebody typed turns into markup. No database needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from dialogues.transcript_types import TranscriptLine
from transcripts.exports import text as exports_text
from transcripts.exports.types import About, Holding, Transcript
from transcripts.layout import Passage, Round

MARKUP = re.compile(r"[\\`*_\[\]<>&~|$]")
AT_THE_BEGINNING = re.compile(r"^([#+=-])|^(\d+)([.)])")
INDENT = re.compile(r"^[ \t]+")


class Markdown:
    """Dialogues one after the other."""

    def __init__(self, about: About) -> None:
        self.about = about
        title = _("Dialogues of {pair}").format(pair=exports_text.pair(about))
        self.blocks = [f"# {plain(title)}", plain(exports_text.made(about))]

    def add(self, transcripts: Sequence[Transcript]) -> None:
        for one in transcripts:
            self.blocks += dialogue(one, self.about)

    def whole(self) -> bytes:
        return together(self.blocks)


class Mine:
    """What is one's own, room by room."""

    def __init__(self, about: About) -> None:
        self.blocks = [f"# {plain(exports_text.yours(about))}", plain(exports_text.made(about))]

    def add(self, holding: Holding) -> None:
        self.blocks.append(f"## {plain(holding.title)}")
        self.blocks += entries(holding) or [plain(_("There is nothing here."))]

    def whole(self) -> bytes:
        return together(self.blocks)


def together(blocks: Iterable[str]) -> bytes:
    return ("\n\n".join(blocks) + "\n").encode()


def plain(text: str) -> str:
    """One line in which nothing is markup."""
    indent = INDENT.match(text)
    spaces = "\u00a0" * len(indent[0].expandtabs(4)) if indent else ""
    escaped = MARKUP.sub(r"\\\g<0>", text.strip())
    return spaces + AT_THE_BEGINNING.sub(r"\2\\\1\3", escaped)


def words(text: str) -> list[str]:
    """What somebody typed, with its lines and paragraphs."""
    return ["\\\n".join(map(plain, one.lines)) for one in exports_text.paragraphs(text)]


def quote(blocks: Iterable[str]) -> str:
    return "\n>\n".join(f"> {block}".replace("\n", "\n> ") for block in blocks)


def dialogue(one: Transcript, about: About) -> Iterator[str]:
    yield f"## {plain(exports_text.heading(one))}"
    yield plain(exports_text.facts(one))
    if gone := exports_text.missing(one, about):
        yield plain(gone)
    for round_ in one.book:
        yield from round_blocks(round_, one, about)


def round_blocks(round_: Round, one: Transcript, about: About) -> Iterator[str]:
    if roles := exports_text.roles(round_, about):
        yield f"### {plain(roles)}"
    for chapter in round_.chapters:
        if chapter.title:
            yield f"#### {plain(_(chapter.title))}"
        for passage in chapter.passages:
            yield from passage_blocks(passage, one)


def passage_blocks(passage: Passage, one: Transcript) -> Iterator[str]:
    line = passage.line
    every = [*passage.folded, line]
    star = " ★" if any(one.is_starred(turn.seq) for turn in every) else ""
    yield (
        f"**{plain(exports_text.sentence(line))}**{star}"
        if said(line)
        else plain(exports_text.sentence(line)) + star
    )
    before = [
        block
        for earlier in passage.folded
        for block in (f"*{plain(exports_text.sentence(earlier))}*", *said(earlier))
    ]
    inside = [*said(line), *([quote(before)] if before else [])]
    if inside:
        yield quote(inside)
    for turn in every:
        if note := one.note(turn.seq):
            yield quote([f"*{plain(_('My note'))}*", *words(note)])


def said(line: TranscriptLine) -> list[str]:
    """The words of a turn, or how they went."""
    if line.words:
        return words(line.words)
    gone = exports_text.gone(line)
    return [f"*{plain(gone)}*"] if gone else []


def entries(one: Holding) -> list[str]:
    """What a room holds, each thing quoted as deep as it stands."""
    blocks: list[str] = []
    for entry in exports_text.outline(one.holds):
        inside = [*([f"**{plain(entry.label)}**"] if entry.label else []), *words(entry.text)]
        for _depth in range(entry.depth):
            inside = [quote(inside)]
        blocks += inside
    return blocks
