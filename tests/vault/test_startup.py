"""Nothing starts with keys that do not open the data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vault import datakeys, keyring, startup
from vault.models import Check, DataKey
from vault.wrapping import WrongKey


@pytest.fixture
def new_data(db) -> None:
    Check.objects.all().delete()


def test_the_first_start_makes_the_keys_in_hand_the_keys_of_the_data(new_data):
    startup.verify()
    startup.verify()
    assert Check.objects.count() == 1


def test_other_keys_do_not_start_even_before_the_first_word(new_data, settings):
    startup.verify()
    settings.KEYRING = keyring.fresh()
    with pytest.raises(WrongKey, match="These keys do not open this data"):
        startup.verify()


def test_another_key_of_the_same_name_does_not_start(new_data, settings):
    startup.verify()
    settings.KEYRING = replace(keyring.fresh(), masters={Check.objects.get().master: b"x" * 32})
    with pytest.raises(WrongKey):
        startup.verify()


def test_a_data_key_under_an_unknown_master_key_does_not_start(new_data):
    startup.verify()
    datakeys.create()
    key = datakeys.create()
    DataKey.objects.filter(pk=key.pk).update(master="lost")
    with pytest.raises(WrongKey):
        startup.verify()
    datakeys.destroy(key.pk)
    startup.verify()


def test_data_that_lost_its_check_starts_with_the_right_keys_only(new_data, settings):
    datakeys.create()
    right, settings.KEYRING = settings.KEYRING, keyring.fresh()
    with pytest.raises(WrongKey):
        startup.verify()
    assert not Check.objects.exists()
    settings.KEYRING = right
    startup.verify()
    assert Check.objects.exists()
