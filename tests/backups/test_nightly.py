"""The copy that imago makes by itself each night."""

from __future__ import annotations

import errno
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg2
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from pytest_django import Settings

from backups import last_copy, nightly, storage
from backups.archive import DATA, KEYS
from backups.models import BackupKey, BackupRun
from backups.tasks import make_nightly_copy
from couples.models import User
from imago_web import status
from imago_web.celery import MINUTE, app
from imago_web.status_check import StatusCheck
from runtime.instance import ROOT
from tests import fast_flush
from tests.backups.snapshots import words
from tests.backups.test_concurrency import held
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, Talk
from tests.factories import pair, person
from tests.vault.rotation_helpers import locks, until
from tests.web_process import database_url
from vault import keyring
from vault.models import Process
from vault.sealing import forget_ciphers

BERLIN = ZoneInfo("Europe/Berlin")
LONG_AGO = timedelta(days=3)


@pytest.fixture
def top(transactional_db: None, tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """The folder of copies, of a couple who joined some days ago."""
    settings.BACKUPS = tmp_path
    Process._default_manager.all().delete()  # other tests' servers
    pair(person("Ana"), person("Ben"))
    User.objects.update(date_joined=timezone.now() - LONG_AGO)
    yield tmp_path
    forget_ciphers()


def copies(top: Path, kind: str = DATA) -> list[Path]:
    folder = top / kind
    return [path for _at, path in storage.list_backups(folder, kind)] if folder.exists() else []


def let_pass(hours: int) -> None:
    """So much time goes by since the last attempt."""
    for run in BackupRun.objects.all():
        run.started_at -= timedelta(hours=hours)
        run.save()


def backup_status() -> StatusCheck:
    (check,) = status.run(["backup"])
    return check


def test_the_beat_asks_for_it():
    """Each minute, because a laptop may be open for a few only."""
    assert app.conf.beat_schedule["backups.tasks.nightly"]["schedule"] == MINUTE
    assert make_nightly_copy.name == "backups.tasks.nightly"


def test_it_comes_back_by_the_keys_alone(top: Path):
    Talk(*User.objects.order_by("email")).play(ROUND_OF_ANA)
    said = words()
    make_nightly_copy()
    assert len(copies(top)) == len(copies(top, KEYS)) == 1
    assert backup_status().detail == "just now"
    fast_flush.empty()
    forget_ciphers()
    call_command("restore", str(top / "data"), str(top / "keys"), stdout=StringIO())
    assert words() == said != {}


def test_other_keys_do_not_open_it(top: Path, settings: Settings):
    make_nightly_copy()
    settings.KEYRING = keyring.generate_keyring()
    with pytest.raises(CommandError, match="put its own keys in place first"):
        call_command("restore", str(top / "data"), str(top / "keys"))


def test_the_keys_do_not_open_one_that_is_for_somebody_else(top: Path, settings: Settings, tmp_path: Path):
    call_command("backup_key", stdout=(out := StringIO()))
    settings.BACKUP_FOR = [out.getvalue().split("IMAGO_BACKUP_FOR=")[1].split()[0]]
    make_nightly_copy()
    folders = str(top / "data"), str(top / "keys")
    with pytest.raises(CommandError, match="name the identity's file with --identity"):
        call_command("restore", *folders)
    (tmp_path / "identity").write_text(out.getvalue())
    fast_flush.empty()
    call_command("restore", *folders, identity=tmp_path / "identity", stdout=StringIO())
    assert User.objects.count() == 2


def test_the_identity_that_follows_from_the_keys_can_be_printed(top: Path, tmp_path: Path):
    """For `age`, and for a version that asks for a file."""
    make_nightly_copy()
    call_command("backup_key", "--from-keys", stdout=(out := StringIO()))
    (tmp_path / "identity").write_text(out.getvalue())
    fast_flush.empty()
    folders = str(top / "data"), str(top / "keys")
    call_command("restore", *folders, identity=tmp_path / "identity", stdout=StringIO())
    assert User.objects.count() == 2


def test_one_a_night_is_made(top: Path):
    make_nightly_copy()
    make_nightly_copy()
    let_pass(hours=2)
    nightly.make_nightly_copy()
    made_tonight = BackupRun.objects.filter(started_at__gte=nightly.last_quiet_hour(timezone.now())).exists()
    assert len(copies(top)) == (1 if made_tonight else 2)
    let_pass(hours=25)
    make_nightly_copy()
    assert len(copies(top)) == (2 if made_tonight else 3)


@pytest.mark.parametrize(
    ("now", "night"),
    [
        (datetime(2026, 7, 1, 0, 30, tzinfo=UTC), datetime(2026, 6, 30, 3, tzinfo=BERLIN)),
        (datetime(2026, 7, 1, 1, 0, tzinfo=UTC), datetime(2026, 7, 1, 3, tzinfo=BERLIN)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), datetime(2026, 7, 1, 3, tzinfo=BERLIN)),
    ],
)
def test_the_quiet_hour_is_the_server_s(settings: Settings, now: datetime, night: datetime):
    settings.SERVER_ZONE = BERLIN
    assert nightly.last_quiet_hour(now) == night


