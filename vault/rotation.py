"""Rotation: a new master key, and every data key wrapped anew by it. The sealed words are not touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from vault import keyring
from vault.models import Check, DataKey, Wrapped
from vault.wrapping import masters_held, reload

BATCH = 100
ROTATION = 7_061_995  # the advisory lock of the one rotation that may run


class AlreadyRotating(Exception):
    """Another rotation is at work; the message is for a person."""


def rotate() -> list[str]:
    """Wrap everything by the new current key. The ids of the keys that are needed no more.

    With a key file, the new key is added before anything uses it and the old ones go when nothing does, so a
    rotation that was cut off is finished by the next. With keys from the environment, the first is current.
    """
    with one_at_a_time():
        reload()
        if settings.KEYRING.path is not None and len(settings.KEYRING.masters) == 1:
            add_master()
        old = [master for master in settings.KEYRING.masters if master != settings.KEYRING.current]
        while rewrap_some(DataKey):
            pass
        with masters_held(alone=True):  # nobody makes a key now: what came in between is the last
            while rewrap_some(DataKey) or rewrap_some(Check):
                pass
        if settings.KEYRING.path is not None:
            drop(old)
    return old


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """PostgreSQL lets go of the lock when this process ends, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ROTATION])
        if cursor.fetchone() != (True,):
            raise AlreadyRotating(_("The keys are being rotated already. Please wait until that is done."))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ROTATION])


def add_master() -> None:
    new, key = keyring.new_master()
    store({new: key, **settings.KEYRING.masters})


def drop(old: list[str]) -> None:
    store({master: key for master, key in settings.KEYRING.masters.items() if master not in old})


def store(masters: dict[str, bytes]) -> None:
    new = replace(settings.KEYRING, masters=masters)
    if new.path is not None:
        keyring.save(new, new.path)
    settings.KEYRING = new


@transaction.atomic
def rewrap_some(what: type[Wrapped]) -> int:
    """Wrap a batch by the current master key. How many there were."""
    rows = what._default_manager.select_for_update().filter(wrapped__isnull=False).order_by("pk")
    found = list(rows.exclude(master=settings.KEYRING.current)[:BATCH])
    for row in found:
        row.wrap(row.unwrap())
    what._default_manager.bulk_update(found, ["wrapped", "master"])
    return len(found)
