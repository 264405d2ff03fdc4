"""The change feed: which changes its readers get, and of which shards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg2
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from core import change_feed
from core.change_feed import SHARDS, Change, ChangeFeed, shard_of_couple
from couples import profiles
from couples.leaving import leave_couple
from couples.models import Couple, Partner, User
from couples.session_credentials import create_session, end_session
from dialogues.models import Dialogue
from reminders.models import Notice
from tests.dialogues.dialogue_driver import Talk
from tests.factories import pair, person

pytestmark = pytest.mark.django_db(transaction=True)
EVERY_SHARD = set(range(SHARDS))


@pytest.fixture
def couple() -> Couple:
    return pair(person("Ana"), person("Ben"))


@pytest.fixture
def talk(couple: Couple) -> Talk:
    return Talk(*(partner.user for partner in couple.partners.order_by("slot")))


@pytest.fixture
def feed(talk: Talk) -> ChangeFeed:
    reader = ChangeFeed()
    assert reader.read(EVERY_SHARD) is None  # the first read: anything may have changed
    assert reader.read(EVERY_SHARD) == []
    return reader


def elsewhere() -> Any:
    """A connection of another process."""
    return psycopg2.connect(**connection.get_connection_params())


def move(cursor: Any, talk: Talk) -> None:
    cursor.execute("UPDATE dialogues_dialogue SET version = version + 1 WHERE id = %s", [str(talk.pk)])


def test_a_move_is_told_once_to_each_reader(feed: ChangeFeed, talk: Talk, couple: Couple):
    other = ChangeFeed()
    other.read(())
    talk.play("ben accept, ana ready")
    moved = [Change("dialogue", str(talk.pk), couple.pk, version) for version in (1, 2)]
    for reader in (feed, other):
        assert reader.read({shard_of_couple(couple.pk)}) == moved
        assert reader.read({shard_of_couple(couple.pk)}) == []


def test_nothing_is_missed_in_whatever_order_transactions_commit(feed: ChangeFeed, talk: Talk):
    cleo, dan = (partner.user for partner in pair(person("Cleo"), person("Dan")).partners.order_by("slot"))
    other = Talk(cleo, dan)
    feed.read(EVERY_SHARD)
    early, late = elsewhere(), elsewhere()
    with early.cursor() as cursor:
        move(cursor, talk)
    with late, late.cursor() as cursor:
        move(cursor, other)
    assert [change.subject for change in feed.read(EVERY_SHARD) or ()] == [str(other.pk)]
    early.commit()
    assert [change.subject for change in feed.read(EVERY_SHARD) or ()] == [str(talk.pk)]
    with early.cursor() as cursor:
        move(cursor, talk)
    early.rollback()
    assert feed.read(EVERY_SHARD) == []


def test_a_reader_hears_of_its_own_shards_and_of_what_concerns_everybody(feed: ChangeFeed, talk: Talk):
    talk.play("ben accept")
    end_session(talk.credentials["ana"])
    others = EVERY_SHARD - {shard_of_couple(Couple.objects.get().pk)}
    assert feed.read(sorted(others)[:100]) == [Change("session", talk.credentials["ana"].session_hash)]


def test_the_database_knows_a_couples_shard(couple: Couple):
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_shard(%s)", [couple.pk])
        assert cursor.fetchone() == (shard_of_couple(couple.pk),)


def change_password(user: User) -> None:
    user.set_password("another one entirely")
    user.save()


def deactivate(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def announce(user: User) -> None:
    Notice.objects.create(user=user, sort="turn", occasion="", path="/", due_at=timezone.now())


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (change_password, "user"),
        (deactivate, "user"),
        (profiles.withdraw_consent, "user"),
        (lambda user: leave_couple(Partner.objects.get(user=user)), "user"),
        (lambda user: Couple.objects.update(ended_at=timezone.now()), "user"),
        (announce, "notice"),
    ],
)
def test_what_concerns_a_person_is_told(feed: ChangeFeed, talk: Talk, act: Callable[[User], None], kind: str):
    ana = User.objects.get(pk=talk.credentials["ana"].user_id)
    act(ana)
    assert Change(kind, str(ana.pk)) in (feed.read(EVERY_SHARD) or ())


def test_sessions_that_end_together_are_all_told(feed: ChangeFeed, talk: Talk):
    ana = User.objects.get(pk=talk.credentials["ana"].user_id)
    ended = {create_session(ana).session_hash for _ in range(3)}
    feed.read(())
    Session.objects.filter(pk__in=ended).delete()
    assert {change.subject for change in feed.read(()) or ()} == ended


def test_a_change_that_blanks_words_has_no_version(feed: ChangeFeed, talk: Talk, couple: Couple):
    blanked = Change("dialogue", str(talk.pk), couple.pk)
    Dialogue.objects.filter(pk=talk.pk).update(blanked_at=timezone.now())
    assert feed.read(EVERY_SHARD) == [blanked]
    Dialogue.objects.filter(pk=talk.pk).delete()
    assert feed.read(EVERY_SHARD) == [blanked]


def test_after_an_absence_or_a_restore_a_reader_knows_that_it_missed_changes(feed: ChangeFeed):
    assert feed.read_at
    feed.read_at -= change_feed.MAX_ABSENCE
    assert feed.read(EVERY_SHARD) is None
    feed.server = "another start of PostgreSQL"
    assert feed.read(EVERY_SHARD) is None
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE django_session, core_change CASCADE")
    assert feed.read(()) is None
    assert feed.read(()) == []


def test_old_changes_are_deleted_and_new_ones_stay(feed: ChangeFeed, talk: Talk):
    talk.play("ben accept, ana ready")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_change SET written_at = now() - interval '1 hour' WHERE version = 1")
        change_feed.delete_old_changes()
        cursor.execute("SELECT version FROM core_change WHERE kind = 'dialogue' AND version > 0")
        assert cursor.fetchall() == [(2,)]