def test_none_is_made_before_the_first_night_nor_without_anybody(top: Path):
    User.objects.update(date_joined=timezone.now())
    make_nightly_copy()
    User.objects.all().delete()
    make_nightly_copy()
    assert copies(top) == []
    assert backup_status().ok
    assert "no copy yet" in last_copy.describe(top)


def test_it_can_be_switched_off(top: Path, settings: Settings):
    settings.BACKUPS = None
    make_nightly_copy()
    assert copies(top) == []
    assert backup_status().ok


def test_one_can_be_asked_for_at_any_time_and_tonight_s_is_made_as_well(top: Path):
    out = StringIO()
    call_command("backup", stdout=out)
    [path] = copies(top)
    assert str(path) in out.getvalue()
    assert "identity" not in out.getvalue(), "the keys open it"
    make_nightly_copy()
    assert len(copies(top)) == 2


def test_one_that_is_asked_for_says_why_there_is_none(top: Path, settings: Settings):
    with pytest.raises(CommandError, match="Name two folders"):
        call_command("backup", "--to", str(top))
    with pytest.raises(CommandError, match="need two folders"):
        call_command("backup", "--keep", "7")
    settings.BACKUPS = None
    with pytest.raises(CommandError, match="IMAGO_BACKUPS is off"):
        call_command("backup")
    assert copies(top) == []


def test_two_workers_make_one(top: Path):
    with closing(psycopg2.connect(database_url())) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [nightly.NIGHTLY_LOCK])
        make_nightly_copy()
        with pytest.raises(CommandError, match="is already being made"):
            call_command("backup")
        assert copies(top) == []
        other.rollback()
        make_nightly_copy()
    assert len(copies(top)) == 1


def test_why_none_was_made_is_said_once_and_until_there_is_one(
    top: Path, settings: Settings, caplog: pytest.LogCaptureFixture
):
    settings.BACKUPS = top / "unmounted"
    with caplog.at_level(logging.ERROR):
        make_nightly_copy()
        make_nightly_copy()  # not within the hour
        let_pass(hours=2)
        make_nightly_copy()
    why = f"There's no folder {settings.BACKUPS}. Create it, or mount its disk."
    assert [record.getMessage() for record in caplog.records] == [f"No nightly copy was made. {why}"]
    assert BackupRun.objects.count() == 2
    assert not backup_status().ok
    assert f"The last try failed: {why}" in backup_status().detail
    settings.BACKUPS.mkdir()
    let_pass(hours=2)
    make_nightly_copy()
    assert len(copies(settings.BACKUPS)) == 1
    assert backup_status().ok


