"""The words of a wish, made ready for the rules: sentence by sentence, and once more without their reasons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from change_requests.checklist import vocabulary
from change_requests.checklist.patterns import Snag
from change_requests.schedules import Frame, hear
from core.text_matching import APOSTROPHES, Said, Translate, pattern

SENTENCE_END = re.compile(r"[.!?;…](?=\s)|[。！？；]|\n(?=\r?\n)")
CLAUSE_END = re.compile(r"[,:–—](?=\s)|[，、،：]")
LONGEST = 4000  # characters that are read
PIECES = 20  # of a text, or of a sentence, are read one by one; what follows is read as one more
GAP = " | "


@dataclass(frozen=True, slots=True)
class Heard:
    """The words as they were typed, the frame that is chosen beside them, and what was heard in them."""

    words: str
    frame: Frame | None
    translate: Translate
    sentences: tuple[Said, ...]
    asked: tuple[Said, ...]  # the sentences without their reasons
    said: Said  # all of it

    @property
    def begun(self) -> bool:
        return bool(self.said.text.strip(GAP))

    def snag(self, snags: Sequence[Snag], sentences: Sequence[Said]) -> str:
        """What is said of the first snag."""
        found = ((snag, snag.found(sentences)) for snag in snags)
        return next((self.of(snag.says, term) for snag, term in found if term), "")

    def of(self, sentence: str, term: str) -> str:
        """A sentence about a term."""
        return self.translate(sentence).format(words=as_typed(term, self.words))


def hear_out(words: str, frame: Frame | None, translate: Translate) -> Heard:
    words = words[:LONGEST]
    pieces = SENTENCE_END.split(words, maxsplit=PIECES)
    sentences = tuple(hear(piece, translate) for piece in pieces)
    asked = tuple(
        without_reasons(piece, said) if said.has(vocabulary.REASONS) else said
        for piece, said in zip(pieces, sentences, strict=True)
    )
    said = Said(GAP.join(sentence.text for sentence in sentences), translate)
    return Heard(words, frame, translate, sentences, asked, said)


def without_reasons(sentence: str, said: Said) -> Said:
    """The sentence up to its reason; where it begins with that, the clauses after it."""
    reasons, kept = pattern(said.translate(vocabulary.REASONS)), ""
    for clause in CLAUSE_END.split(sentence, maxsplit=PIECES):
        before, *after = reasons.split(hear(clause, said.translate).text, maxsplit=1)
        kept += GAP + before
        if after and kept.strip(GAP):
            break
    return replace(said, text=kept)


def as_typed(term: str, words: str) -> str:
    """A term as it stands in the words, or plain where it is spelled otherwise."""
    letters = r"\W*".join(map(re.escape, term.split()))
    found = re.search(letters, words.translate(APOSTROPHES), re.IGNORECASE)
    return " ".join(found[0].split()) if found else term
