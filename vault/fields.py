"""A text column that is sealed in the database and plain on the instance."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import FieldError
from django.db import models

from vault.sealing import seal, unseal


if TYPE_CHECKING:
    Column = models.Field[Any, Any]
else:
    Column = models.Field


class Owned(Protocol):
    """A model with a sealed column says whose keys seal it."""

    pk: Any

    def vault_owners(self) -> Sequence[uuid.UUID]: ...


class Closed:
    """A value as it came from the database, opened when it is first read."""

    __slots__ = ("blob",)

    def __init__(self, blob: bytes) -> None:
        self.blob = blob


class SealedText:
    """The attribute of a sealed column."""

    def __init__(self, field: SealedTextField) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Closed):
            value = instance.__dict__[name] = unseal(
                instance.vault_owners(), value.blob, self.field.place(instance)
            )
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(Column):
    """Text that is sealed when saved. The model has `vault_owners()`, and a primary key before it is saved."""

    description = "Sealed text"
    descriptor_class = SealedText

    def get_internal_type(self) -> str:
        return "BinaryField"

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, SealedText(self))

    def place(self, instance: Owned) -> str:
        if instance.pk is None:
            raise ValueError("Sealed words need a row to belong to: give the instance its key first.")
        return f"{self.model._meta.db_table}:{self.column}:{instance.pk}"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Closed | None:
        return None if value is None else Closed(bytes(value))

    def pre_save(self, model_instance: Any, add: bool) -> bytes | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None:
            return None
        if isinstance(value, Closed):
            return value.blob
        return seal(model_instance.vault_owners(), str(value), self.place(model_instance))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            raise TypeError("Sealed words are saved through their instance, so that they know their row.")
        value = value.blob if isinstance(value, Closed) else value
        return None if value is None else connection.Database.Binary(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError("Sealed words cannot be looked up in the database.")
        return super().get_lookup(lookup_name)
