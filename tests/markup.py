"""Pages as a browser shows them, without the whitespace that only keeps their source readable."""

from __future__ import annotations

import re

INLINE = "a|abbr|bdi|em|i|mark|small|span|strong|sub|sup|time"
AS_WRITTEN = re.compile(r"(<(?:pre|textarea)\b.*?</(?:pre|textarea)>)", re.DOTALL)


def compact(html: str) -> str:
    """Return `html` on one line: no whitespace between tags, around a block's text, or before a tag's end.

    What stands in a `pre` or a `textarea` stays as it is."""
    return "".join(part if AS_WRITTEN.match(part) else _compact(part) for part in AS_WRITTEN.split(html))


def _compact(html: str) -> str:
    html = re.sub(r"\s+", " ", html)
    html = re.sub(r" (?=/?>)", "", html)
    html = re.sub(r"> (?=<)", ">", html)
    html = re.sub(rf"(<(?!/|(?:{INLINE})\b)\w[^>]*>) ", r"\1", html)
    return re.sub(rf" (?=</(?!(?:{INLINE})>))", "", html)
