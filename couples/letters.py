"""Exported data in words for a person to read, in place of keys and codes. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext


class Phrase(str):
    """The words for a code, which share a line with other short values."""

    __slots__ = ()


@dataclass(frozen=True)
class Wording:
    """How an app's exported data is told to its person.

    `labels` are the words for a key; a key labelled "" is left out. `meanings` are the words for a key's codes.
    """

    labels: Mapping[str, str]
    meanings: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)

    def __call__(self, data: Any) -> Any:
        """Return the data with labels as its keys, without what only a program reads."""
        if isinstance(data, dict):
            return {
                self.label(key): self(self.meaning(key, value))
                for key, value in data.items()
                if self.labels.get(key) != ""
            }
        return list(map(self, data)) if isinstance(data, (list, tuple)) else data

    def label(self, key: str) -> str:
        """Return the words for a key, or the key if it has none."""
        label = self.labels.get(key)
        return gettext(label) if label else key

    def meaning(self, key: str, value: Any) -> Any:
        """Return the words for a code, or for each in a list."""
        meanings = self.meanings.get(key)
        if not meanings:
            return value
        if isinstance(value, (list, tuple)):
            return Phrase(", ".join(str(self.meaning(key, one)) for one in value))
        return Phrase(gettext(meanings[value])) if value in meanings else value


def day_text(moment: str) -> str:
    """Return the day of an exported moment."""
    return date_format(timezone.localtime(datetime.fromisoformat(moment)), "j F Y")
