"""A dialogue's folded texts joined into one string, so that one pass searches them all. Plain Python."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence
from itertools import accumulate

from transcripts.search.normalization import fold_all
from transcripts.search.query_parser import SearchTerm

SEPARATOR = "\n"  # occurs in no folded text and no search term


class SearchDocument:
    """Numbered texts, folded. `version` is that of the dialogue; `size` is an estimate in bytes."""

    __slots__ = ("numbers", "size", "starts", "text", "version")

    def __init__(self, version: Hashable, texts: Iterable[tuple[int, str]] = ()) -> None:
        texts = list(texts)
        pieces = fold_all([words for _, words in texts])
        ends = accumulate((len(piece) + len(SEPARATOR) for piece in pieces), initial=0)
        self.version = version
        self.numbers = array("i", [number for number, _ in texts])
        self.starts = array("i", [*ends][:-1])
        self.text = SEPARATOR.join(pieces)
        self.size = sum(sys.getsizeof(part) for part in (self, self.text, self.numbers, self.starts, version))

    def find(self, terms: Sequence[SearchTerm]) -> list[int]:
        """Return the numbers of the texts that contain all of these terms, in order."""
        if not terms or any(term.text not in self.text for term in terms):
            return []
        first, *others = terms
        numbers = []
        position = first.find(self.text)
        while position >= 0:
            index = bisect_right(self.starts, position) - 1
            start, end = self.starts[index], self.end(index)
            if all(term.find(self.text, start, end) >= 0 for term in others):
                numbers.append(self.numbers[index])
            position = first.find(self.text, end)
        return numbers

    def end(self, index: int) -> int:
        """Return where the text at this index ends."""
        after = index + 1
        return self.starts[after] - len(SEPARATOR) if after < len(self.starts) else len(self.text)
