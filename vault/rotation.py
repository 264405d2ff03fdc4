"""Rotation: every data key is rewrapped with a new master key. Sealed text doesn't change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core.advisory_lock import try_lock
from vault import keyring
from vault.models import Check, DataKey, Process
from vault.process_registry import running_processes
from vault.wrapping import lock_master_keys, reload_keyring

BATCH = 100
ROTATION_LOCK = 7_061_995  # advisory lock: one rotation at a time


class RotationInProgress(Exception):
    """Another rotation is running; the message is user-facing."""


class MasterKeyNotEverywhere(Exception):
    """Running processes lack the new master key; the message is user-facing."""

    def __init__(self, master: str, lacking: Sequence[Process]) -> None:
        sentence = _(
            "Nothing was changed: the new key %(master)s isn't known yet to %(processes)s. Add it to"
            " IMAGO_MASTER_KEYS there, next to the old one, restart them, then run this again."
        )
        super().__init__(sentence % {"master": master, "processes": ", ".join(map(str, lacking))})


@dataclass(frozen=True)
class RotationResult:
    """The master key that now wraps everything, whether it is new, and the keys no longer needed."""

    current: str
    changed: bool
    old: list[str]


def rotate_master_key() -> RotationResult:
    """Wrap everything with the first master key. Raises RotationInProgress, MasterKeyNotEverywhere.

    First the database records which key is current, while nobody is wrapping and every running process has that key.
    Then the data keys are rewrapped in batches. The next rotation finishes one that was interrupted. With a key file,
    the new key is added first, and the old ones are removed last.
    """
    with rotation_lock():
        reload_keyring()
        in_file = settings.KEYRING.path is not None
        if in_file and len(settings.KEYRING.masters) == 1:
            add_master_key()
        current = settings.KEYRING.current
        changed = make_current(current)
        while rewrap_batch(current):
            changed = True
        old = [master for master in settings.KEYRING.masters if master != current]
        if in_file:
            remove_master_keys(old)
    return RotationResult(current, changed, old)


def make_current(master: str) -> bool:
    """Make a master key the current one. Returns False if it already is."""
    with lock_master_keys(exclusive=True):
        check = Check._default_manager.select_for_update().get()
        if check.master == master:
            return False
        if lacking := processes_lacking(master):
            raise MasterKeyNotEverywhere(master, lacking)
        check.wrap(check.unwrap(), master)
        check.save()
    return True


def processes_lacking(master: str) -> list[Process]:
    """Return the running processes that lack a master key. Those with a key file reread it when needed."""
    reread = settings.KEYRING.path is not None
    return [
        process
        for process in running_processes()
        if master not in process.masters and not (reread and process.from_file)
    ]


@contextmanager
def rotation_lock() -> Iterator[None]:
    """Keep other processes from rotating meanwhile. Raises RotationInProgress."""
    with try_lock(ROTATION_LOCK) as is_alone:
        if not is_alone:
            raise RotationInProgress(_("The keys are already being rotated. Wait until that's done."))
        yield


def add_master_key() -> None:
    """Add a new master key, before the others."""
    new, key = keyring.generate_master_key()
    store_master_keys({new: key, **settings.KEYRING.masters})


def remove_master_keys(old: list[str]) -> None:
    """Remove these master keys."""
    store_master_keys({master: key for master, key in settings.KEYRING.masters.items() if master not in old})


def store_master_keys(masters: dict[str, bytes]) -> None:
    """Store the master keys, in the key file if there is one."""
    new = replace(settings.KEYRING, masters=masters)
    if new.path is not None:
        keyring.save_keyring(new, new.path)
    settings.KEYRING = new


@transaction.atomic
def rewrap_batch(master: str) -> int:
    """Wrap a batch of data keys with this master key. Returns how many there were."""
    rows = DataKey.objects.select_for_update().filter(wrapped__isnull=False).order_by("pk")
    batch = list(rows.exclude(master=master)[:BATCH])
    for row in batch:
        row.wrap(row.unwrap(), master)
    DataKey.objects.bulk_update(batch, ["wrapped", "master"])
    return len(batch)
