"""The copy made before an update changes the database, so that there's a way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from backups import retention, server_key, storage
from backups.archive import DATA, KEYS
from backups.create import create_backup
from backups.faults import explain_faults
from backups.models import BackupKey
from backups.restore import count_people
from couples.models import User

FOLDER = "before-update"
LAST = 2  # copies that are kept


@explain_faults()
def copy_before_update(say: Callable[[str], None]) -> None:
    """Make a copy of what there is before the database is updated, and say so. Raises BackupRefused."""
    if not has_people():
        return
    if settings.BACKUPS is None:
        say(_("Not making a copy before this update, because IMAGO_BACKUPS is off."))
        return
    if not has_table(BackupKey._meta.db_table):
        say(
            _("Not making a copy before this update, because this database is from before imago had backups.")
        )
        return
    data, keys = storage.prepare_folders(settings.BACKUPS, settings.DATA, FOLDER)
    storage.check_room(data, database_size())
    say(_("Making a copy before the update ..."))
    result = create_backup(data, keys, server_key.recipients(), retention.KEEP, is_migrated=False)
    delete_old_copies(settings.BACKUPS, result.at)
    say(
        _("It's in %(folder)s (%(size)s). To go back to it, see docs/updating.md.")
        % {"folder": settings.BACKUPS / FOLDER, "size": filesizeformat(result.size)}
    )


def has_people() -> bool:
    """Return whether there is anything to lose."""
    return has_table(User._meta.db_table) and count_people() > 0


def has_table(name: str) -> bool:
    """Return whether the database has this table."""
    return name in connection.introspection.table_names()


def delete_old_copies(top: Path, now: datetime) -> list[Path]:
    """Delete all but the last copies from before updates, and expired ones. Returns those that couldn't be deleted."""
    undeleted = []
    for folder, kind in ((storage.DATA_FOLDER, DATA), (storage.KEYS_FOLDER, KEYS)):
        if (there := top / FOLDER / folder).is_dir():
            undeleted += retention.delete_old(there, kind, now, LAST)
    return undeleted


def database_size() -> int:
    """Return how many bytes the database has. No copy takes more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
