"""A text column that is sealed in the database and plain on the instance."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import FieldError
from django.db import models
from django.utils.translation import gettext as _

from vault.sealing import CannotOpen, Destroyed, seal, unseal

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    Column = models.Field[Any, Any]
else:
    Column = models.Field


class HasVaultOwners(Protocol):
    """A model with a sealed column says whose keys seal it."""

    pk: Any

    def vault_owners(self) -> Sequence[uuid.UUID]: ...


class Sealed(bytes):
    """A value as stored in the database. An instance opens it on first access; `values()` returns it as it is."""


class Unreadable(str):
    """A sentence shown in place of sealed text that can't be opened.

    Saving it with its own row keeps the sealed bytes as they are; saving it anywhere else raises CannotOpen.
    """

    sealed: bytes = b""
    place: str = ""

    @classmethod
    def of(cls, error: Exception, sealed: bytes, place: str) -> Unreadable:
        is_destroyed = isinstance(error, Destroyed)
        value = cls(_("This was deleted.") if is_destroyed else _("This can't be opened right now."))
        value.sealed, value.place = sealed, place
        return value


def is_readable(value: object) -> bool:
    """Return whether a value was decrypted."""
    return not isinstance(value, Unreadable)


def text_or_blank(text: str | None) -> str:
    """Return the text, or "" if there is none or it can't be opened. For uses other than display."""
    return text if text and is_readable(text) else ""


def load_json(text: str | None) -> Any:
    """Return the value of sealed JSON text, or None if there is none or it can't be read."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


class SealedText:
    """The descriptor of a sealed column."""

    def __init__(self, field: SealedTextField) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            value = self.open(instance, value)
            instance.__dict__[name] = value
        return value

    def open(self, instance: Any, sealed: Sealed) -> str:
        """Return the text, or an Unreadable. Failures are logged, except destroyed keys, which are deliberate."""
        place = self.field.place(instance)
        try:
            return unseal(instance.vault_owners(), sealed, place)
        except Destroyed as error:
            return Unreadable.of(error, sealed, place)
        except CannotOpen as error:
            log.error("sealed text can't be opened: %s", place)
            return Unreadable.of(error, sealed, place)

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(Column):
    """Text that is sealed when saved. The model needs `vault_owners()`, and a primary key before it is saved.

    Text that can't be opened is read as an `Unreadable`; its bytes stay as they are until other text is set.
    `save()`, `create()` and `bulk_create()` seal; `update()` and `bulk_update()` raise TypeError, because
    they don't know the row. A row whose owners or primary key change must be read first, so that it is sealed again.
    """

    description = "Sealed text"
    descriptor_class = SealedText

    def get_internal_type(self) -> str:
        return "BinaryField"

    def place(self, instance: HasVaultOwners) -> str:
        if instance.pk is None:
            raise ValueError("Sealed text is bound to its row: set the primary key first.")
        return f"{self.model._meta.db_table}:{self.column}:{instance.pk}"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: Any, add: bool) -> bytes | None:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Sealed) and add:
            value = getattr(model_instance, self.attname)  # a copy of a row
        if isinstance(value, Unreadable):
            if add or value.place != self.place(model_instance):
                raise CannotOpen("text that can't be opened can't be copied")
            return value.sealed
        if value is None or isinstance(value, Sealed):
            return value
        if not isinstance(value, str):
            raise TypeError(f"Only text can be sealed, not {type(value).__name__}.")
        return seal(model_instance.vault_owners(), value, self.place(model_instance))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            raise TypeError("Sealed text must be saved through its instance, because it is bound to its row.")
        return None if value is None else connection.Database.Binary(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError("Sealed text can't be looked up in the database.")
        return super().get_lookup(lookup_name)
