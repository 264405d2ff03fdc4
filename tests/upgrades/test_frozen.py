"""A migration that has landed is never edited: databases have run it and won't run it again."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from tests.upgrades.freeze import Changed, changed, freeze, listed, migrations


def test_no_migration_in_the_list_has_changed():
    assert changed(migrations(), listed()) == []


@pytest.mark.django_db
def test_the_models_are_as_the_migrations_leave_them():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_is_in_the_list():
    missing = set(migrations()) - set(listed())
    assert not missing, f"Add {missing} to the list: python -m tests.upgrades.freeze"


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
