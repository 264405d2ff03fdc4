"""Places in words that were looked for: as they stand in an address, and as they are shown.

An address names them by numbers alone: `7:3-9.20-25` is two places in turn 7, `7n:3-9` one in the note beside it. The
topic is turn 0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from transcripts.search.normalization import continues, fold
from transcripts.search.query_parser import QUOTES, Span, joined

MOST = 20  # places named in an address
MARK = re.compile(r"(\d{1,7})(n?):(\d{1,7}-\d{1,7}(?:\.\d{1,7}-\d{1,7}){0,99})", re.ASCII)
LEFT_OUT = re.compile(rf"(?<!\w)[{QUOTES}]|[{QUOTES}](?!\w)")  # quotes that would end a phrase
BEFORE, LONGEST = 50, 180  # characters of an excerpt before the first place, and in all
NEAR = 20  # characters in which a space is looked for, so that no word is cut


@dataclass(frozen=True, slots=True)
class Mark:
    """Places in one turn, or in the note beside it: from this character of its words to before that one."""

    seq: int
    spans: tuple[Span, ...]
    noted: bool = False

    def __str__(self) -> str:
        return f"{self.seq}{'n' if self.noted else ''}:{'.'.join(f'{start}-{end}' for start, end in self.spans[:MOST])}"


def parse_mark(text: str) -> Mark | None:
    """The places that an address names; None where it names none."""
    found = MARK.fullmatch(text)
    if found is None:
        return None
    pairs = [tuple(map(int, pair.split("-"))) for pair in found[3].split(".")]
    spans = joined([(start, end) for start, end in pairs if start < end])
    return Mark(int(found[1]), tuple(spans), bool(found[2])) if spans else None


def marked(words: str, spans: Sequence[Span]) -> SafeString:
    """The words as HTML with these places marked, whatever the places are; nothing is lost, added or left unescaped."""
    pieces, at = [], 0
    for start, end in joined([(max(0, start), min(end, len(words))) for start, end in spans]):
        if start < end:
            pieces += [escape(words[at:start]), "<mark>", escape(words[start:end]), "</mark>"]
            at = end
    return SafeString("".join([*pieces, escape(words[at:])]))  # the words are escaped  # nosec


def looked_for(words: str, spans: Sequence[Span]) -> str:
    """A query that finds these places again: each piece of the words once, in quotes where it is more than one word."""
    pieces = [" ".join(LEFT_OUT.sub(" ", words[start:end]).split()) for start, end in spans]
    once = {fold(piece): f"“{piece}”" if " " in piece else piece for piece in pieces if piece}
    return " ".join(once.values())


def excerpt(words: str, spans: Sequence[Span]) -> SafeString:
    """The words around the first of these places, marked; what is left out is shown by dots."""
    first = spans[0][0] if spans else 0
    start = cut(words, first - BEFORE) if first > BEFORE + NEAR else 0
    end = cut(words, start + LONGEST) if len(words) > start + LONGEST + NEAR else len(words)
    shown = marked(words[start:end], [(at - start, to - start) for at, to in spans])
    dots = ["… " if start else "", shown, " …" if end < len(words) else ""]
    return SafeString("".join(dots))  # the same  # nosec


def cut(words: str, at: int) -> int:
    """A good place near this one to cut the words: after a space if there is one, never within what is seen as one."""
    space = max(words.rfind(sign, at - NEAR, at) for sign in " \n")
    at = at if space < 0 else space + 1
    while continues(words, at):
        at -= 1
    return at
