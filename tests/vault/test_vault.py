"""Words at rest: they open with the right keys, in their own place, and nowhere else."""

from __future__ import annotations

import stat
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from couples.models import Partner
from dialogues.models import Dialogue
from vault import datakeys, keyring, rotation, startup
from vault.models import Check, DataKey
from vault.sealing import CannotOpen, Destroyed, forget, seal, unseal
from vault.wrapping import WrongKey

CANARY = "a heron stands in the reeds"


@pytest.mark.django_db
@given(words=st.text())
def test_what_was_sealed_opens_again_in_any_script(words):
    both = (datakeys.create().pk, datakeys.create().pk)
    assert unseal(both, seal(both, words, "t:c:1"), "t:c:1") == words


def test_equal_words_never_look_equal(owners):
    assert len({seal(owners, CANARY, "t:c:1") for _ in range(50)}) == 50


@pytest.mark.parametrize("place", ["t:c:2", "t:d:1", "u:c:1"])
def test_a_blob_moved_to_another_row_column_or_table_does_not_open(owners, place):
    with pytest.raises(CannotOpen):
        unseal(owners, seal(owners, CANARY, "t:c:1"), place)


def test_a_blob_does_not_open_for_other_owners_or_in_another_order(owners):
    blob = seal(owners, CANARY, "t:c:1")
    for others in [owners[:1], owners[::-1], (owners[0], datakeys.create().pk)]:
        with pytest.raises(CannotOpen):
            unseal(others, blob, "t:c:1")


def test_a_changed_blob_does_not_open(owners):
    blob = seal(owners, CANARY, "t:c:1")
    for at in range(len(blob)):
        with pytest.raises(CannotOpen):
            unseal(owners, blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :], "t:c:1")


@pytest.mark.parametrize("whose", [0, 1])
def test_destroying_either_key_destroys_the_words(owners, whose):
    blob = seal(owners, CANARY, "t:c:1")
    datakeys.destroy(owners[whose])
    with pytest.raises(Destroyed):
        unseal(owners, blob, "t:c:1")
    assert DataKey.objects.get(pk=owners[whose]).wrapped is None


def test_a_sealed_field_is_plain_on_the_instance_and_closed_in_the_database(ana_and_ben):
    partner = Partner.objects.select_related("couple", "user__profile").get(couple=ana_and_ben, slot=0)
    dialogue = Dialogue(couple=ana_and_ben, started_by=partner, kind="intentional", topic=CANARY)
    dialogue.save()
    assert dialogue.topic == CANARY
    assert Dialogue.objects.get().topic == CANARY
    with connection.cursor() as cursor:
        cursor.execute("SELECT topic FROM dialogues_dialogue")
        assert CANARY.encode() not in bytes(cursor.fetchone()[0])
    other = Dialogue(couple=ana_and_ben, started_by=partner, kind="intentional", topic="mine")
    other.save()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dialogues_dialogue SET topic = (SELECT topic FROM dialogues_dialogue WHERE id = %s)",
            [other.pk],
        )
    with pytest.raises(CannotOpen):
        _ = Dialogue.objects.get(pk=dialogue.pk).topic


def test_a_sealed_field_is_neither_looked_up_nor_updated_in_the_open(db):
    with pytest.raises(FieldError):
        Dialogue.objects.filter(topic="quiet").exists()
    with pytest.raises(TypeError):
        Dialogue.objects.update(topic="quiet")


def test_rotation_wraps_every_key_anew_and_leaves_the_words_alone(key_file):
    both = (datakeys.create().pk, datakeys.create().pk)
    blob = seal(both, CANARY, "t:c:1")
    before = dict(DataKey.objects.values_list("pk", "wrapped"))
    old = key_file.KEYRING.current
    call_command("vault", "rotate")
    forget()
    assert all(
        bytes(wrapped) != bytes(before[pk]) for pk, wrapped in DataKey.objects.values_list("pk", "wrapped")
    )
    assert old not in keyring.read(key_file.KEYRING.path).masters
    assert unseal(both, blob, "t:c:1") == CANARY
    startup.verify()


