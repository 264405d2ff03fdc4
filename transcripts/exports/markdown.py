"""Markdown in which nothing that was typed turns into markup. No database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    track,
)
from transcripts.layout import Round, TurnGroup

MARKUP = re.compile(r"[\\`*_\[\]<>&~|$]")
LINE_START_MARKUP = re.compile(r"^([#+=-])|^(\d+)([.)])")
INDENT = re.compile(r"^[ \t]+")


class MarkdownFormat(ExportFormat):
    """Dialogues one after another, or personal data app by app."""

    name = suffix = "md"
    title = gettext_lazy("Markdown")
    hint = gettext_lazy("Plain text that opens everywhere.")
    content_type = "text/markdown; charset=utf-8"

    def write_dialogues(
        self, info: ExportInfo, batches: Iterable[Sequence[Transcript]], *, single: bool = False
    ) -> ExportFile:
        """A title, and a chapter for each dialogue."""
        title = _("Dialogues of {pair}").format(pair=phrases.partner_names(info))
        blocks = [f"# {escape(title)}", escape(phrases.made_on(info))]
        for transcript in chain.from_iterable(batches):
            blocks += dialogue_blocks(transcript, info)
        return ExportFile(join_blocks(blocks))

    def write_own_data(self, info: ExportInfo, apps: AppDataSource, progress: Progress) -> ExportFile:
        """A title, and a chapter for each app."""
        blocks = [f"# {escape(phrases.own_title(info))}", escape(phrases.made_on(info))]
        for app in track(apps, progress):
            blocks.append(f"## {escape(app.title)}")
            blocks += own_data_blocks(app) or [escape(_("There is nothing here."))]
        return ExportFile(join_blocks(blocks))


def join_blocks(blocks: Iterable[str]) -> bytes:
    """The file of these paragraphs."""
    return ("\n\n".join(blocks) + "\n").encode()


def escape(text: str) -> str:
    """One line with its markup escaped."""
    indent = INDENT.match(text)
    spaces = "\u00a0" * len(indent[0].expandtabs(4)) if indent else ""
    escaped = MARKUP.sub(r"\\\g<0>", text.strip())
    return spaces + LINE_START_MARKUP.sub(r"\2\\\1\3", escaped)


def escape_paragraphs(text: str) -> list[str]:
    """A typed text with its lines and paragraphs, escaped."""
    return ["\\\n".join(map(escape, one.lines)) for one in phrases.paragraphs(text)]


def quote(blocks: Iterable[str]) -> str:
    """These paragraphs as a quotation."""
    return "\n>\n".join(f"> {block}".replace("\n", "\n> ") for block in blocks)


def dialogue_blocks(one: Transcript, info: ExportInfo) -> Iterator[str]:
    """One dialogue."""
    yield f"## {escape(phrases.heading(one))}"
    yield escape(phrases.dialogue_facts(one))
    if gone := phrases.missing_text(one, info):
        yield escape(gone)
    for round_ in one.rounds:
        yield from round_blocks(round_, one, info)


def round_blocks(round_: Round, one: Transcript, info: ExportInfo) -> Iterator[str]:
    """One round with its phases."""
    if roles := phrases.role_text(round_, info):
        yield f"### {escape(roles)}"
    for phase in round_.phases:
        if phase.title:
            yield f"#### {escape(_(phase.title))}"
        for group in phase.groups:
            yield from group_blocks(group, one)


def group_blocks(group: TurnGroup, one: Transcript) -> Iterator[str]:
    """A turn with what was folded under it, and the notes on both."""
    line = group.line
    every = [*group.folded, line]
    star = " ★" if any(one.is_starred(turn.seq) for turn in every) else ""
    yield (
        f"**{escape(phrases.turn_sentence(line))}**{star}"
        if turn_blocks(line)
        else escape(phrases.turn_sentence(line)) + star
    )
    before = [
        block
        for earlier in group.folded
        for block in (f"*{escape(phrases.turn_sentence(earlier))}*", *turn_blocks(earlier))
    ]
    inside = [*turn_blocks(line), *([quote(before)] if before else [])]
    if inside:
        yield quote(inside)
    for turn in every:
        if note := one.note(turn.seq):
            yield quote([f"*{escape(_('My note'))}*", *escape_paragraphs(note)])


def turn_blocks(line: TranscriptLine) -> list[str]:
    """The words of a turn, or how they were erased."""
    if line.words:
        return escape_paragraphs(line.words)
    gone = phrases.erasure_text(line)
    return [f"*{escape(gone)}*"] if gone else []


def own_data_blocks(one: AppData) -> list[str]:
    """What an app stores, each entry quoted as deep as it is nested."""
    blocks: list[str] = []
    for entry in phrases.outline(one.holds):
        inside = [*([f"**{escape(entry.label)}**"] if entry.label else []), *escape_paragraphs(entry.text)]
        for _depth in range(entry.depth):
            inside = [quote(inside)]
        blocks += inside
    return blocks
