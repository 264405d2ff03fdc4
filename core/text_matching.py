"""Look up terms in what people type. Plain Python.

Text is compared word by word, without case, punctuation, emoji and differences of width. In a term "#" stands for any
number and "*" at the end for the rest of a word. The terms themselves are data: see `core.vocabularies`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from core.text import UNSPACED_SCRIPTS, CharacterTable

Translate = Callable[[str], str]

APOSTROPHES = str.maketrans(dict.fromkeys("’‘‛ʼ´`′＇", "'"))
DIGITS = re.compile(r"\d+")
MAX_DIGITS = 6  # of a number; what follows is ignored
UNSPACED = re.compile(f"[{UNSPACED_SCRIPTS}]")
NUMBER = "#"
GAP = "|"  # replaces removed terms and separates joined texts; no term contains it


class Match(NamedTuple):
    """A term found in a text: words `start` to `end` (exclusive), and the name of the list that holds it."""

    start: int
    end: int
    name: str


class TermIndex:
    """Terms of one or more lists, looked up at a word of a text."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self.terms: dict[tuple[str, ...], str] = {}  # with the name of the list
        self.stems: dict[tuple[str, ...], list[tuple[str, str]]] = {}  # after the words before them
        lengths: dict[str, set[int]] = {}
        for words, is_stem, name in (
            (*parse_term(text), name) for name, texts in lists.items() for text in texts
        ):
            if is_stem:
                self.stems.setdefault(words[:-1], []).append((words[-1], name))
            else:
                self.terms.setdefault(words, name)
            if len(words) > 1 or not is_stem:
                lengths.setdefault(words[0], {1}).add(len(words))
        self.lengths = {word: sorted(numbers, reverse=True) for word, numbers in lengths.items()}
        self.prefixes = tuple(stem for stem, _name in self.stems.get((), ()))

    def longest_at(self, keys: tuple[str, ...], start: int) -> Match | None:
        """The longest term that begins at this word."""
        for length in self.lengths.get(keys[start], (1,)):
            end = start + length
            words = keys[start:end]
            name = self.terms.get(words) or (self.stems and self.stem(words))
            if name and end <= len(keys):
                return Match(start, end, name)
        return None

    def stem(self, words: tuple[str, ...]) -> str | None:
        """The name of the list with a term of which the last of these words is a longer form."""
        for stem, name in self.stems.get(words[:-1], ()):
            if words[-1].startswith(stem):
                return name
        return None

    def find_all(self, text: NormalizedText) -> Iterator[Match]:
        """Matches from left to right, the longest at each word, none within another."""
        end = 0
        for start in self.starts(text):
            match = self.longest_at(text.keys, start) if start >= end else None
            if match:
                yield match
                end = match.end

    def starts(self, text: NormalizedText) -> list[int]:
        """Where a term could begin, in order: for most lists nowhere."""
        words = self.lengths.keys() & text.positions.keys()
        if self.prefixes:
            words.update(word for word in text.positions if word.startswith(self.prefixes))
        return sorted(index for word in words for index in text.positions[word])


