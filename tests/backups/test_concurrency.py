"""Backing up while the couples go on, and restoring that is cut off."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from couples.models import User
from dialogues.models import Dialogue
from tests import fast_flush
from tests.backups.snapshots import is_consistent, rows
from tests.backups.storage_helpers import Shelves
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, Talk
from tests.factories import pair, person
from tests.vault.rotation_helpers import PATIENCE, locks, until
from tests.web_process import database_url

AFTER_THE_TURNS = "exits_exit"  # backed up after them, and no part of a plain dialogue


@contextmanager
def held(table: str) -> Iterator[None]:
    """A table that someone else keeps from being read: a backup that comes to it waits."""
    other = psycopg2.connect(database_url())
    try:
        with other.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        other.close()


def waiting() -> bool:
    return locks("NOT granted") > 0


def finished(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    return said


def test_moves_go_on_during_a_backup_which_holds_one_moment(shelves: Shelves, ana: User, ben: User):
    """Neither waits for the other, and no dialogue in the backup is ahead of its turns or behind them."""
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready")
    with held(AFTER_THE_TURNS):
        process = shelves.start_backing_up()
        until(waiting)
        talk.play("ben ready, ana send, ben mirror")
        assert process.poll() is None
    finished(process)
    shelves.restore_elsewhere()
    assert Dialogue.objects.get(pk=talk.pk).version == 2
    assert is_consistent(talk.now())


def test_a_move_between_two_tables_is_in_both_or_in_none(shelves: Shelves, ana: User, ben: User):
    """The dialogues are written down already, the turns not yet: whatever is said now belongs to neither."""
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready")
    other = psycopg2.connect(database_url())
    with other.cursor() as cursor:
        cursor.execute("LOCK TABLE dialogues_turn IN ACCESS EXCLUSIVE MODE")
        process = shelves.start_backing_up()
        until(waiting)
        cursor.execute(
            "UPDATE dialogues_dialogue SET version = 3 WHERE id = %s;"
            "INSERT INTO dialogues_turn (dialogue_id, seq, author_id, step, move, round, key, blanked, created_at)"
            " SELECT dialogue_id, 3, author_id, step, move, round, 'k', '', now() FROM dialogues_turn WHERE seq = 2",
            [str(talk.pk)],
        )
        other.commit()
    other.close()
    finished(process)
    assert is_consistent(talk.now())
    assert talk.now().version == 3
    shelves.restore_elsewhere()
    assert talk.now().version == 2
    assert is_consistent(talk.now())


def test_two_at_once_are_in_nobody_s_way(shelves: Shelves, ana: User, ben: User):
    Talk(ana, ben).play(ROUND_OF_ANA)
    with held(AFTER_THE_TURNS):
        both = [shelves.start_backing_up() for _ in range(2)]
        until(lambda: locks("NOT granted") == 2)
    for process in both:
        finished(process)
    assert len(shelves.data_files()) == len(shelves.key_files()) == 2
    shelves.restore_elsewhere(data=shelves.data_files()[0])
    assert User.objects.count() == 2


def a_permission() -> Permission:
    """A row that a restore checks last of all, in a table that it does not empty."""
    fields = {"id": 1, "name": "x", "codename": "x", "content_type": ContentType.objects.all()[0]}
    return Permission.objects.get_or_create(id=1, defaults=fields)[0]


def test_a_restore_that_was_killed_at_its_end_leaves_all_as_it_was(shelves: Shelves, ana: User, ben: User):
    Talk(ana, ben).play(ROUND_OF_ANA)
    Group.objects.create(name="x").permissions.add(a_permission())
    shelves.back_up()
    fast_flush.empty()
    Talk(*partners("Cleo", "Dan")).play("ben accept")
    a_permission()
    stood = rows()
    with held("auth_permission"):
        process = shelves.start_restoring("--replace")
        assert process.stdin
        process.stdin.write("replace\n")
        process.stdin.flush()
        until(waiting)
        process.kill()
        assert process.wait(PATIENCE) == -signal.SIGKILL
    until(lambda: locks("mode = 'AccessExclusiveLock'") == 0)
    assert rows() == stood
    process = shelves.start_restoring("--replace")
    said, _ = process.communicate("replace\n", timeout=PATIENCE)
    assert process.returncode == 0, said
    assert set(User.objects.values_list("email", flat=True)) == {"ana@example.org", "ben@example.org"}


def partners(*names: str) -> list[User]:
    people = [person(name) for name in names]
    pair(*people)
    return people


def test_a_backup_that_was_killed_leaves_nothing_that_could_be_taken_for_one(shelves: Shelves, ana: User):
    with held(AFTER_THE_TURNS):
        process = shelves.start_backing_up()
        until(waiting)
        process.kill()
        assert process.wait(PATIENCE) == -signal.SIGKILL
    assert shelves.data_files() == shelves.key_files() == []
    until(lambda: locks("NOT granted") == 0)
    shelves.back_up()
    shelves.restore_elsewhere()
    assert User.objects.count() == 2
