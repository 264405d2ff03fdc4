"""What was said, in sentences to read: the same for paper and for Markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.text import isolate_direction
from dialogues.transcript_types import TranscriptLine
from transcripts import phrases
from transcripts.exports.types import ExportInfo, Transcript
from transcripts.layout import Round

ISO_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MAX_SHORT = 40  # letters


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words in the lines in which they were typed, and whether they run from right to left."""

    lines: tuple[str, ...]
    is_rtl: bool


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One thing of what somebody holds: so deep in it, whether it tells facts in one line, and whether something new
    begins with it."""

    depth: int
    label: str
    text: str
    is_facts: bool = False
    begins: bool = False

    @property
    def paragraphs(self) -> list[Paragraph]:
        return paragraphs(self.text)


def is_rtl(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((one for one in directions if one in ("L", "R", "AL")), "L") != "L"


def paragraphs(words: str) -> list[Paragraph]:
    """Words, parted where a line was left empty."""
    found: list[list[str]] = [[]]
    for line in words.splitlines():
        if line.strip():
            found[-1].append(line.rstrip())
        elif found[-1]:
            found.append([])
    return [Paragraph(tuple(lines), is_rtl("".join(lines))) for lines in found if lines]


def turn_sentence(line: TranscriptLine) -> str:
    """What was done, and what was said with it beside the words: a time, a number."""
    at = date_text(line.meet_at, "l j F" if line.is_day else "l j F, H:i") if line.meet_at else ""
    return ", ".join(
        [phrases.action_phrase(line, isolate_direction(line.name)), *phrases.fact_phrases(line, at)]
    )


def erasure_text(line: TranscriptLine) -> str:
    """What stands where words are gone; "" where they are not."""
    return phrases.erasure_phrase(line, isolate_direction(line.name))


def date_text(moment: datetime, shape: str = "j F Y") -> str:
    return date_format(timezone.localtime(moment), shape)


def partner_names(about: ExportInfo) -> str:
    first, second = map(isolate_direction, about.names)
    return _("{first} and {second}").format(first=first, second=second)


def own_title(about: ExportInfo) -> str:
    return _("All that is yours, {name}").format(name=isolate_direction(about.names[about.mine]))


def made_on(about: ExportInfo) -> str:
    return _("Taken away from imago on {day}.").format(day=date_text(about.made_at))


def heading(one: Transcript) -> str:
    return one.topic or _(one.rules.title)


def dialogue_facts(one: Transcript) -> str:
    """When it was, which kind, how it was held and how far it came."""
    how = _("aloud") if one.mode == "spoken" else _("in writing")
    kind = [_(one.rules.title)] if one.topic else []
    return " · ".join([date_text(one.began_at), *kind, how, one.how_far])


def missing_text(one: Transcript, about: ExportInfo) -> str:
    """Why a whole dialogue has no words any more; "" where it has."""
    name = "" if one.let_go_by is None else isolate_direction(about.names[one.let_go_by])
    return phrases.missing_phrase(one.kept, name, date_text(one.began_at, "j F"))


def role_text(round_: Round, about: ExportInfo) -> str:
    """Who speaks in a round and who listens; "" for what is before and after them."""
    return phrases.roles_phrase(round_, [isolate_direction(name) for name in about.names])


def outline(value: Any, depth: int = 0, label: str = "") -> Iterator[OutlineEntry]:
    """JSON as entries to read, without what is empty or for programs only. What is short stands in one line."""
    inner = list(child_entries(value, depth + bool(label)))
    if is_short(value) or isinstance(value, str):
        yield from [OutlineEntry(depth, label, value_text(value))] if value_text(value) else []
    elif inner and label:
        yield OutlineEntry(depth, label, "")
    yield from inner


def child_entries(value: Any, depth: int) -> Iterator[OutlineEntry]:
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
    """Whether it is a number, a day, a name of ours, a word: no words that somebody wrote, and nothing with parts."""
    if isinstance(value, str):
        return len(value) <= MAX_SHORT and not any(map(str.isspace, value))
    return not isinstance(value, (dict, list, tuple))


def key_label(key: str) -> str:
    return str(key).replace("_", " ").capitalize()


def value_text(value: Any) -> str:
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
