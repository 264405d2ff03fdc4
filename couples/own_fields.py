"""What of a person's row is theirs to take away, and what their account leaves of it: read from the model's fields.

A field that is added is taken away and emptied by itself. What is not has to be named, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.db import models

from couples.models import Profile
from couples.theirs import iso


class CannotEmpty(Exception):
    """A field has no empty value, and none was declared."""


@dataclass(frozen=True)
class OwnFields:
    """The fields of a model with one row for each person: all are exported but `withheld`, and all are emptied but
    `kept`; both say why, by name. `emptied` gives the value where it is not the field's own empty one."""

    model: type[models.Model]
    withheld: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    emptied: Mapping[str, Any] = field(default_factory=dict)

    def export(self, row: models.Model) -> dict[str, Any]:
        """The row as JSON, by the names of its fields."""
        return {
            one.name: as_json(getattr(row, one.attname))
            for one in self.model._meta.concrete_fields
            if one.name not in self.withheld
        }

    @property
    def emptied_columns(self) -> tuple[str, ...]:
        """The columns that hold nothing of anybody when the account has gone."""
        emptied = self.empty()
        return tuple(str(one.column) for one in self.model._meta.concrete_fields if one.name in emptied)

    def empty(self) -> dict[str, Any]:
        """What each field is when the account has gone. Raises CannotEmpty."""
        found = (one for one in self.model._meta.concrete_fields if one.name not in self.kept)
        return {one.name: self.emptied.get(one.name, empty_value(one)) for one in found}


def as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, (date, time)) else value


def empty_value(one: Any) -> Any:
    """A field's value before anything is told: its default, nothing, or no text."""
    if one.has_default():
        return one.get_default()
    if one.null:
        return None
    if isinstance(one, (models.CharField, models.TextField)):
        return ""
    raise CannotEmpty(f"{one.model._meta.label}.{one.name}")


PROFILE = OwnFields(
    Profile,
    withheld={
        "user": "it is theirs",
        "key": "the number of a key",
        "agrees": "their agreements tell it, with when",
    },
    kept={
        "user": "the empty place that stays",
        "key": "it is destroyed",
        "adult_at": "that somebody was of age, and no more of them",
    },
    emptied={"agrees": False},
)


@register
def check_fields(app_configs: Iterable[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Every field of a profile can be emptied when the account goes, and each exception names a field."""
    names = {one.name for one in PROFILE.model._meta.concrete_fields}
    strange = {*PROFILE.withheld, *PROFILE.kept, *PROFILE.emptied} - names
    found: list[CheckMessage] = [
        Error(f"There is no field {name}.", obj=PROFILE.model, id="couples.E001") for name in sorted(strange)
    ]
    try:
        PROFILE.empty()
    except CannotEmpty as why:
        hint = "Give it a default, or declare in couples/own_fields.py what stays of it."
        found.append(Error(f"{why} cannot be emptied.", obj=PROFILE.model, hint=hint, id="couples.E002"))
    return found
