"""Words, sealed: they open in their own place with their own keys, and in no other way."""

from __future__ import annotations

import time
import uuid

import pytest
from django.db import connection
from django.db.models import ProtectedError
from hypothesis import given
from hypothesis import strategies as st

from vault import datakeys, sealing
from vault.models import DataKey
from vault.sealing import CannotOpen, Destroyed, batch_unsealer, seal, seal_bytes, unseal, unseal_bytes

pytestmark = pytest.mark.django_db

PLACE = "dialogues_turn:words:5f0c:12"
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.fixture(scope="module")
def kept_owners(django_db_setup, django_db_blocker):
    """Owners for the property tests, which run many times in one test."""
    with django_db_blocker.unblock():
        keys = [datakeys.create_key() for _ in range(2)]
        yield tuple(key.pk for key in keys)
        DataKey.objects.filter(pk__in=[key.pk for key in keys]).delete()


@given(words=TEXT, place=TEXT)
def test_any_words_come_back_as_they_were(kept_owners, words, place):
    assert unseal(kept_owners, seal(kept_owners, words, place), place) == words


@given(content=st.binary(), place=TEXT)
def test_any_bytes_come_back_as_they_were(kept_owners, content, place):
    assert unseal_bytes(kept_owners, seal_bytes(kept_owners, content, place), place) == content


@given(words=TEXT)
def test_equal_words_never_look_equal(kept_owners, words):
    assert len({seal(kept_owners, words, PLACE) for _ in range(4)}) == 4


@pytest.mark.parametrize(
    "words", ["", "I feel alone when you look at your phone.", "מה שלומך 💛👩‍❤️‍👨", "a\x00b", "x" * 4000]
)
def test_words_of_every_kind_come_back(owners, words):
    assert unseal(owners, seal(owners, words, PLACE), PLACE) == words


def test_words_are_not_seen_in_what_is_sealed(owners):
    assert b"canary" not in seal(owners, "canary" * 20, PLACE)


def test_words_come_back_from_what_the_database_driver_gives(owners):
    assert unseal(owners, memoryview(seal(owners, "I hear you.", PLACE)), PLACE) == "I hear you."


@pytest.mark.parametrize(
    "elsewhere",
    [
        "dialogues_turn:words:5f0c:13",
        "dialogues_turn:words:6f0c:12",
        "dialogues_turn:note:5f0c:12",
        "workup_answer:words:5f0c:12",
        "",
    ],
)
def test_words_do_not_open_in_another_place(owners, elsewhere):
    with pytest.raises(CannotOpen):
        unseal(owners, seal(owners, "I hear you.", PLACE), elsewhere)


def test_words_do_not_open_for_other_owners(owners):
    ana, couple = owners
    eve = datakeys.create_key().pk
    blob = seal(owners, "I hear you.", PLACE)
    for others in [(eve, couple), (ana, eve), (ana,), (couple,), (couple, ana), (ana, couple, eve)]:
        with pytest.raises(CannotOpen):
            unseal(others, blob, PLACE)


def test_words_that_were_changed_anywhere_do_not_open(owners):
    blob = seal(owners, "I hear you.", PLACE)
    for at in range(len(blob)):
        changed = bytearray(blob)
        changed[at] ^= 1
        with pytest.raises(CannotOpen):
            unseal(owners, bytes(changed), PLACE)


def test_words_that_were_cut_or_lengthened_do_not_open(owners):
    blob = seal(owners, "I hear you.", PLACE)
    for changed in [blob[:length] for length in range(len(blob))] + [blob + b"\x00"]:
        with pytest.raises(CannotOpen):
            unseal(owners, changed, PLACE)


def test_many_words_of_the_same_owners_open_each_in_its_own_place(owners):
    open_it = batch_unsealer(owners)
    sealed = [seal(owners, f"piece {number}", f"{PLACE}{number}") for number in range(3)]
    assert [open_it(one, f"{PLACE}{at}") for at, one in enumerate(sealed)] == [
        "piece 0",
        "piece 1",
        "piece 2",
    ]
    with pytest.raises(CannotOpen):
        open_it(sealed[0], f"{PLACE}1")
    datakeys.destroy_key(owners[0])
    with pytest.raises(Destroyed):
        batch_unsealer(owners)


def test_words_without_an_owner_are_refused():
    with pytest.raises(ValueError, match="owner"):
        seal((), "I hear you.", PLACE)


def test_a_key_that_never_was_counts_as_destroyed(owners):
    with pytest.raises(Destroyed):
        seal((owners[0], uuid.uuid4()), "I hear you.", PLACE)


@pytest.mark.parametrize("which", [0, 1])
def test_destroying_the_key_of_either_owner_destroys_the_words_at_once(owners, which):
    blob = seal(owners, "I hear you.", PLACE)
    datakeys.destroy_key(owners[which])
    with pytest.raises(Destroyed):
        unseal(owners, blob, PLACE)
    with pytest.raises(Destroyed):
        seal(owners, "And this?", PLACE)


