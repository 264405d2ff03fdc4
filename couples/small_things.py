"""The registry of small things for a couple's first month: one a week, each declared by its room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from couples.models import Partner


@dataclass(frozen=True)
class SmallThing:
    """One small thing that a partner may do, alone or with the other. It takes a few minutes.

    `done_at` returns when it was done, None if it wasn't.
    """

    name: str  # stored once someone turns it off, so it never changes
    week: int  # its place in the month
    title: str  # in the list of what can be turned off
    sentence: str
    detail: str
    button: str
    url_name: str
    done_at: Callable[[Partner], datetime | None]


_registry: list[SmallThing] = []


def register_small_thing(thing: SmallThing) -> None:
    """Offer this in the first month."""
    _registry.append(thing)


def small_things() -> list[SmallThing]:
    """Return all of them, in the order of the weeks."""
    return sorted(_registry, key=lambda thing: thing.week)
