"""How often a gift is given and for how long: as a choice, in words, as days; and what somebody's words say of it.

Words are looked up in vocabularies (`frame_words`), so that a translator can replace them. Plain Python.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from change_requests.frame_words import (
    DAYS,
    NOT_SINGLE,
    NOT_SPANS,
    NUMBERS,
    OR_DAY,
    SINGLE,
    SPANS,
    TIMES,
    VAGUER_TIMES,
)
from change_requests.frame_words import gettext_noop as _

Translate = Callable[[str], str]


class Often(StrEnum):
    ONCE = "once"
    WEEKLY = "weekly"
    TWICE_WEEKLY = "twice_weekly"
    THRICE_WEEKLY = "thrice_weekly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Frame:
    """How often something is given and for how many weeks (1 to 4)."""

    often: Often = Often.WEEKLY
    weeks: int = 4


OFTEN = {
    Often.ONCE: _("Once"),
    Often.WEEKLY: _("Once a week"),
    Often.TWICE_WEEKLY: _("Twice a week"),
    Often.THRICE_WEEKLY: _("Three times a week"),
    Often.DAILY: _("Each day"),
}
WEEKS = {
    1: (_("For one week"), _("for one week")),
    2: (_("For two weeks"), _("for two weeks")),
    3: (_("For three weeks"), _("for three weeks")),
    4: (_("For four weeks"), _("for four weeks")),
}
DUE = {  # days after the first, in each week
    Often.WEEKLY: (0,),
    Often.TWICE_WEEKLY: (0, 3),
    Often.THRICE_WEEKLY: (0, 2, 4),
    Often.DAILY: tuple(range(7)),
}
NEAREST = {1: Often.WEEKLY, 2: Often.TWICE_WEEKLY, 3: Often.THRICE_WEEKLY, 4: Often.THRICE_WEEKLY}

APOSTROPHES = str.maketrans(dict.fromkeys("’‘‛ʼ´`′＇", "'"))
UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class Said:
    """Words made plain for looking them up: one space on each side of each, numbers as digits."""

    text: str
    translate: Translate

    def first(self, vocabulary: str) -> str:
        """The first of a vocabulary's terms that was said, or nothing."""
        found = pattern(self.translate(vocabulary)).search(self.text)
        return " ".join(found[0].split()) if found else ""

    def has(self, *vocabularies: str) -> bool:
        return any(self.first(vocabulary) for vocabulary in vocabularies)

    def number(self, vocabulary: str) -> int:
        """How many: the number in the first term that was said, 1 without one, 0 where nothing was said."""
        found = self.first(vocabulary)
        digits = re.search(r"\d+", found)
        return int(digits[0]) if digits else int(bool(found))

    def without(self, vocabulary: str) -> Said:
        """The same with a gap in the place of each of these terms."""
        return replace(self, text=pattern(self.translate(vocabulary)).sub(" | ", self.text))


def hear(words: str, translate: Translate = str) -> Said:
    text = plain(words)
    for digits, name in named_numbers(translate(NUMBERS)):
        text = text.replace(name, f" {digits} ")
    return Said(text, translate)


def plain(words: str) -> str:
    """Words without case, signs, emoji and differences of width. Scripts without spaces have a word a letter."""
    folded = unicodedata.normalize("NFKC", words.translate(APOSTROPHES)).casefold()
    parted = re.sub(r"\d+", lambda digits: f" {int(digits[0][:6])} ", "".join(map(kept, folded)))
    bare = (word.strip("'") for word in parted.split())
    return "".join(f" {word} " for word in bare if any(map(str.isalnum, word)))


@lru_cache(maxsize=4096)
def kept(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":  # joiners and soft hyphens, inside words
        return ""
    if char != "'" and category[0] not in "LMN":
        return " "
    return f" {char} " if UNSPACED.match(char) else char


@lru_cache(maxsize=1024)
def pattern(vocabulary: str) -> re.Pattern[str]:
    terms = [term[2:] for term in map(term_pattern, vocabulary.split("|")) if term]
    # How terms can start is looked at before the terms themselves, which halves the time.
    starts = "".join({term[:2] if term[0] == "\\" else term[0] for term in terms})
    longest_first = "|".join(sorted(terms, key=len, reverse=True))
    return re.compile(rf" (?=[{starts}])(?:{longest_first})" if terms else r"(?!)")


def term_pattern(term: str) -> str:
    body = re.sub(r"\d+", r"\\d+", re.escape(plain(term.replace("#", "0"))))
    return body.removesuffix(r"\ ") + "[^ ]* " if body and term.strip().endswith("*") else body


@lru_cache(maxsize=64)
def named_numbers(vocabulary: str) -> Sequence[tuple[str, str]]:
    """Digits and name of each number, the longest name first."""
    found = [(digits, plain(name)) for digits, name in re.findall(r"(\d+)([^|\d]+)", vocabulary)]
    return sorted(((digits, name) for digits, name in found if name), key=lambda one: -len(one[1]))


def choices(translate: Translate = str) -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """What a form offers: how often, and for how many weeks."""
    often = [(one.value, translate(label)) for one, label in OFTEN.items()]
    return often, [(number, translate(label)) for number, (label, _inner) in WEEKS.items()]


def in_words(frame: Frame, translate: Translate = str) -> str:
    often = translate(OFTEN[frame.often])
    if frame.often is Often.ONCE:
        return often
    return translate(_("{often}, {weeks}")).format(often=often, weeks=translate(WEEKS[frame.weeks][1]))


def read(words: str, otherwise: Frame, translate: Translate = str) -> Frame:
    """The frame that the words themselves name; where they say nothing, the other's."""
    said = hear(words, translate)
    return Frame(said_often(said) or otherwise.often, said_weeks(said) or otherwise.weeks)


def names_its_frame(words: str, translate: Translate = str) -> bool:
    """Whether the words say how often and for how long, or that it is once."""
    said = hear(words, translate)
    often = said_often(said)
    return often is Often.ONCE or (often is not None and said_weeks(said) > 0)


def said_often(said: Said) -> Often | None:
    days = sum(said.without(OR_DAY).has(day) for day in DAYS)
    times = counted(said, TIMES) or (days if days > 1 else counted(said, VAGUER_TIMES))
    if times:
        return NEAREST.get(times, Often.DAILY)
    return Often.ONCE if said.without(NOT_SINGLE).has(SINGLE) else None


def said_weeks(said: Said) -> int:
    """For how many weeks, begun ones too and at most as many as can be chosen; 0 where nothing is said."""
    return min(-(-counted(said.without(NOT_SPANS), SPANS) // 7), max(WEEKS))


def counted(said: Said, table: Sequence[tuple[str, int]]) -> int:
    """What the first row that fits says: so many of so much."""
    return next((said.number(terms) * much for terms, much in table if said.has(terms)), 0)


def occasions(frame: Frame, begins: date) -> list[date]:
    """The days on which one is due."""
    if frame.often is Often.ONCE:
        return [begins]
    return [begins + timedelta(7 * week + day) for week in range(frame.weeks) for day in DUE[frame.often]]


def ends(frame: Frame, begins: date) -> date:
    """The last day of the frame. What is given once has a week's grace."""
    weeks = 1 if frame.often is Often.ONCE else frame.weeks
    return begins + timedelta(7 * weeks - 1)
