"""Where backups lie: whole or not at all, for their owner only, in two folders, and not for ever."""

from __future__ import annotations

import io
import os
import resource
import stat
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from backups import storage
from backups.archive import DATA, KEYS
from tests.backups.storage_helpers import Shelves
from tests.factories import person

NOW = datetime(2026, 5, 1, 3, tzinfo=UTC)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_backup_is_two_files_for_their_owner_only(shelves: Shelves):
    person("Ana")
    output = shelves.back_up()
    (data,), (keys,) = shelves.data_files(), shelves.key_files()
    assert names(shelves.to) == {data.name}
    assert names(shelves.keys_to) == {keys.name}
    for path in (data, keys):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.name in output
    assert "IMAGO_MASTER_KEYS" in output


def test_what_has_had_its_time_goes_and_nothing_else_does(shelves: Shelves):
    now = datetime.now(UTC)
    for folder, kind in ((shelves.to, DATA), (shelves.keys_to, KEYS)):
        for days in (1, 29, 31, 400):
            storage.backup_path(folder, kind, now - timedelta(days=days)).write_text("")
        (folder / "imago-data-2020.age").write_text("")
        (folder / "letters.age").write_text("")
        (folder / f"imago-{kind}-20200101T000000.000000Z.age").mkdir()
    storage.backup_path(shelves.to, KEYS, now - timedelta(days=400)).write_text("")
    output = shelves.back_up()
    assert "4 expired files were deleted" in output
    assert len(shelves.data_files()) == len(shelves.key_files()) == 3
    assert len(storage.list_backups(shelves.to, KEYS)) == 1
    assert {"imago-data-2020.age", "letters.age"} <= names(shelves.to) & names(shelves.keys_to)


def test_the_newest_stays_however_old_it_is(tmp_path: Path):
    for days in (100, 200):
        storage.backup_path(tmp_path, KEYS, NOW - timedelta(days=days)).write_text("")
    assert storage.delete_expired(tmp_path, KEYS, NOW) == 1
    assert [at for at, _ in storage.list_backups(tmp_path, KEYS)] == [NOW - timedelta(days=100)]


def test_a_file_that_could_not_be_finished_leaves_nothing(tmp_path: Path):
    target = tmp_path / "backup"

    def fail() -> None:
        with storage.write_complete(target) as file:
            file.write(b"half of it")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert names(tmp_path) == set()


def test_what_a_killed_backup_left_behind_is_tidied_away_the_day_after(shelves: Shelves):
    long_ago = time.time() - 2 * storage.PARTIAL_FILE_TTL
    fresh, old = shelves.to / ".imago-fresh.part", shelves.to / ".imago-old.part"
    for path in (fresh, old):
        path.write_text("")
    os.utime(old, (long_ago, long_ago))
    shelves.back_up()
    assert fresh.exists()
    assert not old.exists()


def test_without_room_it_says_so_and_leaves_nothing(shelves: Shelves):
    """As on a full disk: no file of this process may grow beyond a few bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(CommandError, match="couldn't be written"):
            shelves.back_up()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert names(shelves.to) == names(shelves.keys_to) == set()


def test_the_two_do_not_lie_together(shelves: Shelves, tmp_path: Path):
    inside = shelves.to / "keys"
    inside.mkdir()
    link = tmp_path / "link"
    link.symlink_to(shelves.to)
    for keys_to in (shelves.to, inside, tmp_path, link):
        with pytest.raises(CommandError, match="must be kept apart"):
            shelves.back_up("--keys-to", str(keys_to))
    assert shelves.data_files() == []


def test_a_folder_that_is_not_there_is_not_made(shelves: Shelves, tmp_path: Path):
    with pytest.raises(CommandError, match="Is its disk mounted"):
        shelves.back_up("--to", str(tmp_path / "unplugged"))
    assert not (tmp_path / "unplugged").exists()


def test_nothing_lies_in_the_data_folder_itself(shelves: Shelves):
    within = settings.DATA / "backups"
    within.mkdir()
    with pytest.raises(CommandError, match="another disk"):
        shelves.back_up("--to", str(within))
    within.rmdir()


def test_it_is_made_for_somebody(shelves: Shelves):
    with pytest.raises(CommandError, match="backup_key"):
        shelves.back_up("--for", "age1nobody")


def test_without_a_recipient_it_says_how_to_come_to_one(shelves: Shelves):
    assert settings.BACKUP_FOR == []
    words = ["--to", str(shelves.to), "--keys-to", str(shelves.keys_to)]
    with pytest.raises(CommandError, match="backup_key"):
        call_command("backup", *words)
    assert names(shelves.to) == set()


def test_the_environment_may_name_who_can_open_it(shelves: Shelves, settings: Settings):
    other = pyrage.x25519.Identity.generate()
    settings.BACKUP_FOR = [shelves.recipient, str(other.to_public())]
    call_command("backup", "--to", str(shelves.to), "--keys-to", str(shelves.keys_to))
    for identity in (shelves.pyrage_identity(), other):
        assert pyrage.decrypt(shelves.key_files()[0].read_bytes(), [identity])


def test_a_new_identity_is_printed_and_stored_nowhere(shelves: Shelves):
    call_command("backup_key", stdout=(out := io.StringIO()))
    *comments, identity = out.getvalue().splitlines()
    assert all(line.startswith("# ") for line in comments)
    recipient = pyrage.x25519.Identity.from_str(identity).to_public()
    assert f"IMAGO_BACKUP_FOR={recipient}" in comments[-1]
