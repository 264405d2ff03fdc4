"""Nothing starts with keys that do not open the data."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from runtime.instance import ROOT
from tests.runtime.running import OF_THE_TESTS
from vault import datakeys, keyring, startup
from vault.models import Check, DataKey
from vault.wrapping import WrongKey


@pytest.fixture
def new_data(db) -> None:
    Check.objects.all().delete()


def test_the_first_start_makes_the_keys_in_hand_the_keys_of_the_data(new_data):
    startup.verify_keys()
    startup.verify_keys()
    assert Check.objects.count() == 1


def test_other_keys_do_not_start_even_before_the_first_word(new_data, settings):
    startup.verify_keys()
    settings.KEYRING = keyring.generate_keyring()
    with pytest.raises(WrongKey, match="These keys don't open this data"):
        startup.verify_keys()


def test_another_key_of_the_same_name_does_not_start(new_data, settings):
    startup.verify_keys()
    settings.KEYRING = replace(keyring.generate_keyring(), masters={Check.objects.get().master: b"x" * 32})
    with pytest.raises(WrongKey):
        startup.verify_keys()


def test_a_data_key_under_an_unknown_master_key_does_not_start(new_data):
    startup.verify_keys()
    datakeys.create_key()
    key = datakeys.create_key()
    DataKey.objects.filter(pk=key.pk).update(master="lost")
    with pytest.raises(WrongKey):
        startup.verify_keys()
    datakeys.destroy_key(key.pk)
    startup.verify_keys()


def test_one_damaged_data_key_keeps_nothing_from_starting(new_data):
    startup.verify_keys()
    datakeys.create_key()
    damaged = DataKey.objects.order_by("pk").first()
    assert damaged
    DataKey.objects.filter(pk=damaged.pk).update(wrapped=b"x" * 60)
    startup.verify_keys()


def test_a_damaged_check_starts_where_the_data_keys_open(new_data):
    startup.verify_keys()
    datakeys.create_key()
    Check.objects.update(wrapped=b"x" * 60)
    startup.verify_keys()
    DataKey.objects.all().update(wrapped=b"x" * 60)
    with pytest.raises(WrongKey):
        startup.verify_keys()


def test_data_that_lost_its_check_starts_with_the_right_keys_only(new_data, settings):
    datakeys.create_key()
    right, settings.KEYRING = settings.KEYRING, keyring.generate_keyring()
    with pytest.raises(WrongKey):
        startup.verify_keys()
    assert not Check.objects.exists()
    settings.KEYRING = right
    startup.verify_keys()
    assert Check.objects.exists()


@pytest.fixture
def no_keys(settings, tmp_path: Path) -> Path:
    """A process that found neither keys in the environment nor a file."""
    settings.KEYRING = keyring.load_keyring({}, tmp_path / "data" / "keys")
    return tmp_path / "data" / "keys"


def test_new_data_stores_the_keys_that_were_made_for_it(new_data, no_keys, settings):
    startup.verify_keys()
    assert keyring.read_keyring(no_keys).masters == settings.KEYRING.masters
    assert settings.SECRET_KEY == settings.KEYRING.secret == keyring.read_keyring(no_keys).secret
    startup.verify_keys()


@pytest.mark.parametrize("written", ["nothing yet", "a word"])
def test_lost_keys_are_never_replaced(new_data, written, settings, tmp_path: Path):
    startup.verify_keys()
    if written == "a word":
        datakeys.create_key()
        Check.objects.all().delete()
    path = tmp_path / "data" / "keys"
    settings.KEYRING = keyring.load_keyring({}, path)
    with pytest.raises(WrongKey, match=f"are missing. Restore your copy of {path}"):
        startup.verify_keys()
    assert not path.parent.exists()


def test_a_key_that_is_in_memory_only_seals_nothing(new_data, no_keys):
    with pytest.raises(WrongKey):
        datakeys.create_key()
    assert not DataKey.objects.exists()


def test_keys_that_come_back_while_it_runs_are_found(new_data, settings, tmp_path: Path):
    startup.verify_keys()
    right = settings.KEYRING
    settings.KEYRING = keyring.load_keyring({}, tmp_path / "keys")
    keyring.save_keyring(right, tmp_path / "keys")
    startup.verify_keys()


COMMANDS = (
    ["check"],
    ["collectstatic", "--no-input", "--verbosity=0", "--dry-run"],
)


@pytest.mark.live
@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_no_other_command_makes_keys(tmp_path: Path, command: list[str]):
    environ = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    data = tmp_path / "data"
    ended = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command], env=environ | {"IMAGO_DATA": str(data)}
    )
    assert ended.returncode == 0
    assert not data.exists()
