"""The copy that is made each night, or as soon after that as imago runs."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backups import before_update, retention, server_key, storage
from backups.archive import DATA, KEYS
from backups.create import BackupResult, create_backup
from backups.encryption import BackupRefused
from backups.faults import explain_faults
from backups.models import BackupKey, BackupRun
from core.advisory_lock import try_lock
from couples.models import User

NIGHTLY_LOCK = 7_061_997  # advisory lock: one nightly copy at a time, however many workers there are
RETRY = timedelta(hours=1)  # after a failure
CLOCKS_DIFFER = timedelta(minutes=5)  # a copy is named by the database's clock, a run begins by the worker's
logger = logging.getLogger(__name__)


def make_nightly_copy() -> None:
    """Make the nightly copy if it's due. If that fails, log why."""
    if settings.BACKUPS is None or not is_due(timezone.now()):
        return
    with try_lock(NIGHTLY_LOCK) as is_alone:
        if is_alone and is_due(timezone.now()):
            attempt(settings.BACKUPS)


@explain_faults()
def copy_now() -> BackupResult:
    """Make a copy where the nightly ones are. Raises BackupRefused."""
    if settings.BACKUPS is None:
        raise BackupRefused(_("IMAGO_BACKUPS is off. Name two folders with --to and --keys-to."))
    with try_lock(NIGHTLY_LOCK) as is_alone:
        if not is_alone:
            raise BackupRefused(_("A copy is already being made. Try again in a few minutes."))
        run = BackupRun.objects.create(key=uuid.uuid4())
        try:
            return make_copy(settings.BACKUPS, run)
        finally:
            run.delete()  # so tonight's is made, too; only a copy that was killed leaves its run


def is_due(now: datetime) -> bool:
    """Return whether there has been no copy since the last quiet hour, and no attempt within the hour."""
    night = last_quiet_hour(now)
    # One from the future was made while the clock was wrong.
    attempts = BackupRun.objects.filter(started_at__range=(min(night, now - RETRY), now))
    if any(made(run, since=night) or run.started_at > now - RETRY for run in attempts):
        return False
    return User.objects.filter(date_joined__lt=night).exists()


def made(run: BackupRun, since: datetime) -> bool:
    """Return whether this run has made a copy since then."""
    return run.started_at >= since and run.ended_at is not None and not run.error


def last_quiet_hour(now: datetime) -> datetime:
    """Return when it was last IMAGO_BACKUP_HOUR o'clock in the server's own time."""
    local = now.astimezone(settings.SERVER_ZONE)
    night = local.replace(hour=settings.BACKUP_HOUR, minute=0, second=0, microsecond=0)
    return night if night <= local else night - timedelta(days=1)


def attempt(top: Path) -> None:
    """Make a copy, delete what it supersedes, and write down how it went."""
    BackupRun.objects.filter(started_at__lt=timezone.now() - retention.KEEP).delete()
    last = BackupRun.objects.order_by("-started_at").first()
    run = BackupRun.objects.create(key=uuid.uuid4())
    try:
        run.undeleted = describe_undeleted(make_copy(top, run).undeleted)
    except BackupRefused as refusal:
        run.error = str(refusal)
    if run.error and (last is None or last.error != run.error):
        logger.error("No nightly copy was made. %s", run.error)
    run.ended_at = timezone.now()
    with suppress(DatabaseError):
        run.save()


@explain_faults()
def make_copy(top: Path, run: BackupRun) -> BackupResult:
    """Make a copy in the folders below `top`, and delete those that needn't be kept. Raises BackupRefused."""
    data, keys = storage.prepare_folders(top, settings.DATA)
    clear_killed_runs(data, keys, run)
    storage.check_room(data, expected_size(data, keys))
    result = create_backup(data, keys, server_key.recipients(), retention.KEEP, key_id=run.key)
    undeleted = [
        *retention.delete_superseded(data, DATA, result.at),
        *retention.delete_superseded(keys, KEYS, result.at),
        *before_update.delete_old_copies(top, result.at),
    ]
    return replace(result, undeleted=undeleted)


def clear_killed_runs(data: Path, keys: Path, present: BackupRun) -> None:
    """Delete what killed runs left behind. The lock makes sure that none is still running."""
    for folder in (data, keys):
        storage.delete_partial_files(folder, older_than=0)
    copies = storage.list_backups(data, DATA)
    for run in BackupRun.objects.filter(ended_at=None).exclude(pk=present.pk):
        if run.key and not any(at >= run.started_at - CLOCKS_DIFFER for at, _path in copies):
            BackupKey.objects.filter(pk=run.key).delete()
        run.ended_at, run.error = timezone.now(), _("imago was stopped while it was making the copy.")
        run.save()


def describe_undeleted(copies: Sequence[Path]) -> str:
    """Return a sentence about old copies that couldn't be deleted, if there are any."""
    if not copies:
        return ""
    sentence = ngettext(
        "An old copy can't be deleted: %(file)s.",
        "%(count)s old copies can't be deleted, for example %(file)s.",
        len(copies),
    )
    return sentence % {"count": len(copies), "file": copies[0]}


def expected_size(data: Path, keys: Path) -> int:
    """Return how many bytes a copy may take: half as much again as the last one, or as much as the database."""
    last = storage.list_backups(data, DATA)[-1:] + storage.list_backups(keys, KEYS)[-1:]
    return sum(path.stat().st_size for _at, path in last) * 3 // 2 or before_update.database_size()
