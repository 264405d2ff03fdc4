"""Search queries: words and quoted phrases that must all occur in one text. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category

from core.text import UNSPACED_SCRIPTS
from transcripts.search.normalization import fold, fold_with_offsets, grapheme_clusters

MAX_QUERY_LENGTH = 200  # characters
MAX_PREFIX_LENGTH = 2  # letters; a word this short matches only where a word begins
Span = tuple[int, int]

QUOTES = '"“”„‟«»″＂「」『』'
# A quote between two letters belongs to the word, as in Hebrew abbreviations.
INSIDE = rf'(?:[^{QUOTES}]|(?<=\w)["”](?=\w))'
PIECE = re.compile(
    rf"[{QUOTES}](?P<phrase>{INSIDE}*)"  # the closing quote is optional
    rf"|[‚‘‹](?P<quoted>.*?)(?:[‘’›](?!\w)|$)"
    rf"|(?P<word>(?:(?!\s){INSIDE})+)",
    re.DOTALL,
)
STARTS_ANYWHERE = re.compile(rf"[\W{UNSPACED_SCRIPTS}]")
MARKS = "\u07a6-\u07b0\u0900-\u0963\u0966-\u0dff"  # of Indian scripts, which have spaces


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """A folded word or phrase.

    With a `pattern` it matches only where a word begins. The pattern takes in the rest of the text, so that it finds
    each of many joined texts once.
    """

    text: str
    pattern: re.Pattern[str] | None = None

    def find(self, text: str, start: int = 0, end: int | None = None) -> int:
        """Return the index of the first match in folded text, -1 if there is none."""
        stop = len(text) if end is None else end
        if self.pattern is None:
            return text.find(self.text, start, stop)
        match = self.pattern.search(text, start, stop)
        return match.start() if match else -1


def parse_query(query: str) -> list[SearchTerm]:
    """Return the terms of a query, the longest first; empty if there is nothing to search for."""
    terms = {}
    for piece in PIECE.finditer(query[:MAX_QUERY_LENGTH]):
        phrase = piece["phrase"] or piece["quoted"]
        term = make_term(strip_punctuation(piece["word"]) if piece["word"] else phrase or "")
        terms[term.text] = term
    terms.pop("", None)
    return sorted(terms.values(), key=lambda term: len(term.text), reverse=True)


def make_term(words: str) -> SearchTerm:
    """Return the term for a word or phrase."""
    text = fold(words)
    if not text or len(grapheme_clusters(words.strip())) > MAX_PREFIX_LENGTH or STARTS_ANYWHERE.match(text):
        return SearchTerm(text)
    literal = re.escape(text)
    begins_word = rf"{literal}(?<![^\W{UNSPACED_SCRIPTS}]{literal})(?<![{MARKS}]{literal})"
    return SearchTerm(text, re.compile(f"{begins_word}.*"))


def strip_punctuation(word: str) -> str:
    """Strip punctuation around a word, unless it has nothing else."""
    indexes = [index for index, char in enumerate(word) if category(char)[0] != "P"]
    return word[indexes[0] : indexes[-1] + 1] if indexes else word


def find_spans(words: str, terms: Sequence[SearchTerm]) -> list[Span]:
    """Return all non-empty spans of a text that match a term, sorted and merged."""
    folded = fold_with_offsets(words)
    spans = []
    for term in terms:
        position = term.find(folded.text)
        while position >= 0:
            end = position + len(term.text)
            spans.append(folded.span(position, end))
            position = term.find(folded.text, end)
    return merge_spans(spans)


def merge_spans(spans: Sequence[Span]) -> list[Span]:
    """Sort spans and merge those that touch or overlap."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
