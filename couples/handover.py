"""The registry of what a couple can hand over to their therapist, each declared by its room."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from couples.models import Partner


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, or a label with its text as someone wrote it. `slot` is theirs, which gives it their hue."""

    label: str
    text: str = ""
    is_heading: bool = False
    slot: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What someone outside the couple reads. It says both names and never "you".

    `basis` is all that is stored of the item, without names, labels and wording of ours, which may change while a link
    lives. It's compared and never shown; None while some of it can't be opened.
    """

    title: str
    facts: str
    passages: tuple[Passage, ...]
    basis: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that a partner may hand over. The title is for the two."""

    item: uuid.UUID
    title: str


@dataclass(frozen=True)
class HandoverSource:
    """Where a room's offers come from.

    `read` returns an item as the partner who offers it may hand it over now, None if they may not (any more). Whoever
    deletes or changes an item sends `handover_changed`.
    """

    name: str  # stored with each link, so it never changes
    title: str  # of all its offers
    offers: Callable[[Partner], list[Offer]]
    read: Callable[[Partner, uuid.UUID], Document | None]


_registry: dict[str, HandoverSource] = {}


def register_handover(source: HandoverSource) -> None:
    """Register what a room has to hand over."""
    _registry[source.name] = source


def handover_sources() -> dict[str, HandoverSource]:
    """Return all sources by name, in the order of the apps."""
    return dict(_registry)
