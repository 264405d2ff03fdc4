"""A database that an earlier version wrote, loaded beside the test database."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from reminders import vapid
from runtime import postgres_user
from tests.privacy.opened import opened
from tests.web_process import database_url
from vault import keyring, sealing

DATA = Path(__file__).with_name("data")
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
VERSIONS = sorted(folder.name for folder in DATA.iterdir())


def words() -> dict[str, list[str]]:
    """Everything sealed that there is now, opened, by table and column."""
    found: dict[str, list[str]] = defaultdict(list)
    for column, _, text in opened():
        found[column].append(text)
    secrets = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    found["mfa_authenticator.data"] = [get_adapter().decrypt(row.data["secret"]) for row in secrets]
    return {column: sorted(texts) for column, texts in sorted(found.items())}


def words_of(version: str) -> dict[str, list[str]]:
    """Everything the version sealed, opened, by table and column."""
    found: dict[str, list[str]] = json.loads((DATA / version / "words.json").read_text())
    return found


def elsewhere_of(version: str) -> dict[str, Any]:
    """What phones, mailboxes and calendars hold of it; empty for the first versions, which didn't note it."""
    path = DATA / version / "elsewhere.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


def dump_of(version: str) -> bytes:
    return gzip.decompress((DATA / version / "dump.sql.gz").read_bytes())


def rows_of(version: str) -> dict[str, tuple[list[str], int]]:
    """The tables of its database: the columns, and how many rows there are."""
    tables = re.findall(
        r"^COPY public\.(\w+) \((.*)\) FROM stdin;\n((?:.*\n)*?)\\\.$", dump_of(version).decode(), re.M
    )
    return {
        table: ([column.strip('"') for column in columns.split(", ")], rows.count("\n"))
        for table, columns, rows in tables
    }


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
    for made_of_the_secret in (vapid.vapid_key, vapid.public_key):
        made_of_the_secret.cache_clear()


@contextmanager
def loaded(version: str, scratch: Path) -> Iterator[None]:
    """The data of a version, with its keys. Nothing is migrated yet."""
    with another_database(f"written_by_{version}"):
        psql = [str(postgres_user.programs(None) / "psql"), "--quiet", "--set", "ON_ERROR_STOP=1"]
        command = [*psql, "--output", "/dev/null", database_url()]
        subprocess.run(command, input=dump_of(version), check=True)
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
