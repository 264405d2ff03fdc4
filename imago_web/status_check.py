"""The result of a check, and the words for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.timesince import timesince


@dataclass(frozen=True)
class StatusCheck:
    """The result for one part. `advice` says what to do about it, `facts` are for programs."""

    name: str
    ok: bool
    detail: str
    facts: dict[str, Any] = field(default_factory=dict)
    advice: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def join_counts(counts: dict[str, int]) -> str:
    """Return the counts above zero as text."""
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def ago(moment: datetime) -> str:
    """Return how long ago a moment was, in words."""
    is_now = timezone.now() - moment < timedelta(seconds=10)
    return "just now" if is_now else f"{how_long(moment)} ago"


def how_long(since: datetime) -> str:
    """Return the time since a moment, in words."""
    seconds = int((timezone.now() - since).total_seconds())
    if seconds < 120:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    return timesince(since, depth=1).replace("\xa0", " ")


def isoformat_or_none(moment: datetime | None) -> str | None:
    """Return the moment in ISO format."""
    return moment.isoformat() if moment else None