def test_a_running_server_finds_the_new_master_key_by_itself(key_file):
    old = key_file.KEYRING
    owner = (datakeys.create().pk,)
    blob = seal(owner, CANARY, "t:c:1")
    rotation.rotate()
    forget()
    key_file.KEYRING = old
    assert unseal(owner, blob, "t:c:1") == CANARY
    key_file.KEYRING = old
    assert datakeys.create().master == keyring.read(old.path).current


@pytest.mark.parametrize("after", ["add_master", "rewrap_some", "rewrap_check"])
def test_a_rotation_that_was_cut_off_leaves_all_readable_and_is_finished_by_the_next(key_file, after):
    startup.verify()
    owner = (datakeys.create().pk,)
    blob = seal(owner, CANARY, "t:c:1")
    rotation.add_master()
    if after != "add_master":
        rotation.rewrap_some(DataKey)
    if after == "rewrap_check":
        rotation.rewrap_some(Check)
    key_file.KEYRING = keyring.read(key_file.KEYRING.path)
    forget()
    startup.verify()
    assert unseal(owner, blob, "t:c:1") == CANARY
    rotation.rotate()
    forget()
    assert unseal(owner, blob, "t:c:1") == CANARY
    assert len(keyring.read(key_file.KEYRING.path).masters) == 1


def test_the_wrong_key_does_not_start(db, settings):
    startup.verify()
    settings.KEYRING = keyring.fresh()
    with pytest.raises(WrongKey, match="do not open this data"):
        startup.verify()
    name = Check.objects.get().master
    settings.KEYRING = replace(settings.KEYRING, masters={name: b"x" * 32})
    with pytest.raises(WrongKey):
        startup.verify()


def test_data_without_its_check_starts_with_the_right_key_only(db, settings):
    datakeys.create()
    Check.objects.all().delete()
    right, settings.KEYRING = settings.KEYRING, keyring.fresh()
    with pytest.raises(WrongKey):
        startup.verify()
    settings.KEYRING = right
    startup.verify()
    assert Check.objects.exists()


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "data" / "keys"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: keyring.load({}, path), range(16)))
    assert len({ring.secret for ring in made}) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [name.name for name in path.parent.iterdir()] == ["keys"]
    assert not keyring.load({}, path).made_now


def test_keys_that_others_can_read_are_refused(tmp_path):
    path = tmp_path / "keys"
    keyring.load({}, path)
    path.chmod(0o640)
    with pytest.raises(keyring.KeyringError, match="chmod 600"):
        keyring.load({}, path)


@pytest.mark.parametrize(
    "environ",
    [
        {"IMAGO_SECRET_KEY": "s"},
        {"IMAGO_MASTER_KEYS": "a:AAAA"},
        {"IMAGO_SECRET_KEY": "s", "IMAGO_MASTER_KEYS": "a:AAAA"},
        {"IMAGO_SECRET_KEY": "s", "IMAGO_MASTER_KEYS": "a:***"},
        {"DATABASE_URL": "postgresql://elsewhere/imago"},
    ],
)
def test_keys_are_never_guessed(environ, tmp_path):
    with pytest.raises(keyring.KeyringError):
        keyring.load(environ, tmp_path / "keys")
    assert not (tmp_path / "keys").exists()


def test_fresh_keys_for_the_environment_can_be_printed():
    printed = subprocess.run(
        [sys.executable, "-m", "vault.keyring"], capture_output=True, text=True, check=True
    )
    environ = dict(line.split("=", 1) for line in printed.stdout.splitlines())
    assert len(keyring.load(environ, None).masters) == 1


def test_a_name_tells_a_wrapped_key_from_another(db):
    one, two = datakeys.create(), datakeys.create()
    DataKey.objects.filter(pk=one.pk).update(wrapped=two.wrapped)
    with pytest.raises(WrongKey):
        seal((one.pk,), CANARY, "t:c:1")
    with pytest.raises(Destroyed):
        seal((uuid.uuid4(),), CANARY, "t:c:1")
