"""Spans in a URL parameter, as HTML and in excerpts."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transcripts.test_normalization import any_text
from transcripts.search.highlighting import (
    MAX_EXCERPT_LENGTH,
    MAX_SPANS,
    SPACE_WITHIN,
    HighlightMark,
    excerpt,
    highlight,
    parse_mark,
)
from transcripts.search.normalization import continues_cluster, fold
from transcripts.search.query_parser import find_spans, parse_query

any_spans = st.lists(st.tuples(st.integers(-5, 400), st.integers(-5, 400)), max_size=8)


def text_of(markup: str) -> str:
    return html.unescape(re.sub("</?mark>", "", markup))


@given(any_text | st.text("<>&\"'mark/ ;"), any_spans)
def test_highlighting_never_changes_the_words(words: str, spans: list[tuple[int, int]]):
    markup = highlight(words, spans)
    assert text_of(markup) == words
    assert "<" not in re.sub("</?mark>", "", markup)
    assert markup.count("<mark>") == markup.count("</mark>")
    assert "<mark></mark>" not in markup


@given(any_text, any_text)
def test_highlighted_text_matches_the_query(words: str, query: str):
    terms = parse_query(query)
    for piece in re.findall("<mark>(.*?)</mark>", highlight(words, find_spans(words, terms)), re.DOTALL):
        assert any(term.text in fold(html.unescape(piece)) for term in terms)


def test_words_are_escaped_inside_and_outside_marks():
    assert highlight("<b>&<i>", [(3, 5)]) == "&lt;b&gt;<mark>&amp;&lt;</mark>i&gt;"
    assert parse_mark("0:0-5") == HighlightMark(0, ((0, 5),))


@given(
    st.integers(0, 9_999_999),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 50)), min_size=1, max_size=60),
)
def test_a_mark_survives_the_url(seq: int, gaps: list[tuple[int, int]]):
    spans, position = [], 0
    for gap, length in gaps:
        start = position + gap + 1
        position = start + length
        spans.append((start, position))
    assert parse_mark(str(HighlightMark(seq, tuple(spans)))) == HighlightMark(seq, tuple(spans[:MAX_SPANS]))


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "7",
        "7:",
        ":3-4",
        "7:3",
        "7:3-3",
        "7:9-3",
        "-7:3-9",
        "7:3-9.",
        "7:3-9,20-25",
        "7:3-9\n",
        "٧:٣-٩",
        "7:3-99999999",
        "x" * 5000,
    ]
    + ["7:" + "1-2." * 5000 + "1-2", "7:3-9#turn-7", "<script>", "7:3 -9", "\x00"],
)
def test_invalid_marks_are_ignored(garbage: str):
    assert parse_mark(garbage) is None


@given(st.text())
def test_any_text_is_a_mark_or_none(text: str):
    mark = parse_mark(text)
    assert mark is None or all(start < end for start, end in mark.spans)


def test_touching_spans_are_merged():
    assert parse_mark("7:5-9.3-6.9-12.20-21") == HighlightMark(7, ((3, 12), (20, 21)))


@given(any_text, st.integers(0, 300), any_text)
def test_an_excerpt_is_part_of_the_text_with_a_match(before: str, width: int, after: str):
    words = f"{before}{'so it goes ' * width}needle{after}{' and so on' * width}"
    spans = find_spans(words, parse_query("needle"))
    markup = excerpt(words, spans)
    shown_text = text_of(markup).removeprefix("… ").removesuffix(" …")
    start = words.find(shown_text) if shown_text else -1
    assert shown_text in words
    assert len(shown_text) <= MAX_EXCERPT_LENGTH + 2 * SPACE_WITHIN + len(before) + len(after)
    assert not continues_cluster(words, start) or start == 0
    assert "needle" in fold(re.findall("<mark>(.*?)</mark>", markup, re.DOTALL)[0])


def test_an_excerpt_marks_what_is_cut_off():
    words = f"{'before ' * 30}needle {'after ' * 60}"
    markup = excerpt(words, find_spans(words, parse_query("needle")))
    assert markup.startswith("… before")
    assert markup.endswith("after …") or markup.endswith("after  …")
    assert "<mark>needle</mark>" in markup
    assert (
        excerpt("a short needle", find_spans("a short needle", parse_query("needle")))
        == "a short <mark>needle</mark>"
    )
