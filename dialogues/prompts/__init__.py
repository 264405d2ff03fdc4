"""Decks of prompts for who doesn't know what to say: one module a kind, with its `PROMPTS`; checked when imported."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence

from dialogues.prompts.types import Prompt
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.types import Kind, Purpose, Step

MAX_WORDS = 20


class InvalidDeck(ValueError):
    """A deck that can't be used. The message names the kind and the reason."""


def validate_deck(kind: str, deck: Sequence[Prompt]) -> Sequence[Prompt]:
    """Return the deck. Raises InvalidDeck."""
    if kind not in KINDS:
        raise InvalidDeck(f"{kind}: there is no such kind")
    if lost := {prompt.step for prompt in deck} - {"", *sending_steps(KINDS[kind])}:
        raise InvalidDeck(f"{kind}: nobody begins anything at {', '.join(sorted(lost))}")
    openings = [prompt.opening for prompt in deck]
    if not deck or len(set(openings)) != len(openings):
        raise InvalidDeck(f"{kind}: empty, or two prompts are the same")
    for opening in openings:
        if "..." not in opening or len(opening.split()) > MAX_WORDS:
            raise InvalidDeck(
                f"{kind}: {opening!r} must leave something to say, in {MAX_WORDS} words at most"
            )
    return deck


def load_decks() -> dict[str, Sequence[Prompt]]:
    """Import every deck here, and return them by kind. Raises InvalidDeck."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name != "types")
    return {
        name: validate_deck(name, importlib.import_module(f"{__name__}.{name}").PROMPTS) for name in names
    }


def sending_steps(kind: Kind) -> list[str]:
    """Return the names of the steps at which something of one's own is said, in their order."""
    return [step.name for step in kind.steps if step.has(Purpose.SEND)]


def deck_at(kind: Kind, step: Step) -> Sequence[Prompt]:
    """Return what the deck of a kind has for this step: most of it is for the sender's first words."""
    first = sending_steps(kind)[0]
    return [prompt for prompt in DECKS.get(kind.name, ()) if (prompt.step or first) == step.name]


DECKS = load_decks()
