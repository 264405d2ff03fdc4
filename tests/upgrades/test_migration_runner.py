"""A migration that has to wait holds nobody up, says what it waits for, and runs once that is done."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from core.concurrent_index import BuildIndex
from runtime import migration_runner
from runtime.instance import ROOT
from runtime.migration_runner import UPDATE_LOCK, MigrationFailed, migrate
from runtime.schema_check import check_migrated, check_schema
from tests.upgrades.old_data import loaded
from tests.web_process import PATIENCE, database_url

READ = "SELECT count(*) FROM change_requests_plan"  # which lacks a column in the first version's data
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"


@pytest.fixture
def _first_version(transactional_db: None, tmp_path, monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(migration_runner, "LOCK_TIMEOUT", "300ms")
    monkeypatch.setattr(migration_runner, "PAUSES", (0.1, 0.1))
    with loaded("5b61fb8", tmp_path):
        yield


@contextmanager
def another_connection(name: str) -> Iterator[psycopg2.extensions.connection]:
    with closing(psycopg2.connect(database_url(), application_name=name)) as other:
        yield other


def one(other: psycopg2.extensions.connection, query: str) -> int:
    with other.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


class QueuedReader(threading.Thread):
    """Reads once a migration is waiting for the table, so it queues behind the migration."""

    def run(self) -> None:
        with another_connection("phone") as phone:
            phone.autocommit = True
            deadline = time.monotonic() + PATIENCE
            while not one(phone, WAITING) and time.monotonic() < deadline:
                time.sleep(0.005)
            self.found = one(phone, READ)


@pytest.mark.usefixtures("_first_version")
def test_a_migration_lets_readers_through_and_runs_once_the_long_one_is_done():
    told: list[str] = []
    phone = QueuedReader(daemon=True)
    with another_connection("nightly report") as report:
        plans = one(report, READ)
        phone.start()

        def say(sentence: str) -> None:
            told.append(sentence)
            phone.join(PATIENCE)
            report.rollback()

        migrate(say)
    assert phone.found == plans > 0
    assert len(told) == 1
    assert "“nightly report”" in told[0]
    check_schema()


@pytest.mark.usefixtures("_first_version")
def test_one_who_never_ends_is_named_and_the_update_can_be_started_again():
    told: list[str] = []
    with another_connection("forgotten console") as console:
        one(console, READ)
        with pytest.raises(MigrationFailed, match="that “forgotten console” .* is still using"):
            migrate(told.append)
    assert len(told) == 1
    migrate(told.append)
    check_migrated()


@pytest.mark.django_db(transaction=True)
def test_two_machines_that_begin_at_once_update_one_after_the_other():
    told: list[str] = []
    with another_connection("other machine") as other:
        one(other, f"SELECT 1 FROM pg_advisory_xact_lock({UPDATE_LOCK})")

        def say(sentence: str) -> None:
            told.append(sentence)
            other.rollback()

        migrate(say)
    assert ["Another machine is updating" in sentence for sentence in told] == [True]


@pytest.mark.django_db
def test_every_migration_of_ours_is_undone_as_a_whole_when_it_lets_go_or_only_builds_indexes():
    ours = {app.label for app in apps.get_app_configs() if (ROOT / app.path).parent == ROOT}
    of_ours = [m for (app, _), m in MigrationLoader(connection).disk_migrations.items() if app in ours]
    assert {"vault", "couples"} <= ours
    in_pieces = [operation for m in of_ours if not m.atomic for operation in m.operations]
    assert [operation for operation in in_pieces if not isinstance(operation, BuildIndex)] == []


@pytest.mark.usefixtures("_first_version")
def test_an_index_that_was_broken_off_is_built_anew_while_people_write():
    before, name = [("dialogues", "0011_move_functions")], "turns_by_time"
    call_command("migrate", *before[0], verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {name} ON dialogues_turn (seq)")
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass", [name])
    with another_connection("phone") as phone, phone.cursor() as cursor:
        cursor.execute("LOCK TABLE reminders_muted IN ROW EXCLUSIVE MODE")
        migrate(lambda _sentence: None)
        cursor.execute(
            "SELECT indisvalid, pg_get_indexdef(indexrelid) FROM pg_index WHERE indexrelid = %s::regclass",
            [name],
        )
        is_valid, definition = cursor.fetchone()
    assert is_valid
    assert "USING brin (created_at)" in definition
