"""The picture: what the answers show and nothing else. Plain Python.

`analysis` reads the answers and `picture_text` puts them into words. Each part lists the answers it was derived from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workup.analysis import (
    CARETAKER_QUESTIONS,
    PARTNER_QUESTIONS,
    Picture,
    Trait,
    Translate,
    composite_traits,
    find_hardships,
    find_likenesses,
    traits_of,
)
from workup.answers import Answers
from workup.picture_text import build_parts
from workup.traits import trait_key


def build_picture(answers: Answers, translate: Translate = str) -> Picture:
    """Return the picture of these answers, always the same one. `translate` translates our own words."""
    caretaker_traits = {
        valence: composite_traits(answers, question) for valence, question in CARETAKER_QUESTIONS.items()
    }
    partner_traits = {
        valence: traits_of(answers, question) for valence, question in PARTNER_QUESTIONS.items()
    }
    picture = Picture(
        caretaker_traits,
        partner_traits,
        likenesses=tuple(find_likenesses(caretaker_traits, partner_traits, answers)),
        childhood_hardships=find_hardships(answers, "childhood", feeling=2),
        current_hardships=find_hardships(answers, "today", feeling=3, cost=2),
        parts=(),
    )
    return replace(picture, parts=tuple(build_parts(picture, answers, translate)))


@dataclass(frozen=True, slots=True)
class TraitChange:
    """The difference between two pictures in one list of traits. `holder` is caretakers or partner."""

    holder: str
    valence: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    stronger: tuple[str, ...]
    weaker: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextChange:
    """A part's text before and now."""

    title: str
    before: str
    now: str


def compare_pictures(before: Picture, now: Picture) -> tuple[tuple[TraitChange, ...], tuple[TextChange, ...]]:
    """Return the differences between two pictures where both have answers. Hardships aren't compared."""
    lists = [
        ("caretakers", before.caretaker_traits, now.caretaker_traits),
        ("partner", before.partner_traits, now.partner_traits),
    ]
    changes = (
        trait_changes(holder, valence, old[valence], new[valence])
        for holder, old, new in lists
        for valence in new
        if old[valence] and new[valence]
    )
    return (
        tuple(
            change for change in changes if change.added or change.removed or change.stronger or change.weaker
        ),
        tuple(text_changes(before, now)),
    )


def trait_changes(holder: str, valence: str, before: Sequence[Trait], now: Sequence[Trait]) -> TraitChange:
    """Return the difference between two lists of traits."""
    old, new = traits_by_key(before), traits_by_key(now)
    both = [word for word in new if word in old]
    return TraitChange(
        holder,
        valence,
        added=tuple(trait.word for word, trait in new.items() if word not in old),
        removed=tuple(trait.word for word, trait in old.items() if word not in new),
        stronger=tuple(new[word].word for word in both if new[word].weight > old[word].weight),
        weaker=tuple(new[word].word for word in both if new[word].weight < old[word].weight),
    )


def traits_by_key(traits: Sequence[Trait]) -> Mapping[str, Trait]:
    """Return traits by their key."""
    return {trait_key(trait.word): trait for trait in traits}


def text_changes(before: Picture, now: Picture) -> Iterator[TextChange]:
    """Yield the parts whose text differs."""
    old = {part.name: part for part in before.parts if ":" not in part.name}
    for new in now.parts:
        if new.name in old and old[new.name].words != new.words:
            yield TextChange(new.title, old[new.name].words, new.words)
