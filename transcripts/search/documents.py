"""A dialogue's folded texts joined into one string, so that one pass searches them all. Plain Python."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Hashable, Iterable, Sequence

from transcripts.search.normalization import SEPARATOR, fold_joined
from transcripts.search.query_parser import SearchTerm


class SearchDocument:
    """Numbered texts, folded. `version` is that of the dialogue; `size` is an estimate in bytes."""

    __slots__ = ("numbers", "size", "text", "version")

    def __init__(self, version: Hashable, texts: Iterable[tuple[int, str]] = ()) -> None:
        numbers, words = tuple(zip(*texts, strict=True)) or ((), ())
        self.version = version
        self.numbers = array("i", numbers)
        self.text = fold_joined(words)
        self.size = sum(sys.getsizeof(part) for part in (self, self.text, self.numbers, version))

    def count(self, terms: Sequence[SearchTerm]) -> int:
        """Return how many of the texts contain all of these terms."""
        if len(terms) == 1 and (pattern := terms[0].pattern):
            return len(pattern.findall(self.text))
        return len(self.positions(terms))

    def find(self, terms: Sequence[SearchTerm]) -> list[int]:
        """Return the numbers of the texts that contain all of these terms, in order."""
        return [self.numbers[self.text.count(SEPARATOR, 0, at)] for at in self.positions(terms)]

    def positions(self, terms: Sequence[SearchTerm]) -> list[int]:
        """Return one position in each text that contains all of these terms."""
        text, positions = self.text, []
        if not terms or any(term.text not in text for term in terms):
            return []
        first, *others = terms
        at = first.find(text)
        while at >= 0:
            end = text.find(SEPARATOR, at)
            end = end if end >= 0 else len(text)
            if not others or has_all(others, text, text.rfind(SEPARATOR, 0, at) + 1, end):
                positions.append(at)
            at = first.find(text, end)
        return positions


def has_all(terms: Iterable[SearchTerm], text: str, start: int, end: int) -> bool:
    """Return whether all of these terms are in this part of the text."""
    return all(term.find(text, start, end) >= 0 for term in terms)
