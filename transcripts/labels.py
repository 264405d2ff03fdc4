"""Sentences and headings about dialogues, shared by pages and exports, and an outline of personal data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.text import isolate_direction
from couples.letters import Phrase
from dialogues.transcript_types import BLANKED_LABELS, TranscriptLine
from transcripts.exports.types import ExportInfo, Transcript
from transcripts.transcript_layout import Round

ISO_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
KEY = re.compile(r"[a-z_]+")
MAX_SHORT_LENGTH = 40  # characters


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The lines of a typed paragraph, and whether it runs from right to left."""

    lines: tuple[str, ...]
    is_rtl: bool


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """An entry of personal data: its depth, label and text.

    `is_inline` marks short values joined in one line, `starts_item` the first entry of a list item.
    """

    depth: int
    label: str
    text: str
    is_inline: bool = False
    starts_item: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading of its app's entries."""
        return bool(self.label) and not self.text and self.depth == 0

    @property
    def paragraphs(self) -> list[Paragraph]:
        """The text by paragraph."""
        return paragraphs(self.text)


def is_rtl(text: str) -> bool:
    """Return whether the first letter that has a direction runs from right to left."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((direction for direction in directions if direction in ("L", "R", "AL")), "L") != "L"


def paragraphs(text: str) -> list[Paragraph]:
    """Split a text at empty lines."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            blocks[-1].append(line.rstrip())
        elif blocks[-1]:
            blocks.append([])
    return [Paragraph(tuple(lines), is_rtl("".join(lines))) for lines in blocks if lines]


def roles_phrase(round_: Round, names: Mapping[int, str] | Sequence[str], *, me: int | None = None) -> str:
    """Say who speaks and who listens in a round, with names by slot; "" outside the rounds. The reader is `me`."""
    if round_.sender is None:
        return ""
    text = _("{sender} speaks, {receiver} listens")
    if me is not None:
        text = _("You speak, {receiver} listens") if me == round_.sender else _("{sender} speaks, you listen")
    return text.format(sender=names[round_.sender], receiver=names[1 - round_.sender])


def fact_phrases(line: TranscriptLine, time_text: str) -> list[str]:
    """Return what was entered with a turn besides words: a time, already formatted ("" for none), and a
    number."""
    phrases = [_(line.time_text).format(time=time_text)] if time_text else []
    if line.scale is None:
        return phrases
    return [*phrases, _("how hard, from 0 to 10: {number}").format(number=line.scale)]


def missing_phrase(kept: bool, erased_by: str, day: str, *, by_me: bool = False) -> str:
    """Say why a dialogue has no words; "" if it has.

    `erased_by` is the name of whoever erased them for both, "" if nobody did.
    """
    if erased_by and by_me:
        return _("You deleted the words from {day}.").format(day=day)
    if erased_by:
        return _("{name} deleted the words from {day}.").format(name=erased_by, day=day)
    if not kept:
        return _("The words were deleted when the dialogue ended, because you didn't both ask to keep them.")
    return ""


def turn_sentence(line: TranscriptLine) -> str:
    """Say what was done, with the time or number that was entered."""
    time_text = date_text(line.meet_at, "l j F" if line.is_day else "l j F, H:i") if line.meet_at else ""
    action = _(line.log_text).format(name=isolate_direction(line.name))
    return ", ".join([action, *fact_phrases(line, time_text)])


def erasure_text(line: TranscriptLine) -> str:
    """Say how the words of a turn were erased; "" if they weren't."""
    label = BLANKED_LABELS.get(line.blanked, "")
    return _(label).format(name=isolate_direction(line.name)) if label else ""


def hours_and_minutes(duration: timedelta) -> str:
    """Return a duration in words, rounded to the minute."""
    minutes = round(duration.total_seconds() / 60)
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)


def date_text(moment: datetime, format: str = "j F Y") -> str:
    """Format a date in the active language and time zone."""
    return date_format(timezone.localtime(moment), format)


