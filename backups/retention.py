"""Which copies to keep: each night's for a week, then one a week until the thirtieth day, and always the newest."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from backups import storage
from vault.files import fsync_folder

KEEP = timedelta(days=30)  # what the privacy document promises: nothing can be read from an older copy
DAILY = timedelta(days=7)
logger = logging.getLogger(__name__)


def delete_superseded(folder: Path, kind: str, now: datetime) -> list[Path]:
    """Delete nightly copies of a kind that needn't be kept. Returns those that couldn't be deleted."""
    return delete(folder, superseded(storage.list_backups(folder, kind), now))


def superseded(copies: Sequence[tuple[datetime, Path]], now: datetime) -> Iterator[Path]:
    """Yield the copies that needn't be kept, given all of them from oldest to newest."""
    weeks = set()
    for at, path in reversed(copies[:-1]):
        week = at.isocalendar()[:2]
        if now - at > KEEP or (now - at > DAILY and week in weeks):
            yield path
        elif now - at > DAILY:
            weeks.add(week)


def delete_old(folder: Path, kind: str, now: datetime, last: int) -> list[Path]:
    """Delete copies of a kind beyond the last few, and all expired ones. Returns those that couldn't be deleted."""
    copies = storage.list_backups(folder, kind)
    kept = [path for at, path in copies[-last:] if now - at <= KEEP]
    return delete(folder, (path for _at, path in copies if path not in kept))


def delete(folder: Path, paths: Iterator[Path]) -> list[Path]:
    """Delete files durably. Those that can't be deleted are logged and returned; a new copy doesn't fail for them."""
    undeleted = []
    for path in list(paths):
        try:
            path.unlink(missing_ok=True)
        except OSError as fault:
            logger.error("The old copy %s can't be deleted (%s).", path.name, fault.strerror)
            undeleted.append(path)
    fsync_folder(folder)
    return undeleted