def test_a_disk_that_fills_up_leaves_no_half_of_one(top: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        make_nightly_copy()
    assert list((top / "data").iterdir()) == list((top / "keys").iterdir()) == []
    assert not BackupKey.objects.exists()
    assert "No space left on device" in backup_status().detail


@contextmanager
def killed_while_copying(top: Path, copy: str = "make_nightly_copy") -> Iterator[None]:
    """A copy in a process of its own, killed in the middle of a table."""
    code = f"import django; django.setup(); from backups import nightly; nightly.{copy}()"
    environ = {"DATABASE_URL": database_url(), "IMAGO_BACKUPS": str(top)}
    settings_module = {"DJANGO_SETTINGS_MODULE": "imago_web.settings"}
    with held("exits_exit"):
        process = subprocess.Popen(
            [sys.executable, "-c", code], env=os.environ | environ | settings_module, cwd=ROOT
        )
        until(BackupKey.objects.exists)
        process.kill()
        process.wait()
        (top / DATA).mkdir(exist_ok=True)
        (top / DATA / ".imago-data-half.age-x.part").touch()
        yield
    until(lambda: locks(f"locktype = 'advisory' AND objid = {nightly.NIGHTLY_LOCK}") == 0)


def test_the_next_one_clears_up_after_one_that_was_killed(top: Path):
    with killed_while_copying(top):
        assert BackupKey.objects.count() == 1
        assert backup_status().detail == "none yet"
    let_pass(hours=2)
    make_nightly_copy()
    assert BackupKey.objects.count() == len(copies(top)) == 1
    assert [*(top / DATA).iterdir()] == copies(top)
    assert "stopped while it was making" in BackupRun.objects.earliest("started_at").error
    assert backup_status().ok
    fast_flush.empty()
    call_command("restore", str(top / "data"), str(top / "keys"), stdout=StringIO())
    assert User.objects.count() == 2


def test_a_killed_manual_copy_does_not_count_as_made(top: Path):
    with killed_while_copying(top, "copy_now"):
        assert backup_status().detail == "none yet"
    call_command("backup", stdout=StringIO())
    assert BackupKey.objects.count() == len(copies(top)) == 1
    assert backup_status().detail == "just now"


def test_a_manual_copy_makes_up_for_a_nightly_one_that_failed(top: Path, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as full:
        full.setattr(storage, "LEAST_LEFT", 1 << 60)
        make_nightly_copy()
    assert not backup_status().ok
    call_command("backup", stdout=StringIO())
    assert backup_status().ok
    assert backup_status().detail == "just now"


def test_the_key_of_a_complete_copy_stays_even_if_its_end_was_never_recorded(top: Path):
    make_nightly_copy()
    BackupRun.objects.update(ended_at=None)
    let_pass(hours=2)
    make_nightly_copy()
    assert BackupKey.objects.count() == len(copies(top)) == 2


def test_the_key_of_a_complete_copy_stays_even_if_the_databases_clock_is_behind(top: Path):
    make_nightly_copy()
    BackupRun.objects.update(ended_at=None, started_at=timezone.now() + timedelta(seconds=30))
    nightly.copy_now()
    assert BackupKey.objects.count() == len(copies(top)) == 2


def test_it_leaves_the_database_its_room(top: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(storage, "LEAST_LEFT", 1 << 60)
    make_nightly_copy()
    assert copies(top) == []
    assert "There's no room for a copy" in backup_status().detail


def test_a_folder_of_somebody_else_is_said(top: Path):
    (top / "data").write_text("")
    make_nightly_copy()
    assert "That folder has to belong to the user who runs imago." in backup_status().detail


@pytest.mark.parametrize(
    ("ago", "sentence"),
    [
        (timedelta(seconds=1), "Last copy: just now."),
        (timedelta(hours=5, minutes=3), "Last copy: 5\xa0hours ago."),
        (timedelta(days=3, hours=5), "Last copy: 3\xa0days ago."),
    ],
)
def test_the_last_one_is_named_at_the_start(tmp_path: Path, ago: timedelta, sentence: str):
    (tmp_path / "data").mkdir()
    storage.backup_path(tmp_path / "data", DATA, timezone.now() - ago).touch()
    assert last_copy.describe(tmp_path) == sentence


def test_an_old_one_that_cannot_be_deleted_costs_no_new_one(
    top: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    make_nightly_copy()
    old = storage.backup_path(top / DATA, DATA, timezone.now() - timedelta(days=40))
    old.touch()
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path == old:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    let_pass(hours=48)
    make_nightly_copy()
    assert len(copies(top)) == 3
    assert nightly.made(BackupRun.objects.latest("started_at"), timezone.now() - nightly.RETRY)
    assert old.name in caplog.text
    check = backup_status()
    assert not check.ok
    assert check.detail == f"just now. An old copy can't be deleted: {old}."
    assert "Delete them by hand" in check.advice
    monkeypatch.undo()
    let_pass(hours=48)
    make_nightly_copy()
    assert backup_status().ok


def test_a_disk_that_fails_is_said(top: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("shutil.disk_usage", fail)
    make_nightly_copy()
    assert os.strerror(errno.EIO) in BackupRun.objects.get().error


def test_an_attempt_by_a_wrong_clock_does_not_stop_all_others(top: Path):
    later = timezone.now() + timedelta(days=300)
    BackupRun.objects.create(started_at=later, ended_at=later)
    make_nightly_copy()
    assert len(copies(top)) == 1
