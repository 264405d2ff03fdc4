"""Rotation: a new master key for the same words, whatever happens meanwhile."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models.functions import Now

from backups import nightly
from couples.models import User
from tests import fast_flush
from tests.factories import person
from tests.vault.rotation_helpers import (
    CANARY,
    PATIENCE,
    PLACE,
    Data,
    check_held,
    first_key_held,
    has_begun,
    last_key_held,
    nobody_rotates,
    somebody_waits,
    start_rotating,
    until,
)
from vault import datakeys, keyring, rotation, startup
from vault.models import DataKey, Process
from vault.process_registry import ProcessAnnouncer, running_processes
from vault.rotation import MasterKeyNotEverywhere
from vault.sealing import forget_ciphers, seal, unseal
from vault.wrapping import WrongKey, lock_master_keys


@pytest.fixture
def data(key_file) -> Data:
    keys = [DataKey() for _ in range(rotation.BATCH + 1)]
    for key in keys:
        key.wrap(os.urandom(32))
    DataKey.objects.bulk_create(keys)
    return Data(key_file, keys[0].pk, seal((keys[0].pk,), CANARY, PLACE))


def test_every_key_is_wrapped_anew_and_the_words_are_left_alone(data):
    old, before = data.ring(), data.wrapped()
    call_command("vault", "rotate")
    after = data.wrapped()
    assert all(after[pk] != before[pk] for pk in before)
    assert not set(data.ring().masters) & set(old.masters)
    assert data.ring().secret == old.secret
    assert data.opens()


def test_the_old_master_key_opens_nothing_any_more(data):
    old = data.ring()
    rotation.rotate_master_key()
    data.settings.KEYRING = keyring.Keyring(old.secret, old.masters)
    forget_ciphers()
    with pytest.raises(WrongKey):
        unseal((data.owner,), data.blob, PLACE)


def test_a_destroyed_key_stays_destroyed(data):
    datakeys.destroy_key(data.owner)
    rotation.rotate_master_key()
    assert DataKey.objects.get(pk=data.owner).wrapped is None


@pytest.mark.parametrize(
    ("held", "wrapped_anew"),
    [
        (lock_master_keys, 0),  # the new key is in the file, nothing is under it
        (check_held, 0),  # while everybody is told
        (first_key_held, 0),  # only new keys are under it
        (last_key_held, rotation.BATCH),  # between two batches
    ],
)
def test_a_rotation_that_was_killed_loses_nothing_and_is_finished_by_the_next(data, held, wrapped_anew):
    before = data.wrapped()
    (old,) = data.ring().masters
    with held():
        process = start_rotating(data)
        until(somebody_waits)
        process.kill()
        assert process.wait(PATIENCE) == -signal.SIGKILL
    until(nobody_rotates)
    new, still = data.ring().masters
    assert still == old
    assert DataKey.objects.filter(master=new).count() == wrapped_anew
    assert data.opens()
    rotation.rotate_master_key()
    assert list(data.ring().masters) == [new]
    assert all(data.wrapped()[pk] != before[pk] for pk in before)
    assert data.opens()


def test_a_rotation_killed_before_it_dropped_the_old_key_is_finished_by_the_next(data):
    with check_held():
        process = start_rotating(data)
        until(somebody_waits)
        both = data.ring()
    assert process.wait(PATIENCE) == 0
    keyring.save_keyring(both, data.settings.KEYRING.path)  # as the file was when all was wrapped again
    assert data.opens()
    rotation.rotate_master_key()
    assert list(data.ring().masters) == [both.current]
    assert data.opens()


def test_a_rotation_killed_at_any_moment_loses_nothing(data):
    for _ in range(3):
        process = start_rotating(data)
        until(partial(has_begun, process))
        with suppress(subprocess.TimeoutExpired):
            process.wait(random.uniform(0, 0.1))
        process.kill()
        process.wait(PATIENCE)
        until(nobody_rotates)
        assert data.opens()
    rotation.rotate_master_key()
    assert len(data.ring().masters) == 1
    assert data.opens()


def test_a_second_rotation_at_the_same_time_is_refused_and_changes_nothing(data):
    with first_key_held():
        first = start_rotating(data)
        until(somebody_waits)
        both = data.ring().masters
        second = start_rotating(data)
        _, stderr = second.communicate(timeout=PATIENCE)
        assert second.returncode == 1
        assert "already being rotated" in stderr
        assert data.ring().masters == both
    assert first.wait(PATIENCE) == 0
    assert data.opens()


def test_a_key_made_by_a_running_server_during_a_rotation_is_not_left_behind(data):
    with lock_master_keys():
        late = DataKey()
        late.wrap(os.urandom(32))  # under the old key: the rotation has not begun
        process = start_rotating(data)
        until(somebody_waits)
        late.save(force_insert=True)
    assert process.wait(PATIENCE) == 0
    assert DataKey.objects.get(pk=late.pk).master == data.ring().current
    assert data.opens()


def test_a_running_server_opens_and_makes_keys_after_a_rotation(data):
    old = data.settings.KEYRING
    rotation.rotate_master_key()
    forget_ciphers()
    data.settings.KEYRING = old
    assert unseal((data.owner,), data.blob, PLACE) == CANARY
    data.settings.KEYRING = old
    assert datakeys.create_key().master == data.ring().current


def test_with_keys_from_the_environment_the_first_becomes_current(data, capsys):
    old = data.settings.KEYRING
    new = keyring.generate_keyring()
    data.settings.KEYRING = keyring.Keyring(old.secret, {**new.masters, **old.masters})
    call_command("vault", "rotate")
    assert f"from the environment: {old.current}." in capsys.readouterr().out
    data.settings.KEYRING = keyring.Keyring(old.secret, new.masters)
    forget_ciphers()
    startup.verify_keys()
    assert unseal((data.owner,), data.blob, PLACE) == CANARY
    assert keyring.read_keyring(old.path).masters == old.masters


@pytest.mark.parametrize("more", [0, 1])
def test_with_the_current_key_first_it_says_how_to_begin(data, capsys, more):
    old = data.settings.KEYRING.masters
    data.settings.KEYRING = keyring.Keyring("s", old | (keyring.generate_keyring().masters if more else {}))
    before = data.wrapped()
    call_command("vault", "rotate")
    assert "run this with the new key first" in capsys.readouterr().out
    assert data.wrapped() == before


def test_what_is_new_is_wrapped_by_the_key_of_the_database_whatever_stands_first(data):
    old = data.settings.KEYRING
    data.settings.KEYRING = keyring.Keyring("s", {**keyring.generate_keyring().masters, **old.masters})
    assert datakeys.create_key().master == old.current


def test_a_process_that_missed_the_rotation_writes_nothing_that_others_cannot_read(data):
    old = data.settings.KEYRING
    new = keyring.generate_keyring().masters
    data.settings.KEYRING = keyring.Keyring("s", {**new, **old.masters})
    rotation.rotate_master_key()
    data.settings.KEYRING = keyring.Keyring("s", old.masters)
    with pytest.raises(WrongKey):
        datakeys.create_key()
    with pytest.raises(WrongKey):
        ProcessAnnouncer("web").announce()
    assert not running_processes().exists()


def test_a_rotation_waits_for_every_running_process(data):
    old, new = data.settings.KEYRING.masters, keyring.generate_keyring().masters
    data.settings.KEYRING = keyring.Keyring("s", old)
    worker = ProcessAnnouncer("worker")
    worker.announce()
    before = data.wrapped()
    data.settings.KEYRING = keyring.Keyring("s", new | old)
    with pytest.raises(CommandError, match=r"Nothing was changed: .* worker \(process \d+ on ") as refusal:
        call_command("vault", "rotate")
    assert "IMAGO_MASTER_KEYS" in str(refusal.value)
    assert data.wrapped() == before
    worker.beat()  # as after it was started with both
    call_command("vault", "rotate")
    assert not set(data.wrapped().items()) & set(before.items())


def test_a_process_that_was_killed_holds_up_a_rotation_for_less_than_a_minute(data):
    old, new = data.settings.KEYRING.masters, keyring.generate_keyring().masters
    data.settings.KEYRING = keyring.Keyring("s", old)
    ProcessAnnouncer("web").announce()
    data.settings.KEYRING = keyring.Keyring("s", new | old)
    Process._default_manager.update(seen_at=Now() - timedelta(seconds=60))
    assert rotation.rotate_master_key().changed


def test_a_process_that_was_stopped_holds_up_nothing(data):
    web = ProcessAnnouncer("web")
    web.announce()
    web.start()
    assert [str(process) for process in running_processes()] == [str(web.process)]
    web.stop()
    assert not running_processes().exists()


def test_with_a_key_file_the_running_processes_find_the_new_key_by_themselves(data):
    ProcessAnnouncer("web").announce()
    assert rotation.rotate_master_key().changed
    assert data.opens()


def test_a_key_file_is_not_rotated_while_a_process_has_its_keys_from_the_environment(data):
    ring = data.settings.KEYRING
    data.settings.KEYRING = keyring.Keyring("s", ring.masters)
    ProcessAnnouncer("web").announce()
    data.settings.KEYRING = ring
    with pytest.raises(MasterKeyNotEverywhere):
        rotation.rotate_master_key()
    assert data.opens()


def test_a_row_that_was_lost_comes_back_with_the_next_beat(data):
    web = ProcessAnnouncer("web")
    web.announce()
    Process._default_manager.all().delete()  # as a restore does
    web.beat()
    assert running_processes().get().pk == web.process.pk


def test_with_the_wrong_keys_nothing_is_rotated(data):
    data.settings.KEYRING = keyring.generate_keyring()
    before = data.wrapped()
    with pytest.raises(CommandError, match="don't open this data"):
        call_command("vault", "rotate")
    assert data.wrapped() == before


@pytest.fixture
def copies(data, tmp_path: Path) -> Path:
    """The folder of the nightly copies, where Ana has an account."""
    person("Ana")
    data.settings.BACKUPS = tmp_path / "copies"
    data.settings.BACKUPS.mkdir()
    return tmp_path / "copies"


def test_the_keys_here_open_a_copy_as_soon_as_they_are_rotated(data, copies, capsys):
    nightly.copy_now()
    call_command("vault", "rotate")
    assert f"A copy made with the new key is in {copies}" in capsys.readouterr().out
    fast_flush.empty()
    data.start_again()
    call_command("restore", str(copies / "data"), str(copies / "keys"))
    assert User.objects.get().email == "ana@example.org"
    assert data.opens()


def test_a_rotation_without_a_copy_says_what_to_do(data, copies, capsys):
    copies.rmdir()
    call_command("vault", "rotate")
    said = capsys.readouterr()
    assert "The data has a new master key." in said.out
    assert f"There's no folder {copies}." in said.err
    assert "Make one with `manage.py backup`: earlier copies open only with the old key." in said.err
    assert data.opens()


def test_a_rotation_killed_before_its_copy_is_finished_with_one(data, copies, capsys):
    old = data.ring()
    rotation.rotate_master_key()
    both = keyring.Keyring(old.secret, {**data.ring().masters, **old.masters}, old.path)
    keyring.save_keyring(both, old.path)  # as the file was when all was wrapped again
    call_command("vault", "rotate")
    assert f"A copy made with the new key is in {copies}" in capsys.readouterr().out
    assert list(data.ring().masters) == [both.current]


def test_a_rotation_that_changes_nothing_makes_no_copy(data, copies):
    data.settings.KEYRING = keyring.Keyring("s", data.settings.KEYRING.masters)
    call_command("vault", "rotate")
    assert list(copies.iterdir()) == []
