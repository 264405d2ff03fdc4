"""Which feelings somebody's words name. Plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from core.text_matching import Translate, plain
from transcripts.insights.emotion_vocabulary import BETWEEN, DENIED, FEELINGS

IS_DENIED, IS_BETWEEN, IS_OTHER = -1, -2, -3
NO_TERM: tuple[list[str], int] = ([], IS_OTHER)

# By its first word, each term's other words with what it means: a feeling by its place, or one of the two above.
Terms = Mapping[str, Sequence[tuple[list[str], int]]]


def name_of(feeling: str, translate: Translate = str) -> str:
    """What a feeling is called: the first of its terms."""
    return translate(feeling).split("|")[0]


def terms(translate: Translate = str) -> Terms:
    """All that is looked up, in one language."""
    return read(tuple(map(translate, FEELINGS)), translate(DENIED), translate(BETWEEN))


@lru_cache(maxsize=16)
def read(feelings: Sequence[str], denied: str, between: str) -> Terms:
    found: dict[str, list[tuple[list[str], int]]] = {}
    meanings = [*enumerate(feelings), (IS_DENIED, denied), (IS_BETWEEN, between)]
    for meaning, vocabulary in meanings:
        for term in vocabulary.split("|"):
            first, *others = plain(term).split() or [""]
            found.setdefault(first, []).append((others, meaning))
    for some in found.values():
        some.sort(key=lambda term: len(term[0]), reverse=True)
    return found


def named(words: str, known: Terms) -> set[int]:
    """The feelings that somebody names, by their place in FEELINGS. What is denied (“not sad”, “less lonely”) is none
    of them."""
    found = set()
    is_denied = False
    for meaning in meanings(plain(words).split(), known):
        if meaning >= 0 and not is_denied:
            found.add(meaning)
        is_denied = meaning == IS_DENIED or (is_denied and meaning == IS_BETWEEN)
    return found


def meanings(said: Sequence[str], known: Terms) -> Iterator[int]:
    """What is said, term by term: of those that begin with a word the longest."""
    at = 0
    while at < len(said):
        rest = at + 1
        known_here = known.get(said[at], ())
        others, meaning = next(
            (term for term in known_here if said[rest : rest + len(term[0])] == term[0]), NO_TERM
        )
        yield meaning
        at = rest + len(others)
