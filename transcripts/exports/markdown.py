"""Write Markdown in which nothing that was typed turns into markup. Needs no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    track,
)
from transcripts.transcript_layout import Round, TurnGroup

MARKUP = re.compile(r"[\\`*_\[\]<>&~|$]")
LINE_START_MARKUP = re.compile(r"^([#+=-])|^(\d+)([.)])")
INDENT = re.compile(r"^[ \t]+")


class MarkdownFormat(ExportFormat):
    """Dialogues one after another, or personal data app by app."""

    name = suffix = "md"
    title = gettext_lazy("Markdown")
    hint = gettext_lazy("Plain text that opens anywhere.")
    content_type = "text/markdown; charset=utf-8"

    def write_dialogues(
        self, info: ExportInfo, batches: Iterable[Sequence[Transcript]], *, single: bool = False
    ) -> ExportFile:
        """A title, and a chapter for each dialogue."""
        title = _("Dialogues of {pair}").format(pair=labels.partner_names(info))
        blocks = [f"# {escape(title)}", escape(labels.export_date_sentence(info))]
        for transcript in chain.from_iterable(batches):
            blocks += dialogue_blocks(transcript, info)
        return ExportFile(join_blocks(blocks))

    def write_own_data(self, info: ExportInfo, apps: AppDataSource, progress: Progress) -> ExportFile:
        """A title, and a chapter for each app."""
        blocks = [f"# {escape(labels.own_data_title(info))}", escape(labels.export_date_sentence(info))]
        for app in track(apps, progress):
            blocks.append(f"## {escape(app.title)}")
            blocks += own_data_blocks(app) or [escape(_("Nothing here."))]
        return ExportFile(join_blocks(blocks))


def join_blocks(blocks: Iterable[str]) -> bytes:
    """Return the file made of these paragraphs."""
    return ("\n\n".join(blocks) + "\n").encode()


def escape(text: str) -> str:
    """Escape the markup in one line."""
    indent = INDENT.match(text)
    spaces = "\u00a0" * len(indent[0].expandtabs(4)) if indent else ""
    escaped = MARKUP.sub(r"\\\g<0>", text.strip())
    return spaces + LINE_START_MARKUP.sub(r"\2\\\1\3", escaped)


def escape_paragraphs(text: str) -> list[str]:
    """Escape a typed text; returns its paragraphs."""
    return ["\\\n".join(map(escape, paragraph.lines)) for paragraph in labels.paragraphs(text)]


def quote(blocks: Iterable[str]) -> str:
    """Return these paragraphs as one quotation."""
    return "\n>\n".join(f"> {block}".replace("\n", "\n> ") for block in blocks)


def dialogue_blocks(transcript: Transcript, info: ExportInfo) -> Iterator[str]:
    """Yield the paragraphs of a dialogue."""
    yield f"## {escape(labels.heading(transcript))}"
    yield escape(labels.dialogue_facts(transcript))
    if missing := labels.missing_text(transcript, info):
        yield escape(missing)
    for round_ in transcript.rounds:
        yield from round_blocks(round_, transcript, info)


def round_blocks(round_: Round, transcript: Transcript, info: ExportInfo) -> Iterator[str]:
    """Yield the paragraphs of a round."""
    if roles := labels.role_text(round_, info):
        yield f"### {escape(roles)}"
    for phase in round_.phases:
        if phase.title:
            yield f"#### {escape(_(phase.title))}"
        for group in phase.groups:
            yield from group_blocks(group, transcript)


def group_blocks(group: TurnGroup, transcript: Transcript) -> Iterator[str]:
    """Yield the paragraphs of a turn, of the turns folded under it, and of their notes."""
    line = group.line
    turns = [*group.folded, line]
    star = " ★" if any(transcript.is_bookmarked(turn.seq) for turn in turns) else ""
    yield (
        f"**{escape(labels.turn_sentence(line))}**{star}"
        if turn_blocks(line)
        else escape(labels.turn_sentence(line)) + star
    )
    folded = [
        block
        for earlier in group.folded
        for block in (f"*{escape(labels.turn_sentence(earlier))}*", *turn_blocks(earlier))
    ]
    quoted = [*turn_blocks(line), *([quote(folded)] if folded else [])]
    if quoted:
        yield quote(quoted)
    for turn in turns:
        if note := transcript.note(turn.seq):
            yield quote([f"*{escape(_('My note'))}*", *escape_paragraphs(note)])


def turn_blocks(line: TranscriptLine) -> list[str]:
    """Return the words of a turn, or how they were erased."""
    if line.words:
        return escape_paragraphs(line.words)
    erasure = labels.erasure_text(line)
    return [f"*{escape(erasure)}*"] if erasure else []


def own_data_blocks(app: AppData) -> list[str]:
    """Return an app's entries, each quoted as deep as it is nested under its heading."""
    blocks: list[str] = []
    for entry in labels.outline(app.letter(app.data)):
        if entry.is_heading:
            blocks.append(f"### {escape(entry.label)}")
            continue
        entry_blocks = [
            *([f"**{escape(entry.label)}**"] if entry.label else []),
            *escape_paragraphs(entry.text),
        ]
        for _depth in range(entry.depth):
            entry_blocks = [quote(entry_blocks)]
        blocks += entry_blocks
    return blocks
