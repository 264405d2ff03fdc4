"""What belongs to one person alone, room by room: how it is taken away, and how it is erased."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from couples.models import User


@dataclass(frozen=True)
class Belonging:
    """What one room holds of somebody. `title` names it to them, `export` gives it as JSON, and nobody else's words
    with it; `erase` lets it go for good, None where it goes with the account only. `erased` says in one sentence what
    erasing does."""

    name: str
    title: str
    export: Callable[[User], Any]
    erase: Callable[[User], None] | None = None
    erased: str = ""


_belongings: dict[str, Belonging] = {}


def declare(belonging: Belonging) -> None:
    _belongings[belonging.name] = belonging


def belongings() -> dict[str, Belonging]:
    """All of them, by name, in the order in which they were declared."""
    return dict(_belongings)
