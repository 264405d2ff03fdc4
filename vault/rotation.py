"""Rotation: a new master key, and every data key wrapped anew by it. The sealed words are not touched."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.db import transaction

from vault import keyring
from vault.datakeys import hold_masters, name
from vault.models import Check, DataKey
from vault.startup import NAME
from vault.wrapping import unwrap, wrap

BATCH = 500


def rotate() -> list[str]:
    """Wrap everything by a new current key. The ids of the keys that are needed no more.

    With a key file, the new key is added before anything uses it and the old ones go when nothing does, so a
    rotation that was cut off is finished by the next. With keys from the environment, the first is current.
    """
    if settings.KEYRING.path is not None and len(settings.KEYRING.masters) == 1:
        add_master()
    old = [master for master in settings.KEYRING.masters if master != settings.KEYRING.current]
    while rewrap_some():
        pass
    finish(old)
    return old


@transaction.atomic
def finish(old: list[str]) -> None:
    """While no key is being made: wrap what came in between, then let the old master keys go."""
    hold_masters("pg_advisory_xact_lock")
    while rewrap_some():
        pass
    rewrap_check()
    if settings.KEYRING.path is not None:
        transaction.on_commit(lambda: drop(old))


def add_master() -> None:
    new, key = keyring.new_master()
    store(replace(settings.KEYRING, masters={new: key, **settings.KEYRING.masters}))


def drop(old: list[str]) -> None:
    kept = {master: key for master, key in settings.KEYRING.masters.items() if master not in old}
    store(replace(settings.KEYRING, masters=kept))


def store(new: keyring.Keyring) -> None:
    if new.path is not None:
        keyring.save(new, new.path)
    settings.KEYRING = new


@transaction.atomic
def rewrap_some() -> int:
    """Wrap a batch of data keys by the current master key. How many there were."""
    rows = DataKey.objects.select_for_update().filter(wrapped__isnull=False)
    keys = list(rows.exclude(master=settings.KEYRING.current)[:BATCH])
    for key in keys:
        material = unwrap(bytes(key.wrapped or b""), key.master, name(key.pk))
        key.wrapped, key.master = wrap(material, name(key.pk))
    DataKey.objects.bulk_update(keys, ["wrapped", "master"])
    return len(keys)


@transaction.atomic
def rewrap_check() -> None:
    for check in Check.objects.select_for_update().exclude(master=settings.KEYRING.current):
        proof = unwrap(bytes(check.wrapped), check.master, NAME)
        check.wrapped, check.master = wrap(proof, NAME)
        check.save()
