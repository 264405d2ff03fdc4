"""Search queries: words that must all occur in one text, and phrases in quotes. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category

from core.text import UNSPACED_SCRIPTS
from transcripts.search.normalization import fold, fold_with_offsets, grapheme_clusters

MAX_QUERY_LENGTH = 200  # characters of a query
MAX_PREFIX_LENGTH = 2  # letters; a word this short matches only where a word begins
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
STARTS_ANYWHERE = re.compile(rf"[\W{UNSPACED_SCRIPTS}]")
MARKS = "\u07a6-\u07b0\u0900-\u0963\u0966-\u0dff"  # of Indian scripts, which have spaces


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """A folded word or phrase; with a `pattern` it matches only where a word begins."""

    text: str
    pattern: re.Pattern[str] | None = None

    def find(self, text: str, start: int = 0, end: int | None = None) -> int:
        """The index of its first match in folded text; -1 if there is none."""
        stop = len(text) if end is None else end
        if self.pattern is None:
            return text.find(self.text, start, stop)
        found = self.pattern.search(text, start, stop)
        return found.start() if found else -1


def parse_query(query: str) -> list[SearchTerm]:
    """The terms of a query, the longest first; empty if there is nothing to search for."""
    terms = {}
    for piece in PIECE.finditer(query[:MAX_QUERY_LENGTH]):
        phrase = piece["phrase"] or piece["quoted"]
        term = make_term(strip_punctuation(piece["word"]) if piece["word"] else phrase or "")
        terms[term.text] = term
    terms.pop("", None)
    return sorted(terms.values(), key=lambda term: len(term.text), reverse=True)


def make_term(words: str) -> SearchTerm:
    """The term for a word or phrase."""
    text = fold(words)
    if not text or len(grapheme_clusters(words.strip())) > MAX_PREFIX_LENGTH or STARTS_ANYWHERE.match(text):
        return SearchTerm(text)
    same = re.escape(text)
    return SearchTerm(text, re.compile(rf"{same}(?<![^\W{UNSPACED_SCRIPTS}]{same})(?<![{MARKS}]{same})"))


def strip_punctuation(word: str) -> str:
    """A word without punctuation around it, unless it is nothing else."""
    letters = [at for at, sign in enumerate(word) if category(sign)[0] != "P"]
    return word[letters[0] : letters[-1] + 1] if letters else word


def find_spans(words: str, terms: Sequence[SearchTerm]) -> list[Span]:
    """All spans of a text that match a term: in order, apart, and never empty."""
    folded = fold_with_offsets(words)
    found = []
    for term in terms:
        at = term.find(folded.text)
        while at >= 0:
            end = at + len(term.text)
            found.append(folded.span(at, end))
            at = term.find(folded.text, end)
    return merge_spans(found)


def merge_spans(found: Sequence[Span]) -> list[Span]:
    """The spans in order, with those that touch merged."""
    apart: list[Span] = []
    for start, end in sorted(found):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart
