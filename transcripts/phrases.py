"""Sentences and headings about dialogues, the same on pages and in exports; and personal data as an outline."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.text import isolate_direction
from dialogues.transcript_types import BLANKED_LABELS, TranscriptLine
from transcripts.exports.types import ExportInfo, Transcript
from transcripts.layout import Round

ISO_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MAX_SHORT = 40  # letters


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The lines of a typed paragraph, and whether it runs from right to left."""

    lines: tuple[str, ...]
    is_rtl: bool


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """An entry of personal data: its depth, label and text.

    `is_facts` marks short values joined in one line, `begins` the first entry of a list item.
    """

    depth: int
    label: str
    text: str
    is_facts: bool = False
    begins: bool = False

    @property
    def paragraphs(self) -> list[Paragraph]:
        """The text by paragraph."""
        return paragraphs(self.text)


def is_rtl(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((one for one in directions if one in ("L", "R", "AL")), "L") != "L"


def paragraphs(words: str) -> list[Paragraph]:
    """Split a text at its empty lines."""
    found: list[list[str]] = [[]]
    for line in words.splitlines():
        if line.strip():
            found[-1].append(line.rstrip())
        elif found[-1]:
            found.append([])
    return [Paragraph(tuple(lines), is_rtl("".join(lines))) for lines in found if lines]


def roles_phrase(round_: Round, names: Mapping[int, str] | Sequence[str]) -> str:
    """Who speaks in a round and who listens, by slot; "" outside the rounds."""
    if round_.sender is None:
        return ""
    told = {"sender": names[round_.sender], "receiver": names[1 - round_.sender]}
    return _("{sender} speaks, {receiver} listens").format(**told)


def action_phrase(line: TranscriptLine, name: str) -> str:
    """What someone did."""
    return _(line.log_text).format(name=name)


def fact_phrases(line: TranscriptLine, at: str) -> list[str]:
    """What a turn named besides its words: a time, given as text ("" for none), and a number."""
    time = [_(line.time_text).format(time=at)] if at else []
    if line.scale is None:
        return time
    return [*time, _("how hard, from 0 to 10: {number}").format(number=line.scale)]


def erasure_phrase(line: TranscriptLine, name: str) -> str:
    """How the words of a turn were erased; "" if they weren't or never were."""
    return _(BLANKED_LABELS[line.blanked]).format(name=name) if line.blanked in BLANKED_LABELS else ""


def missing_phrase(kept: bool, let_go_by: str, day: str, *, by_me: bool = False) -> str:
    """Why a dialogue of this day has no words; "" if it has.

    `let_go_by` is the name of whoever erased them for both, "" for nobody.
    """
    if let_go_by and by_me:
        return _("You let the words of {day} go.").format(day=day)
    if let_go_by:
        return _("{name} let the words of {day} go.").format(name=let_go_by, day=day)
    if not kept:
        return _("The words were let go when the dialogue ended, since not both of you asked to keep them.")
    return ""


def turn_sentence(line: TranscriptLine) -> str:
    """What was done, with the time or number that was named."""
    at = date_text(line.meet_at, "l j F" if line.is_day else "l j F, H:i") if line.meet_at else ""
    return ", ".join([action_phrase(line, isolate_direction(line.name)), *fact_phrases(line, at)])


def erasure_text(line: TranscriptLine) -> str:
    """How the words of a turn were erased; "" if they weren't."""
    return erasure_phrase(line, isolate_direction(line.name))


def date_text(moment: datetime, shape: str = "j F Y") -> str:
    """A date in the active language and time zone."""
    return date_format(timezone.localtime(moment), shape)


def partner_names(info: ExportInfo) -> str:
    """Both names."""
    first, second = map(isolate_direction, info.names)
    return _("{first} and {second}").format(first=first, second=second)


def own_title(info: ExportInfo) -> str:
    """The title of a personal data export."""
    return _("All that is yours, {name}").format(name=isolate_direction(info.names[info.mine]))


def made_on(info: ExportInfo) -> str:
    """When the file was made."""
    return _("Taken away from imago on {day}.").format(day=date_text(info.made_at))


def heading(one: Transcript) -> str:
    """The topic, or else the kind."""
    return one.topic or _(one.rules.title)


def dialogue_facts(one: Transcript) -> str:
    """Date, kind, mode and progress."""
    how = _("aloud") if one.mode == "spoken" else _("in writing")
    kind = [_(one.rules.title)] if one.topic else []
    return " · ".join([date_text(one.began_at), *kind, how, one.how_far])


def missing_text(one: Transcript, info: ExportInfo) -> str:
    """Why a dialogue has no words; "" if it has."""
    name = "" if one.let_go_by is None else isolate_direction(info.names[one.let_go_by])
    return missing_phrase(one.kept, name, date_text(one.began_at, "j F"))


def role_text(round_: Round, info: ExportInfo) -> str:
    """Who speaks in a round and who listens; "" outside the rounds."""
    return roles_phrase(round_, [isolate_direction(name) for name in info.names])


def outline(value: Any, depth: int = 0, label: str = "") -> Iterator[OutlineEntry]:
    """JSON as entries to read, without empty values and ids. Short values share a line."""
    inner = list(child_entries(value, depth + bool(label)))
    if is_short(value) or isinstance(value, str):
        yield from [OutlineEntry(depth, label, value_text(value))] if value_text(value) else []
    elif inner and label:
        yield OutlineEntry(depth, label, "")
    yield from inner


def child_entries(value: Any, depth: int) -> Iterator[OutlineEntry]:
    """The entries inside a JSON object or list."""
    if isinstance(value, dict):
        short = [(key_label(key), value_text(one)) for key, one in value.items() if is_short(one)]
        if facts := " · ".join(f"{name}: {words}" for name, words in short if words):
            yield OutlineEntry(depth, "", facts, is_facts=True)
        for key, one in value.items():
            yield from [] if is_short(one) else outline(one, depth, key_label(key))
    elif isinstance(value, (list, tuple)):
        for one in value:
            for number, entry in enumerate(outline(one, depth)):
                yield replace(entry, begins=number == 0)


def is_short(value: Any) -> bool:
    """Whether a value is a number, a date, a single word or the like: nothing that was written, no parts."""
    if isinstance(value, str):
        return len(value) <= MAX_SHORT and not any(map(str.isspace, value))
    return not isinstance(value, (dict, list, tuple))


def key_label(key: str) -> str:
    """A JSON key as a label."""
    return str(key).replace("_", " ").capitalize()


def value_text(value: Any) -> str:
    """A short value as text; "" for nothing and for ids."""
    if value is None or UUID_TEXT.fullmatch(str(value)):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime) or ISO_DATETIME.match(str(value)):
        try:
            return date_text(datetime.fromisoformat(str(value)), "j F Y, H:i")
        except ValueError:
            pass
    return str(value)
