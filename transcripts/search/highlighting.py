"""Spans of words that match a search: in an address, as HTML and as excerpts.

An address holds numbers only: `7:3-9.20-25` is two spans in turn 7, `7n:3-9` one in the note beside it. The topic is
turn 0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from transcripts.search.normalization import continues_cluster, fold
from transcripts.search.query_parser import QUOTES, Span, merge_spans

MAX_SPANS = 20  # in an address
MARK_PATTERN = re.compile(r"(\d{1,7})(n?):(\d{1,7}-\d{1,7}(?:\.\d{1,7}-\d{1,7}){0,99})", re.ASCII)
STRAY_QUOTES = re.compile(rf"(?<!\w)[{QUOTES}]|[{QUOTES}](?!\w)")  # quotes that would end a phrase
CONTEXT_BEFORE, MAX_EXCERPT_LENGTH = 50, 180  # characters of an excerpt before the first span, and in all
SPACE_WITHIN = 20  # characters before a cut in which to look for a space


@dataclass(frozen=True, slots=True)
class HighlightMark:
    """Spans in the words of a turn, or of the note beside it; the end is exclusive."""

    seq: int
    spans: tuple[Span, ...]
    is_note: bool = False

    def __str__(self) -> str:
        spans = ".".join(f"{start}-{end}" for start, end in self.spans[:MAX_SPANS])
        return f"{self.seq}{'n' if self.is_note else ''}:{spans}"


def parse_mark(text: str) -> HighlightMark | None:
    """The mark in an address; None if it is not valid."""
    found = MARK_PATTERN.fullmatch(text)
    if found is None:
        return None
    pairs = [tuple(map(int, pair.split("-"))) for pair in found[3].split(".")]
    spans = merge_spans([(start, end) for start, end in pairs if start < end])
    return HighlightMark(int(found[1]), tuple(spans), bool(found[2])) if spans else None


def highlight(words: str, spans: Sequence[Span]) -> SafeString:
    """The words as HTML, escaped, with these spans in <mark>. Spans may overlap or exceed the words."""
    pieces, at = [], 0
    for start, end in merge_spans([(max(0, start), min(end, len(words))) for start, end in spans]):
        if start < end:
            pieces += [escape(words[at:start]), "<mark>", escape(words[start:end]), "</mark>"]
            at = end
    return SafeString("".join([*pieces, escape(words[at:])]))  # the words are escaped  # nosec


def query_for_spans(words: str, spans: Sequence[Span]) -> str:
    """A query that finds these spans again: each text once, in quotes if it has several words."""
    pieces = [" ".join(STRAY_QUOTES.sub(" ", words[start:end]).split()) for start, end in spans]
    once = {fold(piece): f"“{piece}”" if " " in piece else piece for piece in pieces if piece}
    return " ".join(once.values())


def excerpt(words: str, spans: Sequence[Span]) -> SafeString:
    """The words around the first of these spans as HTML; an ellipsis stands for what is left out."""
    first = spans[0][0] if spans else 0
    start = word_boundary(words, first - CONTEXT_BEFORE) if first > CONTEXT_BEFORE + SPACE_WITHIN else 0
    end = (
        word_boundary(words, start + MAX_EXCERPT_LENGTH)
        if len(words) > start + MAX_EXCERPT_LENGTH + SPACE_WITHIN
        else len(words)
    )
    shown = highlight(words[start:end], [(at - start, to - start) for at, to in spans])
    dots = ["… " if start else "", shown, " …" if end < len(words) else ""]
    return SafeString("".join(dots))  # its parts are escaped  # nosec


def word_boundary(words: str, at: int) -> int:
    """An index near this one at which to cut: after a space if there is one, never within a grapheme cluster."""
    space = max(words.rfind(sign, at - SPACE_WITHIN, at) for sign in " \n")
    at = at if space < 0 else space + 1
    while continues_cluster(words, at):
        at -= 1
    return at
