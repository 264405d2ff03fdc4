"""Finds a word of which a finger slipped: one letter wrong, missing, too many, or two swapped. Plain Python."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from os.path import commonprefix

from transcripts.search.documents import SearchDocument
from transcripts.search.query_parser import SearchTerm

MIN_LENGTH = 4  # letters; one letter of a shorter word is too much of it
WORD = re.compile(r"\w+")


def correct_terms(terms: Sequence[SearchTerm], documents: Collection[SearchDocument]) -> list[SearchTerm]:
    """Return the terms with what was probably meant by those that occur nowhere; empty if one stays unknown."""
    words: Counter[str] = Counter()
    corrected = []
    for term in terms:
        if any(term.text in document.text for document in documents):
            corrected.append(term)
            continue
        words = words or count_words(documents)
        meant = closest_word(term.text, words)
        if not meant:
            return []
        corrected.append(SearchTerm(meant))
    return corrected


def count_words(documents: Collection[SearchDocument]) -> Counter[str]:
    """Return in how many of the documents each word occurs."""
    pieces: Counter[str] = Counter()
    for document in documents:
        pieces.update(set(document.text.split()))
    words: Counter[str] = Counter()
    for piece, count in pieces.items():
        for word in WORD.findall(piece):
            words[word] += count
    return words


def closest_word(typed: str, words: Counter[str]) -> str:
    """Return the word, or the beginning of a word, that is one slip away, the most frequent first; "" if none is."""
    if len(typed) < MIN_LENGTH or not typed.isalpha():
        return ""
    found: Counter[str] = Counter()
    for word, count in words.items():
        begins_alike = word[:1] == typed[:1] or word[1:2] in typed[:2]
        if not begins_alike or len(word) < len(typed) - 1:
            continue
        if meant := beginning_within_a_slip(typed, word):
            found[meant] += count
    return min(found, key=lambda word: (-found[word], word), default="")


def beginning_within_a_slip(typed: str, word: str) -> str:
    """Return the word, or as many of its first letters as are one slip away from what was typed; "" if none are."""
    lengths = (len(word), len(typed), len(typed) + 1, len(typed) - 1)
    return next((word[:length] for length in lengths if is_one_slip(typed, word[:length])), "")


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two neighbours are swapped."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    start = len(commonprefix([typed, meant]))
    left, right = typed[start:], meant[start:]
    swapped = left[1::-1] == right[:2] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left == right[1:] or left[1:] == right
