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
        return len(self.find(terms))

    def find(self, terms: Sequence[SearchTerm]) -> list[int]:
        """Return the numbers of the texts that contain all of these terms, in order."""
        if not terms or any(term.text not in self.text for term in terms):
            return []
        text, numbers, index, end = self.text, [], 0, 0
        first, *others = terms
        position = first.find(text)
        while position >= 0:
            index += text.count(SEPARATOR, end, position)
            start = text.rfind(SEPARATOR, end, position) + 1
            end = text.find(SEPARATOR, position)
            end = end if end >= 0 else len(text)
            if not others or all(term.find(text, start, end) >= 0 for term in others):
                numbers.append(self.numbers[index])
            position = first.find(text, end)
        return numbers