def test_destroying_a_key_leaves_the_words_of_others(owners):
    ana, couple = owners
    blob = seal((couple,), "I hear you.", PLACE)
    datakeys.destroy_key(ana)
    assert unseal((couple,), blob, PLACE) == "I hear you."


def test_a_destroyed_key_leaves_nothing_behind_but_when(owners):
    datakeys.destroy_key(owners[0])
    key = DataKey.objects.get(pk=owners[0])
    assert key.wrapped is None
    assert key.destroyed_at is not None


def test_a_removed_key_leaves_nothing_at_all(owners):
    blob = seal(owners, "I hear you.", PLACE)
    datakeys.delete_keys(owners[0])
    assert not DataKey.objects.filter(pk=owners[0]).exists()
    with pytest.raises(Destroyed):
        unseal(owners, blob, PLACE)


def test_a_key_that_something_refers_to_is_not_removed(ana):
    with pytest.raises(ProtectedError):
        datakeys.delete_keys(ana.profile.key_id)
    assert DataKey.objects.get(pk=ana.profile.key_id).wrapped


def test_a_key_that_another_process_destroyed_is_noticed_when_the_memory_ends(owners, monkeypatch):
    blob = seal(owners, "I hear you.", PLACE)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_datakey SET wrapped = NULL WHERE id = %s", [owners[0]])
    assert unseal(owners, blob, PLACE) == "I hear you."
    later = time.monotonic() + sealing.ciphers.seconds
    monkeypatch.setattr(time, "monotonic", lambda: later)
    with pytest.raises(Destroyed):
        unseal(owners, blob, PLACE)


def read_keys(owners):
    """Remember the keys as somebody does who has read them with other rows."""
    rows = [sealing.wrapped_key(DataKey.objects.get(pk=owner)) for owner in owners]
    sealing.KeyReading().remember(tuple(owners), tuple(rows))


def test_keys_read_with_other_rows_need_no_query(owners, django_assert_num_queries):
    blob = seal(owners, "I hear you.", PLACE)
    sealing.forget_ciphers()
    read_keys(owners)
    with django_assert_num_queries(0):
        assert unseal(owners, blob, PLACE) == "I hear you."


def test_keys_read_again_are_kept_for_another_while(owners, monkeypatch, django_assert_num_queries):
    blob = seal(owners, "I hear you.", PLACE)
    start, seconds = time.monotonic(), sealing.ciphers.seconds
    for past in (0.8, 1.6):
        monkeypatch.setattr(time, "monotonic", lambda past=past: start + past * seconds)
        read_keys(owners)
    with django_assert_num_queries(0):
        assert unseal(owners, blob, PLACE) == "I hear you."


def test_a_destroyed_key_that_is_read_again_closes_at_once(owners):
    blob = seal(owners, "I hear you.", PLACE)
    DataKey.objects.filter(pk=owners[1]).update(wrapped=None)
    read_keys(owners)
    with pytest.raises(Destroyed):
        unseal(owners, blob, PLACE)


def test_a_key_destroyed_after_it_was_read_stays_destroyed(owners):
    blob = seal(owners, "I hear you.", PLACE)
    reading = sealing.KeyReading()
    rows = tuple(sealing.wrapped_key(DataKey.objects.get(pk=owner)) for owner in owners)
    datakeys.destroy_key(owners[0])
    reading.remember(tuple(owners), rows)
    with pytest.raises(Destroyed):
        unseal(owners, blob, PLACE)


def test_a_key_wrapped_anew_is_read_anew(owners):
    blob = seal(owners, "I hear you.", PLACE)
    key = DataKey.objects.get(pk=owners[0])
    material = key.unwrap()
    key.wrap(material)
    key.save()
    read_keys(owners)
    assert unseal(owners, blob, PLACE) == "I hear you."
    assert sealing.ciphers.entries[tuple(owners)][1].wrapped[0] == sealing.wrapped_key(key)


def test_a_wrapped_key_moved_to_another_row_does_not_open(owners):
    ana, eve = DataKey.objects.get(pk=owners[0]), datakeys.create_key()
    DataKey.objects.filter(pk=eve.pk).update(wrapped=ana.wrapped)
    with pytest.raises(CannotOpen, match="a key is damaged"):
        seal((eve.pk,), "I hear you.", PLACE)


def test_warm_keys_ask_the_database_nothing(owners, django_assert_num_queries):
    blob = seal(owners, "I hear you.", PLACE)
    with django_assert_num_queries(0):
        assert unseal(owners, seal(owners, "And you?", PLACE), PLACE) == "And you?"
        assert unseal(owners, blob, PLACE) == "I hear you."


def test_cold_keys_ask_the_database_once(owners, django_assert_num_queries):
    sealing.forget_ciphers()
    with django_assert_num_queries(1):
        seal(owners, "I hear you.", PLACE)


def test_sealing_is_quick_when_warm(owners):
    seal(owners, "I hear you.", PLACE)
    times = []
    for _ in range(50):
        began = time.thread_time()
        for _ in range(20):
            seal(owners, "I hear you say that you feel alone in the evening.", PLACE)
        times.append((time.thread_time() - began) / 20)
    assert min(times) < 50e-6  # a question to the database takes ten times as long
