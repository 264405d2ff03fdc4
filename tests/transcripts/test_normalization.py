"""Folding for search, and the way back to the original text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transcripts.search.normalization import (
    SEPARATOR,
    continues_cluster,
    fold,
    fold_joined,
    fold_with_offsets,
    grapheme_clusters,
)

TRICKY = "aéßﬁİıΣς άй ёşשׁלוֹ مُحَـأहिंक़ต้ำがｶﾞ한글ㄱᄒ\u1161\u0301\u0323\u200d\u200b\ufe0f👩👧👍🏽🇩 \n\r\t\xa0„“”'’-–\ud800"
any_text = (
    st.text()
    | st.text(st.sampled_from(TRICKY))
    | st.text(st.characters(categories=["Mn", "Mc", "Lo", "Cf", "So"]))
)

# Marks that are in another order once nothing is between them.
apart = example("か\u3099\u200b\u093c")
apart_by_tatweel = example("か\u3099\u0640\u093c")

SAME_WHEN_FOLDED = [
    ("Straße", "STRASSE"),
    ("Ich fühle mich", "ich fuhle mich"),
    ("İstanbul’da ışık", "istanbul'da isik"),
    ("cảm thấy cô đơn", "cam thay co don"),
    ("Ὀδυσσεύς τῷ", "οδυσσευσ τω"),
    ("Мой ёж", "мои еж"),
    ("שָׁלוֹם", "שלום"),
    ("מִשְׁפָּחָה", "משפחה"),
    ("مُحَمَّد أَحبـــك", "محمد احبك"),
    ("ﻣﺤﻤﺪ", "محمد"),
    ("ﬁn ① ½", "fin 1 1\u20442"),
    ("Ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
    ("ﾄｷﾞ", "トギ"),
    ("cafe\u0301", "café"),
    ("Łódź, Ørsted, Đạt, œuvre", "lodz, orsted, dat, oeuvre"),
    ("“Hello” — she said", '"hello" - she said'),
    ("two\r\n\u00a0 lines ", "two lines"),
    ("soft\u00adhyphen\u200b", "softhyphen"),
]


@pytest.mark.parametrize(("text", "other"), SAME_WHEN_FOLDED)
def test_case_accents_and_vowel_points_are_ignored(text: str, other: str):
    assert fold(text) == fold(other)


@pytest.mark.parametrize(
    ("text", "other"),
    [("कि", "की"), ("มา", "ม้า"), ("かき", "かぎ"), ("ハハ", "パパ"), ("ক", "কা"), ("ö", "u"), ("แม่", "แม้")],
)
def test_marks_that_count_as_letters_matter(text: str, other: str):
    assert fold(text) != fold(other)


def test_korean_is_found_key_by_key():
    typed = ["ㅎ", "하", "한", "한ㄱ", "한그", "한글"]
    assert all(fold("한글").startswith(fold(so_far)) for so_far in typed)
    assert all(fold("과일").startswith(fold(so_far)) for so_far in ["ㄱ", "고", "과", "과ㅇ", "과이", "과일"])
    assert fold("하나").startswith(fold("한"))  # what ends a syllable may begin the next


@apart
@apart_by_tatweel
@given(any_text)
def test_offsets_belong_to_the_same_folded_text(text: str):
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)


@given(any_text)
def test_each_offset_leads_to_text_that_folds_to_the_character(text: str):
    folded = fold_with_offsets(text)
    for letter, start, end in zip(folded.text, folded.starts, folded.ends, strict=True):
        assert 0 <= start < end <= len(text)
        assert letter in fold(text[start:end]) or letter == " "
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)


@apart
@apart_by_tatweel
@given(any_text)
def test_folding_is_idempotent(text: str):
    assert fold(fold(text)) == fold(text)


@example(["Two  spaces. ", "\x1cLines\n \r\nof Text", "", "Ünder  way", "A\tTab"])
@example(["a NUL\0inside", "next"])
@given(st.lists(any_text, max_size=6))
def test_texts_folded_together_are_those_folded_one_by_one(texts: list[str]):
    assert fold_joined(texts) == SEPARATOR.join(map(fold, texts))


@given(any_text)
def test_composed_and_decomposed_text_fold_alike(text: str):
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(any_text)
def test_grapheme_clusters_cover_the_text(text: str):
    pieces = grapheme_clusters(text)
    assert "".join(text[start:end] for start, end in pieces) == text
    assert not any(continues_cluster(text, start) for start, _ in pieces)


@pytest.mark.parametrize(
    "cluster", ["👨‍👩‍👧", "👍🏽", "❤️", "שָׁ", "हि", "e\u0301\u0323", "ต้", "ｶﾞ", "\u1112\u1161\u11ab"]
)
def test_a_grapheme_cluster_is_not_split(cluster: str):
    assert grapheme_clusters(f"a{cluster}b") == [
        (0, 1),
        (1, 1 + len(cluster)),
        (1 + len(cluster), 2 + len(cluster)),
    ]
