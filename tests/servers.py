"""PostgreSQL and Valkey for the tests, by the same code that `manage.py up` uses.

Loaded with `-p tests.servers`, because they must run before the settings are read.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

from imago_web.servers import Servers
from vault import keyring

NOT_FROM_OUTSIDE = (
    "IMAGO_ORIGINS",
    "IMAGO_HOME_TLS",
    "IMAGO_HOME_ORIGIN",
    "IMAGO_STATIC",
    "EMAIL_HOST",
    "DJANGO_SETTINGS_MODULE",
)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    data = Path(tempfile.mkdtemp(prefix="imago-tests-"))
    servers = Servers(data)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end as after Ctrl-C: leave nothing running
    early_config.add_cleanup(lambda: shutil.rmtree(data, ignore_errors=True))
    early_config.add_cleanup(servers.stop)
    for name in NOT_FROM_OUTSIDE:
        os.environ.pop(name, None)
    keys = keyring.fresh()
    os.environ |= {
        **servers.start(),
        "IMAGO_DATA": str(data),
        "IMAGO_SECRET_KEY": keys.secret,
        "IMAGO_MASTER_KEYS": keyring.as_text(keys.masters),
    }


@pytest.fixture(scope="session", autouse=True)
def _static_files() -> None:
    """Pages name their files by the manifest that this writes. One look at the files serves every test client."""
    call_command("collectstatic", interactive=False, verbosity=0)
    known = WhiteNoiseMiddleware(lambda request: HttpResponse()).files
    WhiteNoiseMiddleware.update_files_dictionary = lambda self, root, prefix: self.files.update(known)
