"""Which fields of a person's row are exported, and what a deleted account leaves in them: read from the model.

A new field is exported and emptied automatically. Exceptions have to be named, with the reason.
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
from couples.personal_data_registry import isoformat


class NoEmptyValue(Exception):
    """A field has no empty value, and none was declared."""


@dataclass(frozen=True)
class PersonalFields:
    """The fields of a model with one row per person. All are exported except `withheld`, and all are emptied except
    `kept`; both give the reason by field name. `emptied` overrides a field's own empty value."""

    model: type[models.Model]
    withheld: Mapping[str, str] = field(default_factory=dict)
    retained: Mapping[str, str] = field(default_factory=dict)
    emptied: Mapping[str, Any] = field(default_factory=dict)

    def export(self, row: models.Model) -> dict[str, Any]:
        """The row as JSON, by field name."""
        return {
            column.name: as_json(getattr(row, column.attname))
            for column in self.model._meta.concrete_fields
            if column.name not in self.withheld
        }

    @property
    def emptied_columns(self) -> tuple[str, ...]:
        """The columns that are emptied when the account is deleted."""
        emptied = self.empty()
        return tuple(
            str(column.column) for column in self.model._meta.concrete_fields if column.name in emptied
        )

    def empty(self) -> dict[str, Any]:
        """Each field's value once the account is deleted. Raises NoEmptyValue."""
        columns = (column for column in self.model._meta.concrete_fields if column.name not in self.retained)
        return {column.name: self.emptied.get(column.name, empty_value(column)) for column in columns}


def as_json(value: Any) -> Any:
    """Return a field's value as it is exported."""
    if isinstance(value, datetime):
        return isoformat(value)
    return value.isoformat() if isinstance(value, (date, time)) else value


def empty_value(column: Any) -> Any:
    """A field's value before anything is entered: its default, None, or empty text."""
    if column.has_default():
        return column.get_default()
    if column.null:
        return None
    if isinstance(column, (models.CharField, models.TextField)):
        return ""
    raise NoEmptyValue(f"{column.model._meta.label}.{column.name}")


PROFILE = PersonalFields(
    Profile,
    withheld={
        "user": "it only says whose the row is",
        "key": "an internal id",
        "agrees": "exported with their agreements, dates included",
        "kept_appreciation": "exported by itself, because it can be erased by itself",
    },
    retained={
        "user": "the emptied user row stays",
        "key": "the key itself is destroyed",
        "adult_at": "only records that someone was of age",
    },
    emptied={"agrees": False},
)


@register
def check_fields(app_configs: Iterable[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Check that every profile field can be emptied with the account, and that each exception names a field."""
    names = {column.name for column in PROFILE.model._meta.concrete_fields}
    unknown = {*PROFILE.withheld, *PROFILE.retained, *PROFILE.emptied} - names
    errors: list[CheckMessage] = [
        Error(f"There is no field {name}.", obj=PROFILE.model, id="couples.E001") for name in sorted(unknown)
    ]
    try:
        PROFILE.empty()
    except NoEmptyValue as why:
        hint = "Give it a default, or declare in couples/profile_fields.py how to empty or keep it."
        errors.append(Error(f"{why} can't be emptied.", obj=PROFILE.model, hint=hint, id="couples.E002"))
    return errors
