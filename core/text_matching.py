"""What people's words name: terms looked up in vocabularies that a translator can replace.

A vocabulary is one string of terms with "|" between them. In a term # stands for any number, in digits or in words, and
* at its end for any longer word. Plain Python.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

Translate = Callable[[str], str]

APOSTROPHES = str.maketrans(dict.fromkeys("’‘‛ʼ´`′＇", "'"))
UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)
LONGEST_TERM = 5  # words


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

    def follow(self, first: str, *later: tuple[str, int]) -> bool:
        """Whether terms of these vocabularies come one after another, each beginning within so many words of the end of
        the one before."""
        reach = sum(within + LONGEST_TERM for _vocabulary, within in later)
        ends = (found.end() for found in pattern(self.translate(first)).finditer(self.text))
        return any(self.goes_on(self.text[end:].split(maxsplit=reach)[:reach], later) for end in ends)

    def goes_on(self, words: Sequence[str], steps: Sequence[tuple[str, int]]) -> bool:
        if not steps:
            return True
        (vocabulary, within), *later = steps
        terms = pattern(self.translate(vocabulary))
        for start in range(min(within, len(words))):
            text = "".join(f" {word} " for word in words[start:])
            if (found := terms.match(text)) and self.goes_on(text[found.end() :].split(), later):
                return True
        return False

    def without(self, vocabulary: str) -> Said:
        """The same with a gap in the place of each of these terms."""
        return replace(self, text=pattern(self.translate(vocabulary)).sub(" | ", self.text))


def normalize(words: str, translate: Translate = str, numbers: str = "") -> Said:
    """Words made ready; `numbers` is a vocabulary of digits, each with its name."""
    text = plain(words)
    for digits, name in named_numbers(translate(numbers) if numbers else ""):
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
