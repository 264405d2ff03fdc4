"""The empty test database. One process migrates it, and the others copy what came of that, which is quicker."""

from __future__ import annotations

import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection

from runtime import postgres_user
from tests.first_migration import quick_if_first
from tests.shared import made_once, shared_folder
from tests.web_process import database_url

QUIETLY = ("--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1")


def create() -> None:
    with made_once("database") as is_mine:
        if is_mine:
            with quick_if_first():
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            run("pg_dump", "--file", str(dump()), database_url())
        else:
            use_empty(f"test_{settings.DATABASES['default']['NAME']}")
            fill()


def fill() -> None:
    """Give the database that Django uses now all tables, without a row."""
    run("psql", *QUIETLY, "--file", str(dump()), database_url())


def dump() -> Path:
    return shared_folder() / "database.sql"


def use_empty(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def run(program: str, *arguments: str) -> None:
    subprocess.run([str(postgres_user.programs(None) / program), *arguments], check=True)
