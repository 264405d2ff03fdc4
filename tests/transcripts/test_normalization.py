"""Text as it is compared, and the way back to the text as it was written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.search.normalization import continues_cluster, fold, fold_with_offsets, grapheme_clusters

TRICKY = "aéßﬁİıΣς άй ёşשׁלוֹ مُحَـأहिंक़ต้ำがｶﾞ한글ㄱᄒ\u1161\u0301\u0323\u200d\u200b\ufe0f👩👧👍🏽🇩 \n\r\t\xa0„“”'’-–\ud800"
any_text = (
    st.text()
    | st.text(st.sampled_from(TRICKY))
    | st.text(st.characters(categories=["Mn", "Mc", "Lo", "Cf", "So"]))
)

ALIKE = [
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


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_case_accents_and_points_do_not_matter(one: str, other: str):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("कि", "की"), ("มา", "ม้า"), ("かき", "かぎ"), ("ハハ", "パパ"), ("ক", "কা"), ("ö", "u"), ("แม่", "แม้")],
)
def test_marks_that_are_letters_do_matter(one: str, other: str):
    assert fold(one) != fold(other)


def test_korean_is_found_key_by_key():
    typed = ["ㅎ", "하", "한", "한ㄱ", "한그", "한글"]
    assert all(fold("한글").startswith(fold(so_far)) for so_far in typed)
    assert all(fold("과일").startswith(fold(so_far)) for so_far in ["ㄱ", "고", "과", "과ㅇ", "과이", "과일"])
    assert fold("하나").startswith(fold("한"))  # what ends a syllable may begin the next


@given(any_text)
def test_the_way_back_belongs_to_the_same_text(text: str):
    there = fold_with_offsets(text)
    assert there.text == fold(text)
    assert len(there.starts) == len(there.ends) == len(there.text)


@given(any_text)
def test_each_letter_comes_from_a_piece_that_folds_to_it(text: str):
    there = fold_with_offsets(text)
    for letter, start, end in zip(there.text, there.starts, there.ends, strict=True):
        assert 0 <= start < end <= len(text)
        assert letter in fold(text[start:end]) or letter == " "
    assert list(there.starts) == sorted(there.starts)
    assert list(there.ends) == sorted(there.ends)


@given(any_text)
def test_folding_twice_changes_nothing_more(text: str):
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_composed_or_not_is_the_same(text: str):
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(any_text)
def test_the_pieces_are_the_whole_text(text: str):
    pieces = grapheme_clusters(text)
    assert "".join(text[start:end] for start, end in pieces) == text
    assert not any(continues_cluster(text, start) for start, _ in pieces)


@pytest.mark.parametrize(
    "seen", ["👨‍👩‍👧", "👍🏽", "❤️", "שָׁ", "हि", "e\u0301\u0323", "ต้", "ｶﾞ", "\u1112\u1161\u11ab"]
)
def test_what_is_seen_as_one_stays_one(seen: str):
    assert grapheme_clusters(f"a{seen}b") == [(0, 1), (1, 1 + len(seen)), (1 + len(seen), 2 + len(seen))]
