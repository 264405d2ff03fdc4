"""A sealed column: plain on the instance, closed in the database, bound to its row."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import ClassVar

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models, transaction

from couples.models import Partner
from dialogues.models import Dialogue
from vault import datakeys
from vault.fields import Sealed, SealedTextField, is_readable
from vault.sealing import CannotOpen

pytestmark = pytest.mark.django_db

CANARY = "a heron stands in the reeds"
UNREADABLE = "This can't be opened right now."


class Note(models.Model):
    """What a room of the product would keep sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.UUIDField()
    objects: ClassVar[models.Manager[Note]] = models.Manager()
    words = SealedTextField(null=True)
    hint = SealedTextField(default="")

    class Meta:
        app_label = "vault_tests"

    def __str__(self) -> str:
        return "note"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return (self.owner,)


class Numbered(models.Model):
    """One whose key the database would give."""

    objects: ClassVar[models.Manager[Numbered]] = models.Manager()
    words = SealedTextField()

    class Meta:
        app_label = "vault_tests"

    def __str__(self) -> str:
        return "numbered"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return (uuid.uuid4(),)


@pytest.fixture(autouse=True)
def _tables(db):
    with connection.schema_editor() as editor:
        editor.create_model(Note)
        editor.create_model(Numbered)


@pytest.fixture
def owner(_tables) -> uuid.UUID:
    return datakeys.create_key().pk


