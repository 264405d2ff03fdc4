"""Before an update changes the database, there is a copy to go back to."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import override_settings
from pytest_django import Settings

from backups import storage
from backups.archive import DATA, KEYS
from backups.tables import EXCLUDED_TABLES
from core.database_version import recorded_version
from core.version import VERSION
from runtime import migration_runner
from runtime.schema_check import check_migrated
from tests.backups.snapshots import rows
from tests.upgrades import freeze_code
from tests.upgrades.old_data import PLAIN_FILES, another_database, loaded
from tests.web_process import database_url
from vault import keyring

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

CHANGED = {*EXCLUDED_TABLES, "backups_copy", "reminders_notice"}  # by a backup and a restore


@pytest.fixture(autouse=True)
def top(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "copies"
    folder.mkdir()
    settings.BACKUPS = folder
    return folder


def set_up(*options: str) -> str:
    """`manage.py setup`; what it says."""
    storages = {**django_settings.STORAGES, "staticfiles": {"BACKEND": PLAIN_FILES}}
    with override_settings(STORAGES=storages):
        call_command("setup", *options, stderr=(said := StringIO()))
    return said.getvalue()


def copies(top: Path) -> tuple[int, ...]:
    folders = [(top / "before-update" / kind, kind) for kind in (DATA, KEYS)]
    return tuple(len(storage.list_backups(*one)) if one[0].exists() else 0 for one in folders)


def refused_restore(top: Path) -> str:
    """What `manage.py restore` says of the copy, which another version made."""
    with pytest.raises(CommandError) as refusal:
        call_command("restore", *(str(top / "before-update" / kind) for kind in (DATA, KEYS)))
    return str(refusal.value)


@pytest.mark.parametrize("version", ["0.1.0", "0.2.0"])
def test_an_update_makes_a_copy_and_says_so(version: str, top: Path, tmp_path: Path):
    with loaded(version, tmp_path):
        said = set_up()
        assert copies(top) == (1, 1)
        assert "Making a copy before the update ..." in said
        assert f"It's in {top}/before-update (" in said
        assert set_up() == ""
        assert recorded_version() == VERSION
        assert (
            f"just before the update to imago {VERSION}. Restore it with the version you had before, then update"
            in refused_restore(top)
        )
    assert copies(top) == (1, 1)


def test_the_copy_names_the_version_that_the_database_records(top: Path, tmp_path: Path):
    """Versions before this one don't record themselves."""
    with loaded("0.2.0", tmp_path):
        with connection.cursor() as cursor:
            cursor.execute("COMMENT ON TABLE django_migrations IS 'imago 0.1.9'")
        set_up()
        assert recorded_version() == VERSION
        refusal = refused_restore(top)
        assert "made by imago 0.1.9, " in refusal
        assert "Restore it with version 0.1.9" in refusal


def test_a_new_database_needs_none(top: Path):
    with another_database("new"):
        assert set_up() == ""
    assert copies(top) == (0, 0)


def test_where_copies_are_off_it_says_so(settings: Settings, tmp_path: Path):
    settings.BACKUPS = None
    with loaded("0.2.0", tmp_path):
        assert "Not making a copy before this update, because IMAGO_BACKUPS is off." in set_up()


def test_without_room_nothing_is_updated_unless_told_to(
    top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(storage, "LEAST_LEFT", 1 << 60)
    with loaded("0.2.0", tmp_path):
        with pytest.raises(CommandError) as refusal:
            set_up()
        assert "There's no room for a copy in" in str(refusal.value)
        assert "Nothing was updated." in str(refusal.value)
        assert "--without-copy" in str(refusal.value)
        assert migration_runner.has_pending()
        assert set_up("--without-copy") == ""
        check_migrated()
    assert copies(top) == (0, 0)


def of_old(root: Path, *command: str) -> str:
    """Run a command of the version before, with the keys of the data that is loaded."""
    ring = django_settings.KEYRING
    environ = {
        "DATABASE_URL": database_url(),
        "IMAGO_SECRET_KEY": ring.secret,
        "IMAGO_MASTER_KEYS": keyring.format_masters(ring.masters),
    }
    done = subprocess.run(
        [sys.executable, root / "manage.py", *command],
        env=os.environ | environ | {"IMAGO_STATIC": str(root / "collected")},
        text=True,
        capture_output=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_version_before_restores_the_copy(top: Path, tmp_path: Path):
    root = freeze_code.unpack(freeze_code.BEFORE, tmp_path / "old")
    with loaded("0.2.0", tmp_path):
        of_old(root, "migrate", "--verbosity=0")
        stood = rows(*CHANGED)
        set_up()
        call_command("backup_key", "--from-keys", stdout=(identity := StringIO()))
        (tmp_path / "identity").write_text(identity.getvalue())
        folders = [str(top / "before-update" / kind) for kind in (DATA, KEYS)]
        with another_database("gone_back"):
            of_old(root, "migrate", "--verbosity=0")
            of_old(root, "restore", *folders, "--identity", str(tmp_path / "identity"))
            assert rows(*CHANGED) == stood