class Vocabulary:
    """Lists of terms in one language, by name: "clauses", or "days.monday" for a list of the table "days"."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self.lists = lists
        self.indexes: dict[tuple[str, ...], TermIndex] = {}
        self.has_numbers = bool(self.table("numbers"))

    def table(self, name: str) -> dict[str, Sequence[str]]:
        """The list of this name, or all lists of this table, by full name; empty if there is none."""
        return {key: terms for key, terms in self.lists.items() if f"{key}.".startswith(f"{name}.")}

    def label(self, name: str) -> str:
        """The first term of a list, which names it on pages; "" if it is empty."""
        return next(iter(self.lists[name]), "")

    def index(self, *names: str) -> TermIndex:
        """An index of these lists and tables together, built once."""
        if names not in self.indexes:
            tables = {name: self.table(name) for name in names}
            if missing := [name for name, lists in tables.items() if not lists]:
                raise KeyError(f"No list of terms is named {', '.join(missing)}")
            merged = {key: terms for lists in tables.values() for key, terms in lists.items()}
            self.indexes[names] = TermIndex(merged)
        return self.indexes[names]


NO_VOCABULARY = Vocabulary({})


@dataclass(frozen=True)
class NormalizedText:
    """The words of a text as they are compared, and the vocabulary whose lists are looked up in them by name."""

    words: tuple[str, ...]
    vocabulary: Vocabulary = NO_VOCABULARY

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The words with each number as "#"."""
        return tuple(NUMBER if word.isdecimal() else word for word in self.words)

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """Where each key occurs."""
        positions: dict[str, list[int]] = {}
        for index, key in enumerate(self.keys):
            positions.setdefault(key, []).append(index)
        return positions

    @property
    def is_empty(self) -> bool:
        """Whether there is no word, or only gaps."""
        return all(word == GAP for word in self.words)

    def matches(self, *names: str) -> Iterator[Match]:
        """Matches of these lists and tables from left to right, the longest at each word."""
        return self.vocabulary.index(*names).find_all(self)

    def has(self, *names: str) -> bool:
        """Whether any term of these lists and tables occurs."""
        return any(True for _match in self.matches(*names))

    def first(self, *names: str) -> str:
        """The first term that occurs, normalized; "" if none does."""
        match = next(self.matches(*names), None)
        return " ".join(self.words[match.start : match.end]) if match else ""

    def number(self, *names: str) -> int:
        """The number in the first term that occurs: 1 if it holds none, 0 if no term occurs."""
        term = self.first(*names)
        return next((int(word) for word in term.split() if word.isdecimal()), int(bool(term)))

    def has_sequence(self, first: str, *later: tuple[str, int]) -> bool:
        """Whether terms of these lists follow each other, each starting within so many words after the one before."""
        return any(self.continues(match.end, later) for match in self.matches(first))

    def continues(self, position: int, remaining: Sequence[tuple[str, int]]) -> bool:
        """Whether terms of these lists follow each other from this word on."""
        if not remaining:
            return True
        (name, max_distance), *following = remaining
        index = self.vocabulary.index(name)
        starts = range(position, min(position + max_distance, len(self.keys)))
        matches = (index.longest_at(self.keys, start) for start in starts)
        return any(match and self.continues(match.end, following) for match in matches)

    def contains(self, other: NormalizedText) -> bool:
        """Whether all words of the other text occur, in a row."""
        return f" {' '.join(other.words)} " in f" {' '.join(self.words)} "

    def without(self, *names: str) -> NormalizedText:
        """The text with a gap in place of each of these terms."""
        return self.replace(lambda _match: GAP, *names)

    def replace(self, substitute: Callable[[Match], str], *names: str) -> NormalizedText:
        """The text with one word in place of each of these terms."""
        words: list[str] = []
        position = 0
        for match in self.matches(*names):
            words += [*self.words[position : match.start], substitute(match)]
            position = match.end
        return self.slice(words + [*self.words[position:]]) if position else self

    def partition(self, *names: str) -> tuple[NormalizedText, str, NormalizedText]:
        """What comes before the first of these terms, the term, and what comes after, like `str.partition`."""
        match = next(self.matches(*names), None)
        if match is None:
            return self, "", self.slice(())
        term = " ".join(self.words[match.start : match.end])
        return self.slice(self.words[: match.start]), term, self.slice(self.words[match.end :])

    def slice(self, words: Iterable[str]) -> NormalizedText:
        """Other words with the same vocabulary."""
        return NormalizedText(tuple(words), self.vocabulary)


def normalize(text: str, vocabulary: Vocabulary = NO_VOCABULARY) -> NormalizedText:
    """The text as it is compared. Names of numbers become digits where the vocabulary has a table of "numbers"."""
    normalized = NormalizedText(tuple(split_words(text)), vocabulary)
    if not vocabulary.has_numbers:
        return normalized
    return normalized.replace(lambda match: match.name.rpartition(".")[2], "numbers")


def join(texts: Sequence[NormalizedText]) -> NormalizedText:
    """Texts one after another, with a gap between them that no term spans."""
    words = [word for text in texts for word in (GAP, *text.words)]
    return texts[0].slice(words[1:])


def split_words(text: str) -> list[str]:
    """Words in lower case; scripts without spaces have one word a character."""
    folded = unicodedata.normalize("NFKC", text.translate(APOSTROPHES)).casefold()
    spaced = DIGITS.sub(lambda digits: f" {int(digits[0][:MAX_DIGITS])} ", folded.translate(CHARACTERS))
    words = (word.strip("'") for word in spaced.split())
    return [word for word in words if any(map(str.isalnum, word))]


def normalize_character(char: str) -> str:
    """A character as it is compared: a space unless it belongs to a word."""
    category = unicodedata.category(char)
    if category == "Cf":  # joiners and soft hyphens, inside words
        return ""
    if char != "'" and category[0] not in "LMN":
        return " "
    return f" {char} " if UNSPACED.match(char) else char


CHARACTERS = CharacterTable(normalize_character)


def parse_term(text: str) -> tuple[tuple[str, ...], bool]:
    """The words of a term, and whether the last is a stem. Raises ValueError if nothing in it can be looked up."""
    words = split_words(text.replace(NUMBER, "0"))
    if not words:
        raise ValueError(f"{text!r} holds no letter, number or #")
    return tuple(NUMBER if word.isdecimal() else word for word in words), text.rstrip().endswith("*")