def partner_names(info: ExportInfo) -> str:
    """Return both names in one phrase."""
    first, second = map(isolate_direction, info.names)
    return _("{first} and {second}").format(first=first, second=second)


def own_data_title(info: ExportInfo) -> str:
    """Return the title of a personal data export."""
    return _("Everything that's yours, {name}").format(name=isolate_direction(info.names[info.owner_slot]))


def export_date_sentence(info: ExportInfo) -> str:
    """Say when the file was made."""
    return _("Downloaded from imago on {day}.").format(day=date_text(info.made_at))


def heading(transcript: Transcript) -> str:
    """Return the topic, or the name of the kind without one."""
    return transcript.topic or _(transcript.rules.title)


def dialogue_facts(transcript: Transcript) -> str:
    """Return date, kind, mode and progress in one line."""
    mode = _("aloud") if transcript.mode == "spoken" else _("in writing")
    kind = [_(transcript.rules.title)] if transcript.topic else []
    return " · ".join([date_text(transcript.began_at), *kind, mode, transcript.progress])


def missing_text(transcript: Transcript, info: ExportInfo) -> str:
    """Like `missing_phrase`, for exports."""
    name = "" if transcript.erased_by is None else isolate_direction(info.names[transcript.erased_by])
    return missing_phrase(transcript.kept, name, date_text(transcript.began_at, "j F"))


def role_text(round_: Round, info: ExportInfo) -> str:
    """Like `roles_phrase`, for exports."""
    return roles_phrase(round_, [isolate_direction(name) for name in info.names])


def outline(value: Any, depth: int = 0, label: str = "") -> Iterator[OutlineEntry]:
    """Yield JSON as readable entries, without empty values and ids. Short values share a line."""
    children = list(child_entries(value, depth + bool(label)))
    if is_short(value) or isinstance(value, str):
        yield from [OutlineEntry(depth, label, value_text(value))] if value_text(value) else []
    elif children and label:
        yield OutlineEntry(depth, label, "")
    yield from children


def child_entries(value: Any, depth: int) -> Iterator[OutlineEntry]:
    """Yield the entries inside a JSON object or list."""
    if isinstance(value, dict):
        short_values = [
            (key_label(key), value_text(child)) for key, child in value.items() if is_short(child)
        ]
        if facts := " · ".join(fact(name, text) for name, text in short_values if text):
            yield OutlineEntry(depth, "", facts, is_inline=True)
        for key, child in value.items():
            yield from [] if is_short(child) else outline(child, depth, key_label(key))
    elif isinstance(value, (list, tuple)):
        for child in value:
            for number, entry in enumerate(outline(child, depth)):
                yield replace(entry, starts_item=number == 0)


def fact(label: str, text: str) -> str:
    """Return a short value after its label, which may be a question or the stem of a sentence."""
    return f"{label} {text}" if label.endswith(("?", ".", "…")) else f"{label}: {text}"


def is_short(value: Any) -> bool:
    """Return whether a value is a number, a date, a single word, the words for a code or the like."""
    if isinstance(value, str):
        one_word = isinstance(value, Phrase) or not any(map(str.isspace, value))
        return len(value) <= MAX_SHORT_LENGTH and one_word
    return not isinstance(value, (dict, list, tuple))


def key_label(key: str) -> str:
    """Return a JSON key as a label; words stay as they are."""
    return key.replace("_", " ").capitalize() if KEY.fullmatch(key) else key


def value_text(value: Any) -> str:
    """Return a short value as text; "" for nothing, "no" and ids."""
    if value is None or value is False or UUID_TEXT.fullmatch(str(value)):
        return ""
    if isinstance(value, bool):
        return _("yes")
    try:
        if ISO_DATETIME.match(str(value)):
            return date_text(datetime.fromisoformat(str(value)), "j F Y, H:i")
        if ISO_DATE.fullmatch(str(value)):
            return date_format(date.fromisoformat(str(value)), "j F Y")
    except ValueError:
        pass
    return str(value)
