"""PostgreSQL and Valkey for the tests, by the same code that `manage.py up` uses.

Loaded with `-p tests.embedded_servers`, because they must run before the settings are read.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.http import HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

from runtime.embedded_servers import EmbeddedServers
from tests.shared import SHARED, made_once, shared_folder
from vault import keyring

NOT_FROM_OUTSIDE = (
    "IMAGO_ORIGINS",
    "IMAGO_HOME_TLS",
    "IMAGO_HOME_ORIGIN",
    "IMAGO_STATIC",
    "EMAIL_HOST",
    "DJANGO_SETTINGS_MODULE",
    "PYTHONDONTWRITEBYTECODE",  # the tests start hundreds of programs
)
SWITCHED_OFF = (
    *("fsync", "synchronous_commit", "full_page_writes"),  # no test cuts the machine's power
    "autovacuum",  # it would count rows in tables that one test has just emptied and the next fills
)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    gc.disable()  # until all tests are collected
    folder = Path(tempfile.mkdtemp(prefix="imago-tests-"))
    data = folder / "data"
    data.mkdir()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end as after Ctrl-C: leave nothing running
    early_config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    for name in NOT_FROM_OUTSIDE:
        os.environ.pop(name, None)
    sys.dont_write_bytecode = False
    os.environ.setdefault(SHARED, str(folder))
    (shared_folder() / "static").mkdir(exist_ok=True)
    (data / "static").symlink_to(shared_folder() / "static")
    if not only_distributes(early_config):
        use_temporary_folder(folder / "tmp")
    keys = keyring.generate_keyring()
    os.environ |= {
        **({} if only_distributes(early_config) else started(early_config, data)),
        "IMAGO_DATA": str(data),
        "IMAGO_BACKUPS": "off",
        "IMAGO_SECRET_KEY": keys.secret,
        "IMAGO_MASTER_KEYS": keyring.format_masters(keys.masters),
    }


def use_temporary_folder(folder: Path) -> None:
    """For this process and all that it starts, so that a test finds every file that they leave."""
    folder.mkdir()
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None  # what it was is not asked again otherwise


def only_distributes(config: pytest.Config) -> bool:
    """Whether this process hands all tests to others, each of which has servers of its own."""
    options = config.known_args_namespace
    is_one_of_several = getattr(options, "numprocesses", 0) and not options.usepdb
    return bool(is_one_of_several) and "PYTEST_XDIST_WORKER" not in os.environ


def started(config: pytest.Config, data: Path) -> dict[str, str]:
    """Starts the servers and returns their addresses."""
    servers = EmbeddedServers(data)
    config.add_cleanup(servers.stop)
    addresses = servers.start()
    with closing(psycopg2.connect(addresses["DATABASE_URL"])) as database:
        database.autocommit = True
        with database.cursor() as cursor:
            for setting in SWITCHED_OFF:
                cursor.execute(f"ALTER SYSTEM SET {setting} = off")
            cursor.execute("SELECT pg_reload_conf()")
    return addresses


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """The first to import the tests compiles them for all."""
    with ExitStack() as stack:
        if not stack.enter_context(made_once("bytecode")):
            stack.close()
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def _static_files() -> None:
    """Pages name their files by the manifest that this writes. One look at the files serves every test client."""
    storage: Any = staticfiles_storage
    with made_once("static") as is_mine:
        if is_mine:
            call_command("collectstatic", interactive=False, verbosity=0)
    storage.hashed_files, storage.manifest_hash = (
        storage.load_manifest()
    )  # an import may have looked too early
    known = WhiteNoiseMiddleware(lambda request: HttpResponse()).files
    WhiteNoiseMiddleware.update_files_dictionary = lambda self, root, prefix: self.files.update(known)
