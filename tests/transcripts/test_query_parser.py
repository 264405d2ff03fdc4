"""Search queries, and where they match a text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.transcripts.test_normalization import any_text
from transcripts.search.documents import SearchDocument
from transcripts.search.normalization import fold, fold_with_offsets
from transcripts.search.query_parser import MAX_QUERY_LENGTH, SearchTerm, find_spans, parse_query


def term_texts(query: str) -> set[str]:
    return {term.text for term in parse_query(query)}


@pytest.mark.parametrize(
    ("query", "pieces"),
    [
        ("Lonely evening", {"lonely", "evening"}),
        ("“goes quiet” sad", {"goes quiet", "sad"}),
        ('"goes quiet" "far away"', {"goes quiet", "far away"}),
        ("„geh ins Bett“ früh", {"geh ins bett", "fruh"}),
        ("»so ist es« oft", {"so ist es", "oft"}),
        ("«loin de toi»", {"loin de toi"}),
        ("‚don’t do‘ that", {"don't do", "that"}),
        ("「寂しい」私", {"寂しい", "私"}),
        ("私「寂し", {"私", "寂し"}),
        ('I feel "so al', {"i", "feel", "so al"}),
        ("“", set()),
        ('"" hello', {"hello"}),
        ("  ", set()),
        ("(hello), you!", {"hello", "you"}),
        ("?!", {"?!"}),
        ("don’t", {"don't"}),
        ('צה"ל', {'צה"ל'}),
        ('"צה"ל שלנו" כן', {'צה"ל שלנו', "כן"}),
        ("same SAME Sáme", {"same"}),
        ("😢💛", {"😢💛"}),
    ],
)
def test_words_and_phrases_are_parsed(query: str, pieces: set[str]):
    assert term_texts(query) == pieces


@example("か\u3099\u200b\u093c", 0)
@given(any_text, st.integers(0, 400))
def test_any_query_can_be_parsed(text: str, extra: int):
    terms = parse_query(text + "x" * extra)
    assert all(term.text == fold(term.text) != "" for term in terms)
    assert sum(len(term.text) for term in terms) <= 20 * MAX_QUERY_LENGTH  # one character may fold to many


def find_matches(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in find_spans(text, parse_query(query))]


@pytest.mark.parametrize(
    ("text", "query", "pieces"),
    [
        ("Ich fühle mich, und du fühlst", "FUHL", ["fühl", "fühl"]),
        ("Die Haustürschlüssel", "turschl", ["türschl"]),
        ("Straßenlärm", "strass", ["Straß"]),
        ("Straßenlärm", "stras", ["Straß"]),
        ("an Anna and canal", "an", ["an", "An", "an"]),
        ("an Anna and canal", "ana", ["ana"]),
        ("(an) “an” l'an -an 5an", "an", ["an", "an", "an", "an"]),
        ("मन और किमन", "मन", ["मन"]),
        ("我很寂寞", "寂", ["寂"]),
        ("วันนี้เงียบมาก", "มา", ["มา"]),
        ("愛love", "l", ["l"]),
        ("so sad😢", "😢", ["😢"]),
        ("we 👨‍👩‍👧 three", "👩", ["👨‍👩‍👧"]),
        ("well done 👍🏽", "👍", ["👍🏽"]),
        ("goes\r\n  quiet, Goes Quiet", "“goes quiet", ["goes\r\n  quiet", "Goes Quiet"]),
        ("cafe\u0301 or café", "café", ["cafe\u0301", "café"]),
        ("שָׁלוֹם לָךְ", "שלום", ["שָׁלוֹם"]),
        ("مُحَمَّدٌ", "محمد", ["مُحَمَّدٌ"]),
        ("한글을 하나", "한", ["한", "하나"]),
        ("aaaa", "aa", ["aa"]),
        ("Nothing here", "elsewhere", []),
    ],
)
def test_matches_are_found_in_the_original_text(text: str, query: str, pieces: list[str]):
    assert find_matches(text, query) == pieces


@given(any_text, st.lists(any_text, min_size=1, max_size=3))
def test_spans_are_sorted_and_separate_and_match_the_query(text: str, looked_for: list[str]):
    terms = parse_query(" ".join(looked_for))
    spans = find_spans(text, terms)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(span[1] < other[0] for span, other in zip(spans, spans[1:], strict=False))
    for start, end in spans:
        assert any(term.text in fold(text[start:end]) for term in terms)


@given(any_text, st.data())
def test_any_part_of_a_text_is_found_in_it(text: str, data: st.DataObject):
    folded = fold_with_offsets(text).text
    start = data.draw(st.integers(0, len(folded)))
    piece = folded[start : data.draw(st.integers(start, len(folded)))].strip()
    spans = find_spans(text, [SearchTerm(piece)]) if piece else []
    assert bool(spans) == bool(piece)
    assert all(piece in fold(text[start:end]) for start, end in spans)


@example(["an Anna", "another", "Nan", ""], "an")
@given(st.lists(any_text, max_size=6), any_text)
def test_a_document_finds_the_texts_with_all_terms(texts: list[str], query: str):
    terms = parse_query(query)
    sheet = SearchDocument(1, enumerate(texts))
    one_by_one = [
        number
        for number, text in enumerate(texts)
        if terms and all(term.find(fold(text)) >= 0 for term in terms)
    ]
    assert sheet.find(terms) == one_by_one
    assert sheet.count(terms) == len(one_by_one)


def test_a_document_finds_nothing_across_two_texts():
    sheet = SearchDocument(1, [(3, "when dinner goes"), (8, "quiet and far")])
    assert sheet.find(parse_query("“goes quiet”")) == []
    assert sheet.find(parse_query("goes quiet")) == []
    assert sheet.find(parse_query("quiet far")) == [8]
