"""Analyses the answers: weighs traits, finds likenesses, lists hardships. Plain Python.

Every finding names the answers it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.text import isolate_direction
from workup.answers import Answers, item_names, pair_key
from workup.traits import SimilarTraits, trait_key

Say = Callable[[str], str]
GOOD, HURT = "good", "hurt"
OF_CARETAKERS = {GOOD: "felt_good", HURT: "felt_hurt"}
OF_PARTNER = {GOOD: "loved", HURT: "hard"}


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """An answer, or part of one: a trait by its word, a pair by its id."""

    question: str
    about: str = ""
    item: str = ""


Sources = tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Trait:
    """A trait, who has it, and its weight: the sum of its strengths over all who have it."""

    word: str
    weight: int
    holders: tuple[str, ...]
    sources: Sources


@dataclass(frozen=True, slots=True)
class Likeness:
    """A caretaker's trait and a partner's.

    `sure` if the words are the same or the person said so; otherwise the similar traits suggest asking.
    """

    sort: str
    partner_sort: str
    theirs: Trait
    partner: Trait
    sure: bool
    sources: Sources


@dataclass(frozen=True, slots=True)
class Hardship:
    """A row of what was hard then or is hard now: what happened, what I did, what I felt or fear, what it
    costs."""

    happened: str
    did: str
    felt: str
    cost: str
    sources: Sources


@dataclass(frozen=True, slots=True)
class PicturePart:
    """A part of the picture in words, to edit, confirm, share or talk about. `topic` is one sentence."""

    name: str
    title: str
    words: str
    topic: str
    sources: Sources


@dataclass(frozen=True, slots=True)
class Picture:
    """All that the answers show."""

    caretakers: Mapping[str, tuple[Trait, ...]]
    partner: Mapping[str, tuple[Trait, ...]]
    likenesses: tuple[Likeness, ...]
    then: tuple[Hardship, ...]
    now: tuple[Hardship, ...]
    parts: tuple[PicturePart, ...]

    def part(self, name: str) -> PicturePart | None:
        return next((part for part in self.parts if part.name == name), None)

    @property
    def sure(self) -> tuple[Likeness, ...]:
        return tuple(like for like in self.likenesses if like.sure)

    @property
    def asked(self) -> tuple[Likeness, ...]:
        return tuple(like for like in self.likenesses if not like.sure)


def all_sources(answers: Answers) -> frozenset[Source]:
    """Return all sources that a picture of these answers can have."""
    return frozenset(Source(*key, item) for key, value in answers.items() for item in item_names(value))


def source_value(answers: Answers, source: Source) -> Any:
    """Return a source's value: a trait, a row, or a whole answer."""
    value = answers.get((source.question, source.about))
    if not isinstance(value, list):
        return value
    return next(
        (row for row, item in zip(value, item_names(value), strict=True) if item == source.item), None
    )


def valid_judgements(judged: Sequence[dict[str, Any]], answers: Answers) -> list[dict[str, Any]]:
    """Return the judgements whose two words are both still there."""
    theirs = {
        trait_key(row["word"])
        for (name, _), rows in answers.items()
        if name in OF_CARETAKERS.values()
        for row in rows
    }
    partner = {trait_key(row["word"]) for name in OF_PARTNER.values() for row in answers.get((name, ""), ())}
    return [
        row for row in judged if trait_key(row["theirs"]) in theirs and trait_key(row["partner"]) in partner
    ]


def caretaker_names(answers: Answers) -> dict[str, str]:
    """Return caretakers' names by id, in the order they were named."""
    return {
        one["id"]: isolate_direction(one["name"])
        for one in answers.get(("caretakers", ""), ())
        if one["name"]
    }


def composite_traits(answers: Answers, question: str) -> tuple[Trait, ...]:
    """Return all caretakers' traits merged, the heaviest first: strong ones, and those that several have."""
    found: dict[str, Trait] = {}
    for person, name in caretaker_names(answers).items():
        for row in answers.get((question, person), ()):
            one = trait_from_row(row, question, person, name)
            found[trait_key(one.word)] = merge_traits(found.get(trait_key(one.word)), one)
    return heaviest_first(found.values())


def traits_of(answers: Answers, question: str) -> tuple[Trait, ...]:
    """Return the traits in an answer, merged and sorted."""
    return heaviest_first(trait_from_row(row, question) for row in answers.get((question, ""), ()))


def trait_from_row(row: Mapping[str, Any], question: str, person: str = "", name: str = "") -> Trait:
    """Return the trait of a stored row."""
    holders = (name,) if name else ()
    return Trait(row["word"], row["strength"], holders, (Source(question, person, trait_key(row["word"])),))


def merge_traits(known: Trait | None, more: Trait) -> Trait:
    """Return a trait with the weight and people of both."""
    if known is None:
        return more
    weight, holders = known.weight + more.weight, known.holders + more.holders
    return Trait(known.word, weight, holders, known.sources + more.sources)


def heaviest_first(traits: Any) -> tuple[Trait, ...]:
    """Return the traits by weight, then alphabetically."""
    return tuple(sorted(traits, key=lambda one: (-one.weight, trait_key(one.word))))


def find_likenesses(
    caretakers: Mapping[str, Sequence[Trait]],
    partner: Mapping[str, Sequence[Trait]],
    answers: Answers,
) -> Iterator[Likeness]:
    """Yield traits that caretakers and partner share.

    The person's judgement overrides the similar traits, and may also pair a good trait with a hurtful one.
    """
    said = {pair_key(row["theirs"], row["partner"]): row["same"] for row in answers.get(("same", ""), ())}
    are_similar = SimilarTraits()
    of_partner = [(trait_key(own.word), sort, own) for sort in (GOOD, HURT) for own in partner[sort]]
    for sort in (GOOD, HURT):
        for theirs in caretakers[sort]:
            word = trait_key(theirs.word)
            for own_word, own_sort, own in of_partner:
                judged = said.get(f"{word} ~ {own_word}") if said else None
                of_itself = sort == own_sort and (word == own_word or are_similar(word, own_word))
                if judged or (judged is None and of_itself):
                    own_say = (Source("same", "", f"{word} ~ {own_word}"),) if judged else ()
                    origins = theirs.sources + own.sources + own_say
                    yield Likeness(sort, own_sort, theirs, own, bool(judged or word == own_word), origins)


def find_hardships(
    answers: Answers, question: str, *, felt: int, cost: int | None = None
) -> tuple[Hardship, ...]:
    """Return the hardships in an answer of pairs."""
    return tuple(
        Hardship(
            happened=row["cells"][0],
            did=row["cells"][1],
            felt=row["cells"][felt],
            cost=row["cells"][cost] if cost is not None else "",
            sources=(Source(question, "", row["id"]),),
        )
        for row in answers.get((question, ""), ())
    )
