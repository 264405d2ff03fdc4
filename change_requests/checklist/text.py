"""A wish parsed for the rules: sentence by sentence, with and without the reasons it gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from change_requests.checklist.patterns import Obstacle
from change_requests.schedules import GiftSchedule
from change_requests.stated_schedules import normalize_wish
from core.text_matching import APOSTROPHES, NormalizedText, Translate, join

SENTENCE_END = re.compile(r"[.!?;…](?=\s)|[。！？；]|\n(?=\r?\n)")
CLAUSE_END = re.compile(r"[,:–—](?=\s)|[，、،：]")
MAX_WISH_LENGTH = 4000  # characters that are read
MAX_PARTS = 20  # of a text, or of a sentence, are read one by one; what follows is read as one more


@dataclass(frozen=True, slots=True)
class ParsedWish:
    """The words as typed, the schedule chosen beside them, and their normalized text."""

    words: str
    schedule: GiftSchedule | None
    translate: Translate
    sentences: tuple[NormalizedText, ...]
    requests: tuple[NormalizedText, ...]  # the sentences without their reasons
    text: NormalizedText  # all sentences

    @property
    def has_words(self) -> bool:
        """Whether anything is typed that can be read."""
        return not self.text.is_empty

    def first_advice(self, obstacles: Sequence[Obstacle], sentences: Sequence[NormalizedText]) -> str:
        """The advice on the first of these obstacles; "" if there is none."""
        matches = ((obstacle, obstacle.first_term(sentences)) for obstacle in obstacles)
        return next((self.quote(obstacle.advice, term) for obstacle, term in matches if term), "")

    def quote(self, sentence: str, term: str) -> str:
        """A sentence with this term, spelled as it was typed."""
        return self.translate(sentence).format(words=original_spelling(term, self.words))


def parse_wish(words: str, schedule: GiftSchedule | None, translate: Translate) -> ParsedWish:
    """Read the first MAX_WISH_LENGTH characters of a wish."""
    words = words[:MAX_WISH_LENGTH]
    pieces = SENTENCE_END.split(words, maxsplit=MAX_PARTS)
    sentences = tuple(normalize_wish(piece) for piece in pieces)
    requests = tuple(
        without_reasons(piece) if text.has("reasons") else text
        for piece, text in zip(pieces, sentences, strict=True)
    )
    return ParsedWish(words, schedule, translate, sentences, requests, join(sentences))


def without_reasons(sentence: str) -> NormalizedText:
    """The sentence up to its reason; if it begins with one, the clauses after it."""
    parts: list[NormalizedText] = []
    for clause in CLAUSE_END.split(sentence, maxsplit=MAX_PARTS):
        before, reason, _after = normalize_wish(clause).partition("reasons")
        parts.append(before)
        if reason and any(part.words for part in parts):
            break
    return join(parts)


def original_spelling(term: str, words: str) -> str:
    """A normalized term as it was typed in the words, or unchanged if it can't be located."""
    letters = r"\W*".join(map(re.escape, term.split()))
    match = re.search(letters, words.translate(APOSTROPHES), re.IGNORECASE)
    return " ".join(match[0].split()) if match else term
