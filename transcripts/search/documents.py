"""The folded texts of one dialogue, one after the other, so that one look goes through all of them. Plain Python."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence

from transcripts.search.normalization import fold
from transcripts.search.query_parser import Needle

BETWEEN = "\n"  # it stands in no folded text and in nothing that is looked for


class Sheet:
    """Numbered texts, folded. `mark` tells whether they are still what they were when they were written down; `size` is
    about how many bytes it takes."""

    __slots__ = ("mark", "numbers", "size", "starts", "text")

    def __init__(self, mark: Hashable, texts: Iterable[tuple[int, str]] = ()) -> None:
        self.mark = mark
        self.numbers, self.starts = array("i"), array("i")
        pieces, at = [], 0
        for number, words in texts:
            piece = fold(words)
            self.numbers.append(number)
            self.starts.append(at)
            pieces.append(piece)
            at += len(piece) + len(BETWEEN)
        self.text = BETWEEN.join(pieces)
        self.size = sum(sys.getsizeof(part) for part in (self, self.text, self.numbers, self.starts, mark))

    def find(self, needles: Sequence[Needle]) -> list[int]:
        """The numbers of the texts in which all of these stand, in order."""
        if not needles or any(needle.text not in self.text for needle in needles):
            return []
        first, *others = needles
        found = []
        at = first.find(self.text)
        while at >= 0:
            place = bisect_right(self.starts, at) - 1
            start, end = self.starts[place], self.end(place)
            if all(needle.find(self.text, start, end) >= 0 for needle in others):
                found.append(self.numbers[place])
            at = first.find(self.text, end)
        return found

    def end(self, place: int) -> int:
        after = place + 1
        return self.starts[after] - len(BETWEEN) if after < len(self.starts) else len(self.text)
