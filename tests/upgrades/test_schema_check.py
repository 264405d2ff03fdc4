"""`prepare` refuses a database that doesn't match this version, in one sentence, and leaves the data alone."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from runtime.schema_check import SchemaMismatch, check_migrated, check_schema

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def change(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def record(app: str, name: str) -> None:
    MigrationRecorder(connection).record_applied(app, name)


def test_the_database_of_this_version_is_taken():
    check_schema()
    check_migrated()


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("ALTER TABLE exits_exit DROP COLUMN version", "the column exits_exit.version is missing"),
        ("DROP TABLE pulse_rhythm", "the table pulse_rhythm is missing"),
        ("ALTER TABLE pulse_rhythm ADD COLUMN mood text", "the column pulse_rhythm.mood is unexpected"),
        ("ALTER TABLE couples_profile ALTER COLUMN language DROP NOT NULL", "couples_profile.language is"),
        ("ALTER TABLE couples_profile ALTER COLUMN language TYPE text", "couples_profile.language is “text"),
        ("ALTER TABLE change_requests_plan ALTER COLUMN weeks TYPE bigint", "plan.weeks is “bigint"),
        ("DROP INDEX one_plan_stands", "change_requests_plan lacks “UNIQUE INDEX USING btree asked_id"),
        (
            "ALTER TABLE couples_partner ADD CHECK (slot < 2)",
            "couples_partner has an unexpected “CHECK slot < 2",
        ),
    ],
)
def test_a_foreign_schema_is_refused(sql, what):
    change(sql)
    with pytest.raises(SchemaMismatch, match="doesn't match this version of imago") as refusal:
        check_schema()
    assert what in str(refusal.value)
    assert "restore your last backup" in str(refusal.value)


def test_several_differences_are_counted():
    change("ALTER TABLE change_requests_plan DROP COLUMN weekdays, DROP COLUMN hard")
    with pytest.raises(CommandError, match=r"change_requests_plan.hard is missing \(and 1 more\)"):
        call_command("setup")


def test_what_somebody_added_beside_is_no_harm():
    change("CREATE TABLE somebody_elses (id int)")
    change("CREATE INDEX ON couples_profile (time_zone)")
    check_schema()


@pytest.mark.parametrize(("app", "name"), [("exits", "0999_more"), ("rituals", "0001_initial")])
def test_the_additions_of_a_newer_version_are_left_alone(app, name, capsys):
    record(app, name)
    change("ALTER TABLE pulse_rhythm ADD COLUMN mood text")
    check_migrated()
    call_command("setup")
    assert (
        f"A newer version of imago has already updated this database ({app}.{name})"
        in capsys.readouterr().err
    )


@pytest.mark.slow
@pytest.mark.parametrize(("app", "name"), [("exits", "0999_contract_less"), ("account", "0999_later")])
def test_a_database_that_a_newer_version_removed_from_is_refused_before_anything_changes(app, name):
    record(app, name)
    MigrationRecorder.Migration.objects.filter(app="exits", name="0001_initial").delete()
    with pytest.raises(CommandError, match=f"newer version of imago .*{app}.{name}"):
        call_command("setup")
    assert not MigrationRecorder.Migration.objects.filter(app="exits", name="0001_initial").exists()


def test_a_migration_of_the_first_days_that_is_no_more_is_known():
    record("couples", "0002_links")
    check_migrated()


def test_a_database_that_has_not_been_prepared_is_not_served():
    MigrationRecorder.Migration.objects.filter(app="exits").delete()
    with pytest.raises(SchemaMismatch, match="manage.py setup"):
        check_migrated()


def test_tables_without_a_history_are_refused_in_a_sentence():
    """As after a restore that skipped what looked like bookkeeping."""
    MigrationRecorder.Migration.objects.filter(app="exits").delete()
    with pytest.raises(CommandError, match="can't be updated to this version of imago: relation"):
        call_command("setup")


def test_a_history_with_holes_is_refused_in_a_sentence():
    MigrationRecorder.Migration.objects.filter(app="vault").delete()
    with pytest.raises(CommandError, match="can't be updated to this version"):
        call_command("setup")
