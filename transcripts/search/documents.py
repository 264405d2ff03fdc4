"""The folded texts of a dialogue joined into one, so that one search covers them all. Plain Python."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence

from transcripts.search.normalization import fold
from transcripts.search.query_parser import SearchTerm

SEPARATOR = "\n"  # occurs in no folded text and no search term


class SearchDocument:
    """Numbered texts, folded. `version` is that of the dialogue they came from; `size` is in bytes, roughly."""

    __slots__ = ("numbers", "size", "starts", "text", "version")

    def __init__(self, version: Hashable, texts: Iterable[tuple[int, str]] = ()) -> None:
        self.version = version
        self.numbers, self.starts = array("i"), array("i")
        pieces, at = [], 0
        for number, words in texts:
            piece = fold(words)
            self.numbers.append(number)
            self.starts.append(at)
            pieces.append(piece)
            at += len(piece) + len(SEPARATOR)
        self.text = SEPARATOR.join(pieces)
        self.size = sum(sys.getsizeof(part) for part in (self, self.text, self.numbers, self.starts, version))

    def find(self, terms: Sequence[SearchTerm]) -> list[int]:
        """The numbers of the texts that contain all of these, in order."""
        if not terms or any(term.text not in self.text for term in terms):
            return []
        first, *others = terms
        found = []
        at = first.find(self.text)
        while at >= 0:
            index = bisect_right(self.starts, at) - 1
            start, end = self.starts[index], self.end(index)
            if all(term.find(self.text, start, end) >= 0 for term in others):
                found.append(self.numbers[index])
            at = first.find(self.text, end)
        return found

    def end(self, index: int) -> int:
        """Where the text at this index ends."""
        after = index + 1
        return self.starts[after] - len(SEPARATOR) if after < len(self.starts) else len(self.text)
