"""The picture: what the answers show, and nothing beyond them. Plain Python.

`findings` reads the answers, `sentences` puts them into words, and each piece names the answers it came from.
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
    composite,
    hardships,
    likenesses,
    traits_of,
)
from workup.answers import Answers
from workup.picture_text import parts
from workup.traits import plain


def picture(answers: Answers, say: Say = str) -> Picture:
    """What these answers show. The same answers give the same picture; `say` translates what is ours."""
    caretakers = {sort: composite(answers, question) for sort, question in OF_CARETAKERS.items()}
    partner = {sort: traits_of(answers, question) for sort, question in OF_PARTNER.items()}
    found = Picture(
        caretakers,
        partner,
        likenesses=tuple(likenesses(caretakers, partner, answers, say)),
        then=hardships(answers, "childhood", felt=2),
        now=hardships(answers, "today", felt=3, cost=2),
        parts=(),
    )
    return replace(found, parts=tuple(parts(found, answers, say)))


@dataclass(frozen=True, slots=True)
class Shift:
    """What is different between two pictures in one of their lists of traits."""

    whose: str
    sort: str
    came: tuple[str, ...]
    went: tuple[str, ...]
    stronger: tuple[str, ...]
    gentler: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rewording:
    """A piece of the picture as it was and as it is."""

    title: str
    before: str
    now: str


def changes(before: Picture, now: Picture) -> tuple[tuple[Shift, ...], tuple[Rewording, ...]]:
    """What an earlier workup and this one show differently, where both have answers. Hardships are not compared: each
    stands for itself."""
    lists = [("caretakers", before.caretakers, now.caretakers), ("partner", before.partner, now.partner)]
    shifts = (
        shift(whose, sort, old[sort], new[sort])
        for whose, old, new in lists
        for sort in new
        if old[sort] and new[sort]
    )
    return (
        tuple(one for one in shifts if one.came or one.went or one.stronger or one.gentler),
        tuple(rewordings(before, now)),
    )


def shift(whose: str, sort: str, before: Sequence[Trait], now: Sequence[Trait]) -> Shift:
    old, new = by_word(before), by_word(now)
    both = [word for word in new if word in old]
    return Shift(
        whose,
        sort,
        came=tuple(one.word for word, one in new.items() if word not in old),
        went=tuple(one.word for word, one in old.items() if word not in new),
        stronger=tuple(new[word].word for word in both if new[word].weight > old[word].weight),
        gentler=tuple(new[word].word for word in both if new[word].weight < old[word].weight),
    )


def by_word(traits: Sequence[Trait]) -> Mapping[str, Trait]:
    return {plain(one.word): one for one in traits}


def rewordings(before: Picture, now: Picture) -> Iterator[Rewording]:
    old = {part.name: part for part in before.parts if ":" not in part.name}
    for new in now.parts:
        if new.name in old and old[new.name].words != new.words:
            yield Rewording(new.title, old[new.name].words, new.words)
