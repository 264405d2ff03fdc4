"""The picture: what the answers show, and nothing beyond them. Plain Python.

`analysis` reads the answers, `picture_text` puts them into words, and each part names the answers it came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workup.analysis import (
    OF_CARETAKERS,
    OF_PARTNER,
    Picture,
    Say,
    Trait,
    composite_traits,
    find_hardships,
    find_likenesses,
    traits_of,
)
from workup.answers import Answers
from workup.picture_text import build_parts
from workup.traits import trait_key


def build_picture(answers: Answers, say: Say = str) -> Picture:
    """Return what these answers show. The same answers give the same picture; `say` translates our own words."""
    caretakers = {sort: composite_traits(answers, question) for sort, question in OF_CARETAKERS.items()}
    partner = {sort: traits_of(answers, question) for sort, question in OF_PARTNER.items()}
    found = Picture(
        caretakers,
        partner,
        likenesses=tuple(find_likenesses(caretakers, partner, answers)),
        then=find_hardships(answers, "childhood", felt=2),
        now=find_hardships(answers, "today", felt=3, cost=2),
        parts=(),
    )
    return replace(found, parts=tuple(build_parts(found, answers, say)))


@dataclass(frozen=True, slots=True)
class TraitChange:
    """The difference between two pictures in one list of traits."""

    whose: str
    sort: str
    came: tuple[str, ...]
    went: tuple[str, ...]
    stronger: tuple[str, ...]
    gentler: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextChange:
    """A part of the picture as it was and as it is."""

    title: str
    before: str
    now: str


def compare_pictures(before: Picture, now: Picture) -> tuple[tuple[TraitChange, ...], tuple[TextChange, ...]]:
    """Return what two workups show differently, where both have answers. Hardships aren't compared."""
    lists = [("caretakers", before.caretakers, now.caretakers), ("partner", before.partner, now.partner)]
    shifts = (
        trait_changes(whose, sort, old[sort], new[sort])
        for whose, old, new in lists
        for sort in new
        if old[sort] and new[sort]
    )
    return (
        tuple(one for one in shifts if one.came or one.went or one.stronger or one.gentler),
        tuple(text_changes(before, now)),
    )


def trait_changes(whose: str, sort: str, before: Sequence[Trait], now: Sequence[Trait]) -> TraitChange:
    """Return the difference between two lists of traits."""
    old, new = by_word(before), by_word(now)
    both = [word for word in new if word in old]
    return TraitChange(
        whose,
        sort,
        came=tuple(one.word for word, one in new.items() if word not in old),
        went=tuple(one.word for word, one in old.items() if word not in new),
        stronger=tuple(new[word].word for word in both if new[word].weight > old[word].weight),
        gentler=tuple(new[word].word for word in both if new[word].weight < old[word].weight),
    )


def by_word(traits: Sequence[Trait]) -> Mapping[str, Trait]:
    """Return traits by their key."""
    return {trait_key(one.word): one for one in traits}


def text_changes(before: Picture, now: Picture) -> Iterator[TextChange]:
    """Yield the parts whose text differs."""
    old = {part.name: part for part in before.parts if ":" not in part.name}
    for new in now.parts:
        if new.name in old and old[new.name].words != new.words:
            yield TextChange(new.title, old[new.name].words, new.words)
