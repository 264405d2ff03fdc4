"""The words of a wish, made ready for the rules: sentence by sentence, and once more without their reasons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from change_requests.checklist.patterns import Snag
from change_requests.schedules import Frame, parse
from core.text_matching import APOSTROPHES, NormalizedText, Translate, join

SENTENCE_END = re.compile(r"[.!?;…](?=\s)|[。！？；]|\n(?=\r?\n)")
CLAUSE_END = re.compile(r"[,:–—](?=\s)|[，、،：]")
LONGEST = 4000  # characters that are read
PIECES = 20  # of a text, or of a sentence, are read one by one; what follows is read as one more


@dataclass(frozen=True, slots=True)
class Heard:
    """The words as they were typed, the frame that is chosen beside them, and what was heard in them."""

    words: str
    frame: Frame | None
    translate: Translate
    sentences: tuple[NormalizedText, ...]
    asked: tuple[NormalizedText, ...]  # the sentences without their reasons
    said: NormalizedText  # all of it

    @property
    def begun(self) -> bool:
        return not self.said.is_empty

    def snag(self, snags: Sequence[Snag], sentences: Sequence[NormalizedText]) -> str:
        """What is said of the first snag."""
        found = ((snag, snag.found(sentences)) for snag in snags)
        return next((self.of(snag.says, term) for snag, term in found if term), "")

    def of(self, sentence: str, term: str) -> str:
        """A sentence about a term."""
        return self.translate(sentence).format(words=as_typed(term, self.words))


def hear_out(words: str, frame: Frame | None, translate: Translate) -> Heard:
    words = words[:LONGEST]
    pieces = SENTENCE_END.split(words, maxsplit=PIECES)
    sentences = tuple(parse(piece) for piece in pieces)
    asked = tuple(
        without_reasons(piece) if said.has("reasons") else said
        for piece, said in zip(pieces, sentences, strict=True)
    )
    return Heard(words, frame, translate, sentences, asked, join(sentences))


def without_reasons(sentence: str) -> NormalizedText:
    """The sentence up to its reason; where it begins with that, the clauses after it."""
    kept: list[NormalizedText] = []
    for clause in CLAUSE_END.split(sentence, maxsplit=PIECES):
        before, reason, _after = parse(clause).partition("reasons")
        kept.append(before)
        if reason and any(part.words for part in kept):
            break
    return join(kept)


def as_typed(term: str, words: str) -> str:
    """A term as it stands in the words, or plain where it is spelled otherwise."""
    letters = r"\W*".join(map(re.escape, term.split()))
    found = re.search(letters, words.translate(APOSTROPHES), re.IGNORECASE)
    return " ".join(found[0].split()) if found else term
