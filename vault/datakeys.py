"""The data keys: made, opened, destroyed."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable

from django.db import connection, transaction
from django.utils import timezone

from vault.memory import Memory
from vault.models import DataKey
from vault.wrapping import reload, unwrap, wrap

# The advisory lock that creating a key shares and dropping a master key takes alone.
MASTERS = 7_061_994


class Destroyed(Exception):
    """The key is gone, and so is all that it sealed."""


def create() -> DataKey:
    """A new data key, wrapped and stored; never by a master key that a rotation is about to drop."""
    key = DataKey()
    with transaction.atomic():
        hold_masters("pg_advisory_xact_lock_shared")
        reload()
        key.wrapped, key.master = wrap(os.urandom(32), name(key.id))
        key.save(force_insert=True)
    return key


def hold_masters(how: str) -> None:
    """Keep the set of master keys as it is until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how}(%s)", [MASTERS])  # noqa: S608


def destroy(key: uuid.UUID) -> None:
    """Destroy a key. What it sealed stays closed for ever; other processes notice within half a minute."""
    DataKey.objects.filter(pk=key).update(wrapped=None, destroyed_at=timezone.now())
    materials.forget()
    for forget in on_destroyed:
        forget()


def material(key: uuid.UUID) -> bytes:
    """The 32 bytes of a data key. Destroyed if it is gone, WrongKey if no master key opens it."""
    return materials.get(key)


def opened(key: uuid.UUID) -> bytes:
    row = DataKey.objects.filter(pk=key, wrapped__isnull=False).values_list("wrapped", "master").first()
    if row is None or row[0] is None:
        raise Destroyed
    return unwrap(bytes(row[0]), row[1], name(key))


def name(key: uuid.UUID) -> str:
    return f"vault_datakey:{key}"


on_destroyed: list[Callable[[], None]] = []
materials: Memory[uuid.UUID, bytes] = Memory(opened)
