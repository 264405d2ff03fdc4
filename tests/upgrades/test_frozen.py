"""A migration that has landed is never edited: databases have run it and won't run it again."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from tests.upgrades.freeze import (
    EDITIONS,
    Changed,
    changed,
    editions,
    freeze,
    freeze_editions,
    listed,
    migrations,
)


def test_no_migration_in_the_list_has_changed():
    assert changed(migrations(), listed()) == []


@pytest.mark.django_db
def test_the_models_are_as_the_migrations_leave_them():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_is_in_the_list():
    missing = set(migrations()) - set(listed())
    assert not missing, f"Add {missing} to the list: python -m tests.upgrades.freeze"


def test_every_edition_of_a_kind_is_in_the_list_and_none_has_changed():
    message = "Dialogues run by these tables: python -m tests.upgrades.freeze says what to do."
    assert json.loads(EDITIONS.read_text()) == editions(), message


def test_an_edition_in_the_list_is_not_overwritten(tmp_path):
    path = tmp_path / "editions.json"
    assert len(freeze_editions(path)) >= len(editions())
    assert freeze_editions(path) == []
    path.write_text(path.read_text().replace("checking_empathy", "checking_feelings"))
    with pytest.raises(Changed, match="intentional"):
        freeze_editions(path)


@pytest.fixture
def project(tmp_path):
    for name in ("couples/migrations/0001_initial.py", "vault/migrations/0001_initial.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True)
        file.write_text(f"# {name}\n")
    freeze(tmp_path, tmp_path / "list")
    return tmp_path


def test_a_new_migration_is_added_and_the_others_stay(project):
    before = listed(project / "list")
    (project / "couples/migrations/0002_more.py").write_text("# more\n")
    assert freeze(project, project / "list") == ["couples/migrations/0002_more.py"]
    assert listed(project / "list").items() > before.items()


@pytest.mark.parametrize("how", ["edited", "deleted", "renamed"])
def test_a_listed_migration_cannot_be_changed(project, how):
    file, path = project / "couples/migrations/0001_initial.py", project / "list"
    before = path.read_text()
    if how == "edited":
        file.write_text("# something else\n")
    elif how == "deleted":
        file.unlink()
    else:
        file.rename(file.with_name("0001_first.py"))
    with pytest.raises(Changed, match="couples/migrations/0001_initial.py"):
        freeze(project, path)
    assert path.read_text() == before
