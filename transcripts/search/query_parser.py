"""What somebody looks for: words that all have to stand in one text, and phrases in quotes. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category

from transcripts.search.normalization import clusters, fold, mapped

LONGEST = 200  # characters of a query
SHORT = 2  # letters of a word that is looked for at the beginning of words only
Span = tuple[int, int]

QUOTES = '"“”„‟«»″＂「」『』'
# A quote between two letters belongs to the word, as in Hebrew abbreviations.
INSIDE = rf'(?:[^{QUOTES}]|(?<=\w)["”](?=\w))'
PIECE = re.compile(
    rf"[{QUOTES}](?P<phrase>{INSIDE}*)"  # it need not be closed yet
    rf"|[‚‘‹](?P<quoted>.*?)(?:[‘’›](?!\w)|$)"
    rf"|(?P<word>(?:(?!\s){INSIDE})+)",
    re.DOTALL,
)
# Thai to Burmese, Khmer, and the signs of East Asia are written without spaces: a word may begin anywhere.
SPACELESS = "\u0e00-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
STARTS_ANYWHERE = re.compile(rf"[\W{SPACELESS}]")
MARKS = "\u07a6-\u07b0\u0900-\u0963\u0966-\u0dff"  # of Indian scripts, where words have spaces


@dataclass(frozen=True, slots=True)
class Needle:
    """A folded piece of text; with a `pattern` it counts only where a word begins."""

    text: str
    pattern: re.Pattern[str] | None = None

    def find(self, text: str, start: int = 0, end: int | None = None) -> int:
        """Where it stands first in a stretch of folded text; -1 where it does not."""
        stop = len(text) if end is None else end
        if self.pattern is None:
            return text.find(self.text, start, stop)
        found = self.pattern.search(text, start, stop)
        return found.start() if found else -1


def parse(query: str) -> list[Needle]:
    """What a query asks for, the longest first; nothing where it holds no sign to look for."""
    needles = {}
    for piece in PIECE.finditer(query[:LONGEST]):
        phrase = piece["phrase"] or piece["quoted"]
        needle = needle_of(bare(piece["word"]) if piece["word"] else phrase or "")
        needles[needle.text] = needle
    needles.pop("", None)
    return sorted(needles.values(), key=lambda needle: len(needle.text), reverse=True)


def needle_of(words: str) -> Needle:
    text = fold(words)
    if not text or len(clusters(words.strip())) > SHORT or STARTS_ANYWHERE.match(text):
        return Needle(text)
    same = re.escape(text)
    return Needle(text, re.compile(rf"{same}(?<![^\W{SPACELESS}]{same})(?<![{MARKS}]{same})"))


def bare(word: str) -> str:
    """A word without the punctuation around it, unless it is nothing else."""
    letters = [at for at, sign in enumerate(word) if category(sign)[0] != "P"]
    return word[letters[0] : letters[-1] + 1] if letters else word


def spans(words: str, needles: Sequence[Needle]) -> list[Span]:
    """All places of a text where something stands that was looked for: in order, apart, and never empty."""
    there = mapped(words)
    found = []
    for needle in needles:
        at = needle.find(there.text)
        while at >= 0:
            end = at + len(needle.text)
            found.append(there.span(at, end))
            at = needle.find(there.text, end)
    return joined(found)


def joined(found: Sequence[Span]) -> list[Span]:
    """The same places in order; those that touch are one."""
    apart: list[Span] = []
    for start, end in sorted(found):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart
