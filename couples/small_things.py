"""The registry of small things for a couple's first month: one a week, each declared by its room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from couples.models import Partner


@dataclass(frozen=True)
class SmallThing:
    """One small thing that a partner may do, alone or with the other. It takes a few minutes.

    `done_at` returns a query whose first row says when it was done. All of them run as one query.
    """

    name: str  # stored once someone turns it off, so it never changes
    week: int  # its place in the month
    title: str  # in the list of what can be turned off
    sentence: str
    detail: str
    button: str
    url_name: str
    done_at: Callable[[Partner], QuerySet[Any, Any]]


_registry: list[SmallThing] = []


def register_small_thing(thing: SmallThing) -> None:
    """Offer this in the first month."""
    _registry.append(thing)


def small_things() -> list[SmallThing]:
    """Return all of them, in the order of the weeks."""
    return sorted(_registry, key=lambda thing: thing.week)
