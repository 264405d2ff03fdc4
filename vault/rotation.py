"""Rotation: a new master key, and every data key wrapped anew by it. The sealed words are not touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from vault import keyring
from vault.models import Check, DataKey, Process
from vault.processes import running
from vault.wrapping import masters_held, reload

BATCH = 100
ROTATION = 7_061_995  # the advisory lock of the one rotation that may run


class AlreadyRotating(Exception):
    """Another rotation is at work; the message is user-facing."""


class NotEverywhere(Exception):
    """Running processes lack the new master key; the message is user-facing."""

    def __init__(self, master: str, lacking: Sequence[Process]) -> None:
        sentence = _(
            "Nothing was changed: the new key %(master)s isn't known yet to %(processes)s. Add it to"
            " IMAGO_MASTER_KEYS there, next to the old one, restart them, then run this again."
        )
        super().__init__(sentence % {"master": master, "processes": ", ".join(map(str, lacking))})


@dataclass(frozen=True)
class Rotation:
    """The master key that now wraps everything, whether it is new, and the keys no longer needed."""

    current: str
    changed: bool
    old: list[str]


def rotate() -> Rotation:
    """Wrap everything with the first master key. Raises AlreadyRotating, NotEverywhere.

    First the database is told which key is current, at a moment when nobody is wrapping and every running process holds
    it. Then the rest is wrapped again, batch by batch. The next rotation finishes one that was interrupted. With a key
    file, the new key is added first, and the old ones are removed last.
    """
    with one_at_a_time():
        reload()
        in_file = settings.KEYRING.path is not None
        if in_file and len(settings.KEYRING.masters) == 1:
            add_master()
        current = settings.KEYRING.current
        changed = switch_to(current)
        while rewrap_some(current):
            changed = True
        old = [master for master in settings.KEYRING.masters if master != current]
        if in_file:
            drop(old)
    return Rotation(current, changed, old)


def switch_to(master: str) -> bool:
    """Make a master key the current one. Returns False if it already is."""
    with masters_held(alone=True):
        check = Check._default_manager.select_for_update().get()
        if check.master == master:
            return False
        if lacking := without(master):
            raise NotEverywhere(master, lacking)
        check.wrap(check.unwrap(), master)
        check.save()
    return True


def without(master: str) -> list[Process]:
    """The running processes that lack a master key. Those with a key file reread it when needed."""
    follow = settings.KEYRING.path is not None
    return [one for one in running() if master not in one.masters and not (follow and one.from_file)]


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
def rewrap_some(master: str) -> int:
    """Wrap a batch of data keys with this master key. Returns how many there were."""
    rows = DataKey.objects.select_for_update().filter(wrapped__isnull=False).order_by("pk")
    found = list(rows.exclude(master=master)[:BATCH])
    for row in found:
        row.wrap(row.unwrap(), master)
    DataKey.objects.bulk_update(found, ["wrapped", "master"])
    return len(found)
