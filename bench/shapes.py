"""What the bench's processes pass to each other. Plain Python, because the load needs no Django."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Household:
    """A dialogue, and the session cookies of both partners."""

    dialogue: str
    cookies: tuple[str, str]


@dataclass(frozen=True)
class Match:
    """A boardgame.io match, and the credentials of both players."""

    match: str
    credentials: tuple[str, str]


@dataclass
class Load:
    """What one process of the load saw in one measurement."""

    delays: list[float] = field(default_factory=list)  # seconds from sending to the partner's screen
    problems: int = 0
    cpu: float = 0.0  # seconds of processor that the load itself used

    def __add__(self, other: Load) -> Load:
        return Load(self.delays + other.delays, self.problems + other.problems, self.cpu + other.cpu)
