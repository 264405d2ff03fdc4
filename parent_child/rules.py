"""When the dialogue is open, in plain Python: both have looked back, and each said yes alone, a day ago or more.

It opens and closes for both alike, and nobody is told why. The day between protects whoever was pressed into a yes:
they can take it back before anything is to be seen. And since a yes holds for a while only, one that was taken back
looks like one that has run out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SLEEPS_ON_IT = timedelta(days=1)
HOLDS_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What one partner has done for it."""

    has_looked_back: bool  # finished the workup
    said_yes_at: datetime | None

    @property
    def counts_from(self) -> datetime | None:
        return self.said_yes_at + SLEEPS_ON_IT if self.said_yes_at else None

    @property
    def holds_until(self) -> datetime | None:
        return self.said_yes_at + HOLDS_FOR if self.said_yes_at else None

    def has_said_yes(self, now: datetime) -> bool:
        """Whether a yes was said that hasn't run out."""
        return self.holds_until is not None and now < self.holds_until

    def is_ready(self, now: datetime) -> bool:
        """Whether nothing is missing on this side."""
        counts = self.counts_from is not None and self.counts_from <= now
        return self.has_looked_back and counts and self.has_said_yes(now)


def is_open(now: datetime, one: Readiness, other: Readiness) -> bool:
    """Whether the dialogue may be begun, or start."""
    return one.is_ready(now) and other.is_ready(now)
