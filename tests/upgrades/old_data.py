"""A database that an earlier version wrote, loaded beside the test database."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from runtime import postgres_user
from tests.web_process import database_url
from vault import keyring, sealing

DATA = Path(__file__).with_name("data")
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
VERSIONS = sorted(folder.name for folder in DATA.iterdir())


def words_of(version: str) -> dict[str, list[str]]:
    """Everything the version sealed, opened, by table and column."""
    words: dict[str, list[str]] = json.loads((DATA / version / "words.json").read_text())
    return words


@contextmanager
def another_database(name: str) -> Iterator[None]:
    """An empty database with this name, which Django uses meanwhile."""
    before = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        use(name)
        yield
    finally:
        use(before)
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    sealing.forget_ciphers()


@contextmanager
def loaded(version: str, scratch: Path) -> Iterator[None]:
    """The data of a version, with its keys. Nothing is migrated yet."""
    with another_database(f"written_by_{version}"):
        sql = gzip.decompress((DATA / version / "dump.sql.gz").read_bytes())
        psql = [str(postgres_user.programs(None) / "psql"), "--quiet", "--set", "ON_ERROR_STOP=1"]
        command = [*psql, "--output", "/dev/null", database_url()]
        subprocess.run(command, input=sql, check=True)
        keys = Path(shutil.copy(DATA / version / "keys", scratch / "keys"))
        keys.chmod(0o600)
        ring = keyring.read_keyring(keys)
        with override_settings(KEYRING=ring, SECRET_KEY=ring.secret):
            yield


def prepare() -> None:
    """`manage.py setup`. The static files are there already, so they aren't compressed again."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN_FILES}}
    with override_settings(STORAGES=storages):
        call_command("setup")
