"""Analyses the answers: weighs traits, finds likenesses, lists hardships. Plain Python.

Every result lists the answers it was derived from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.text import isolate_direction
from workup.answers import Answers, item_names, pair_key
from workup.traits import SimilarTraits, trait_key

Translate = Callable[[str], str]
GOOD, HURT = "good", "hurt"
CARETAKER_QUESTIONS = {GOOD: "felt_good", HURT: "felt_hurt"}
PARTNER_QUESTIONS = {GOOD: "loved", HURT: "hard"}


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """An answer, or a part of one: a trait by its key, a pair by its id."""

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
    """A caretaker's trait and a partner's that are, or may be, the same.

    `is_certain` if the words are the same or the person said so; otherwise the two are only similar.
    """

    caretaker_valence: str
    partner_valence: str
    caretaker_trait: Trait
    partner_trait: Trait
    is_certain: bool
    sources: Sources


@dataclass(frozen=True, slots=True)
class Hardship:
    """Something that was hard in childhood or is hard now. `feeling` is a feeling then, a fear now."""

    event: str
    reaction: str
    feeling: str
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
    """Everything derived from the answers."""

    caretaker_traits: Mapping[str, tuple[Trait, ...]]
    partner_traits: Mapping[str, tuple[Trait, ...]]
    likenesses: tuple[Likeness, ...]
    childhood_hardships: tuple[Hardship, ...]
    current_hardships: tuple[Hardship, ...]
    parts: tuple[PicturePart, ...]

    def part(self, name: str) -> PicturePart | None:
        return next((part for part in self.parts if part.name == name), None)

    @property
    def certain_likenesses(self) -> tuple[Likeness, ...]:
        return tuple(like for like in self.likenesses if like.is_certain)

    @property
    def possible_likenesses(self) -> tuple[Likeness, ...]:
        return tuple(like for like in self.likenesses if not like.is_certain)


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


def valid_judgements(judgements: Sequence[dict[str, Any]], answers: Answers) -> list[dict[str, Any]]:
    """Return the judgements whose two words are both still among the answers."""
    caretaker_words = {
        trait_key(row["word"])
        for (name, _), rows in answers.items()
        if name in CARETAKER_QUESTIONS.values()
        for row in rows
    }
    partner_words = {
        trait_key(row["word"]) for name in PARTNER_QUESTIONS.values() for row in answers.get((name, ""), ())
    }
    return [
        row
        for row in judgements
        if trait_key(row["theirs"]) in caretaker_words and trait_key(row["partner"]) in partner_words
    ]


def caretaker_names(answers: Answers) -> dict[str, str]:
    """Return caretakers' names by id, in the order they were named."""
    return {
        person["id"]: isolate_direction(person["name"])
        for person in answers.get(("caretakers", ""), ())
        if person["name"]
    }


def composite_traits(answers: Answers, question: str) -> tuple[Trait, ...]:
    """Return the traits of all caretakers, merged and sorted by weight."""
    traits: dict[str, Trait] = {}
    for person, name in caretaker_names(answers).items():
        for row in answers.get((question, person), ()):
            trait = trait_from_row(row, question, person, name)
            traits[trait_key(trait.word)] = merge_traits(traits.get(trait_key(trait.word)), trait)
    return heaviest_first(traits.values())


def traits_of(answers: Answers, question: str) -> tuple[Trait, ...]:
    """Return the traits in an answer, sorted by weight."""
    return heaviest_first(trait_from_row(row, question) for row in answers.get((question, ""), ()))


def trait_from_row(row: Mapping[str, Any], question: str, person: str = "", name: str = "") -> Trait:
    """Return the trait of a stored row."""
    holders = (name,) if name else ()
    return Trait(row["word"], row["strength"], holders, (Source(question, person, trait_key(row["word"])),))


def merge_traits(first: Trait | None, second: Trait) -> Trait:
    """Return a trait with the weights and holders of both."""
    if first is None:
        return second
    weight, holders = first.weight + second.weight, first.holders + second.holders
    return Trait(first.word, weight, holders, first.sources + second.sources)


def heaviest_first(traits: Any) -> tuple[Trait, ...]:
    """Return the traits by weight, then alphabetically."""
    return tuple(sorted(traits, key=lambda trait: (-trait.weight, trait_key(trait.word))))


def find_likenesses(
    caretakers: Mapping[str, Sequence[Trait]],
    partner: Mapping[str, Sequence[Trait]],
    answers: Answers,
) -> Iterator[Likeness]:
    """Yield the traits of caretakers that the partner has too.

    The person's judgement overrides similarity, and may also pair a good trait with a hurtful one.
    """
    judgements = judgements_by_pair(answers)
    are_similar = SimilarTraits()
    partner_entries = keyed_traits(partner)
    for valence, key, trait in keyed_traits(caretakers):
        for partner_valence, partner_key, partner_trait in partner_entries:
            judgement = judgements.get(f"{key} ~ {partner_key}") if judgements else None
            matches = valence == partner_valence and (key == partner_key or are_similar(key, partner_key))
            if judgement or (judgement is None and matches):
                sources = trait.sources + partner_trait.sources
                if judgement:
                    sources += (Source("same", "", f"{key} ~ {partner_key}"),)
                is_certain = bool(judgement or key == partner_key)
                yield Likeness(valence, partner_valence, trait, partner_trait, is_certain, sources)


def judgements_by_pair(answers: Answers) -> dict[str, bool]:
    """Return whether the person said that two words are the same, by the key of the pair."""
    return {pair_key(row["theirs"], row["partner"]): row["same"] for row in answers.get(("same", ""), ())}


def keyed_traits(traits: Mapping[str, Sequence[Trait]]) -> list[tuple[str, str, Trait]]:
    """Return good traits, then hurtful ones, each with its valence and key."""
    return [(valence, trait_key(trait.word), trait) for valence in (GOOD, HURT) for trait in traits[valence]]


def find_hardships(
    answers: Answers, question: str, *, feeling: int, cost: int | None = None
) -> tuple[Hardship, ...]:
    """Return the hardships in an answer of pairs."""
    return tuple(
        Hardship(
            event=row["cells"][0],
            reaction=row["cells"][1],
            feeling=row["cells"][feeling],
            cost=row["cells"][cost] if cost is not None else "",
            sources=(Source(question, "", row["id"]),),
        )
        for row in answers.get((question, ""), ())
    )