def in_the_table() -> bytes:
    """All that the database itself can read of the notes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, hint FROM vault_tests_note")
        return b"".join(bytes(value or b"") for row in cursor.fetchall() for value in row)


def test_words_are_plain_on_the_instance_and_sealed_in_the_table(owner):
    note = Note.objects.create(owner=owner, words=CANARY, hint="")
    assert note.words == CANARY
    assert Note.objects.get().words == CANARY
    assert Note.objects.get().hint == ""
    assert CANARY.encode() not in in_the_table()


def test_nothing_stays_nothing(owner):
    Note.objects.create(owner=owner)
    assert Note.objects.get(words__isnull=True).words is None
    assert not Note.objects.filter(hint__isnull=True).exists()


def test_words_can_be_changed_and_taken_away(owner):
    note = Note.objects.create(owner=owner, words="before")
    note.words = CANARY
    note.save()
    assert Note.objects.get().words == CANARY
    note.words = None
    note.save(update_fields=["words"])
    assert Note.objects.get().words is None


def test_words_are_opened_only_when_they_are_read(owner, caplog):
    Note.objects.create(owner=owner, words=CANARY)
    datakeys.destroy_key(owner)
    note = Note.objects.get()
    assert note.words == "This was deleted."
    assert not is_readable(note.words)
    assert caplog.text == ""


def test_saving_a_row_leaves_unread_words_as_they_are(owner):
    Note.objects.create(owner=owner, words=CANARY)
    before = in_the_table()
    Note.objects.get().save()
    assert in_the_table() == before


def test_words_come_back_through_each_way_of_reading(owner):
    note = Note.objects.create(owner=owner, words=CANARY)
    note.words = "not saved"
    note.refresh_from_db()
    assert note.words == CANARY
    assert Note.objects.defer("words").get().words == CANARY
    assert Note.objects.only("words", "owner").get().words == CANARY


def test_values_give_what_is_sealed(owner):
    Note.objects.create(owner=owner, words=CANARY)
    (value,) = Note.objects.values_list("words", flat=True)
    assert isinstance(value, bytes)
    assert CANARY.encode() not in value


def test_many_rows_are_sealed_at_once(owner):
    Note.objects.bulk_create([Note(owner=owner, words=f"{CANARY} {number}") for number in range(3)])
    assert sorted(note.words for note in Note.objects.all()) == [f"{CANARY} {number}" for number in range(3)]
    assert CANARY.encode() not in in_the_table()


@pytest.mark.parametrize("column", ["words", "hint"])
def test_words_moved_to_another_row_or_column_do_not_open(owner, column):
    hers = Note.objects.create(owner=owner, words="mine", hint="mine too")
    his = Note.objects.create(owner=owner)
    (moved,) = Note.objects.filter(pk=hers.pk).values_list(column, flat=True)
    Note.objects.filter(pk=his.pk if column == "words" else hers.pk).update(words=moved)
    assert CANARY not in [note.words for note in Note.objects.all()]
    assert UNREADABLE in [note.words for note in Note.objects.all()]


def test_words_given_to_another_owner_in_the_table_do_not_open(owner):
    Note.objects.create(owner=owner, words=CANARY)
    Note.objects.update(owner=datakeys.create_key().pk)
    assert Note.objects.get().words == UNREADABLE


def test_a_copy_of_a_row_is_refused_until_its_words_are_read(owner):
    Note.objects.create(owner=owner, words=CANARY)
    copy = Note.objects.get()
    copy.pk = uuid.uuid4()
    copy._state.adding = True
    with pytest.raises(CannotOpen):
        copy.save()


def broken(owner, **columns: str) -> Note:
    """A note read back with words that can no longer be opened."""
    note = Note.objects.create(owner=owner, words=CANARY, **columns)
    Note.objects.filter(pk=note.pk).update(words=Sealed(b"\x01" + b"rot" * 20))
    return Note.objects.get()


def test_words_that_do_not_open_are_told_so_and_the_others_stand(owner, caplog):
    note = broken(owner, hint="the rest")
    assert note.words == UNREADABLE
    assert not is_readable(note.words)
    assert note.hint == "the rest"
    assert is_readable(note.hint)
    assert f"vault_tests_note:words:{note.pk}" in caplog.text
    assert CANARY not in caplog.text


def test_saving_other_words_of_a_row_keeps_the_bytes_of_those_that_do_not_open(owner):
    note = broken(owner, hint="before")
    sealed = Note.objects.values_list("words", flat=True).get()
    assert note.words
    note.hint = "after"
    note.save()
    assert Note.objects.values_list("words", flat=True).get() == sealed
    assert Note.objects.get().hint == "after"


def test_new_words_take_the_place_of_those_that_do_not_open(owner):
    note = broken(owner)
    assert note.words
    note.words = "new"
    note.save()
    assert Note.objects.get().words == "new"


def test_the_sentence_for_words_that_do_not_open_is_never_sealed_elsewhere(owner):
    note = broken(owner)
    with pytest.raises(CannotOpen), transaction.atomic():
        Note.objects.create(owner=owner, words=note.words)
    note.hint = note.words
    with pytest.raises(CannotOpen), transaction.atomic():
        note.save()
    assert Note.objects.count() == 1
    assert Note.objects.get().hint == ""


def test_a_row_that_was_read_can_be_copied(owner):
    Note.objects.create(owner=owner, words=CANARY, hint="")
    copy = Note.objects.get()
    assert (copy.words, copy.hint) == (CANARY, "")
    copy.pk = uuid.uuid4()
    copy._state.adding = True
    copy.save()
    assert [note.words for note in Note.objects.all()] == [CANARY, CANARY]


def test_a_row_without_a_key_of_its_own_is_refused():
    with pytest.raises(ValueError, match="set the primary key first"):
        Numbered.objects.create(words=CANARY)


@pytest.mark.parametrize(
    "asked", [{"words": CANARY}, {"words__contains": "h"}, {"words__in": [CANARY]}, {"words__gt": "a"}]
)
def test_words_cannot_be_looked_up(asked):
    with pytest.raises(FieldError, match="can't be looked up"):
        Note.objects.filter(**asked).exists()


def test_words_cannot_be_written_past_their_row(owner):
    note = Note.objects.create(owner=owner, words="before")
    note.words = CANARY
    with pytest.raises(TypeError, match="saved through its instance"):
        Note.objects.update(words=CANARY)
    with pytest.raises(TypeError, match="saved through its instance"):
        Note.objects.bulk_update([note], ["words"])


def test_words_can_be_taken_from_many_rows_at_once(owner):
    Note.objects.create(owner=owner, words=CANARY)
    Note.objects.update(words=None)
    assert Note.objects.get().words is None


def test_only_text_can_be_sealed(owner):
    with pytest.raises(TypeError, match="not bytes"):
        Note.objects.create(owner=owner, words=CANARY.encode())


def test_the_topic_of_a_dialogue_is_sealed(ana_and_ben):
    ana = Partner.objects.get(couple=ana_and_ben, slot=0)
    Dialogue.objects.create(couple=ana_and_ben, started_by=ana, kind="intentional", topic=CANARY)
    assert Dialogue.objects.get().topic == CANARY
    with connection.cursor() as cursor:
        cursor.execute("SELECT topic FROM dialogues_dialogue")
        assert CANARY.encode() not in bytes(cursor.fetchone()[0])
