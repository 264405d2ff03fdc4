"""Spans of text that match a search: as a URL parameter, as HTML and as excerpts.

The parameter contains only numbers: `7:3-9.20-25` means two spans in turn 7, `7n:3-9` one span in the note on
it. The topic is turn 0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from transcripts.search.normalization import continues_cluster, fold
from transcripts.search.query_parser import QUOTES, Span, merge_spans

MAX_SPANS = 20  # in a URL
MARK_PATTERN = re.compile(r"(\d{1,7})(n?):(\d{1,7}-\d{1,7}(?:\.\d{1,7}-\d{1,7}){0,99})", re.ASCII)
STRAY_QUOTES = re.compile(rf"(?<!\w)[{QUOTES}]|[{QUOTES}](?!\w)")  # quotes that would end a phrase
CONTEXT_BEFORE, MAX_EXCERPT_LENGTH = 50, 180  # characters
SPACE_WITHIN = 20  # characters before a cut, searched for a space


@dataclass(frozen=True, slots=True)
class HighlightMark:
    """Spans in the words of a turn or of the note on it. Ends are exclusive."""

    seq: int
    spans: tuple[Span, ...]
    is_note: bool = False

    def __str__(self) -> str:
        spans = ".".join(f"{start}-{end}" for start, end in self.spans[:MAX_SPANS])
        return f"{self.seq}{'n' if self.is_note else ''}:{spans}"


def parse_mark(text: str) -> HighlightMark | None:
    """Parse a URL parameter; None if it is invalid."""
    match = MARK_PATTERN.fullmatch(text)
    if match is None:
        return None
    pairs = [tuple(map(int, pair.split("-"))) for pair in match[3].split(".")]
    spans = merge_spans([(start, end) for start, end in pairs if start < end])
    return HighlightMark(int(match[1]), tuple(spans), bool(match[2])) if spans else None


def highlight(words: str, spans: Sequence[Span]) -> SafeString:
    """Return the words as escaped HTML with these spans in <mark>. Spans may overlap or exceed the words."""
    pieces, position = [], 0
    for start, end in merge_spans([(max(0, start), min(end, len(words))) for start, end in spans]):
        if start < end:
            pieces += [escape(words[position:start]), "<mark>", escape(words[start:end]), "</mark>"]
            position = end
    return SafeString("".join([*pieces, escape(words[position:])]))  # the words are escaped


def query_for_spans(words: str, spans: Sequence[Span]) -> str:
    """Return a query that finds these spans again: each text once, quoted if it has several words."""
    pieces = [" ".join(STRAY_QUOTES.sub(" ", words[start:end]).split()) for start, end in spans]
    texts = {fold(piece): f"“{piece}”" if " " in piece else piece for piece in pieces if piece}
    return " ".join(texts.values())


def excerpt(words: str, spans: Sequence[Span]) -> SafeString:
    """Return the words around the first span as HTML, with an ellipsis where something is cut off."""
    first_match = spans[0][0] if spans else 0
    start = (
        word_boundary(words, first_match - CONTEXT_BEFORE)
        if first_match > CONTEXT_BEFORE + SPACE_WITHIN
        else 0
    )
    end = (
        word_boundary(words, start + MAX_EXCERPT_LENGTH)
        if len(words) > start + MAX_EXCERPT_LENGTH + SPACE_WITHIN
        else len(words)
    )
    html = highlight(
        words[start:end], [(span_start - start, span_end - start) for span_start, span_end in spans]
    )
    dots = ["… " if start else "", html, " …" if end < len(words) else ""]
    return SafeString("".join(dots))  # its parts are escaped


def word_boundary(words: str, index: int) -> int:
    """Return an index near this one at which to cut: after a space if possible, never within a grapheme
    cluster."""
    space = max(words.rfind(char, index - SPACE_WITHIN, index) for char in " \n")
    index = index if space < 0 else space + 1
    while continues_cluster(words, index):
        index -= 1
    return index
