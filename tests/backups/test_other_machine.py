"""Moving to another machine: its own database, the same master keys, and all that was said is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings

from couples.models import User
from runtime.embedded_servers import EmbeddedServers
from runtime.instance import ROOT
from tests.backups.storage_helpers import Shelves
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.runtime.conftest import empty_folder
from tests.runtime.running import OF_THE_TESTS
from tests.web_process import PATIENCE, SLOW, WebProcess
from vault import keyring


class Machine:
    """Servers of its own, and the master keys that were brought to it. The styles and scripts are those from here."""

    def __init__(self, data: Path) -> None:
        self.servers, self.keys = EmbeddedServers(data), data / "keys"
        kept = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
        own = {"IMAGO_DATA": str(data), "IMAGO_STATIC": str(settings.STATIC_ROOT)}
        self.environ = kept | self.servers.start() | own
        keyring.save_keyring(settings.KEYRING, self.keys)

    def run(self, *words: str) -> tuple[int, str]:
        """A command of ours: its exit code, and all it said."""
        ended = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            env=self.environ,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE * SLOW,
        )
        return ended.returncode, ended.stdout


@pytest.fixture
def there() -> Iterator[Machine]:
    with empty_folder() as data:
        data.mkdir(mode=0o700)
        yield Machine(data)


def test_what_was_said_here_is_read_there_and_backed_up_there_again(
    shelves: Shelves, ana: User, ben: User, there: Machine, tmp_path: Path
):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    shelves.back_up()
    assert there.run("migrate", "--verbosity", "0") == (0, "")
    code, said = there.run(
        "restore", str(shelves.to), str(shelves.keys_to), "--identity", str(shelves.identity)
    )
    assert code == 0, said
    assert "2 people" in said
    read_by_ben(there, talk, tmp_path / "log")
    backup = [
        "backup",
        "--to",
        str(shelves.to),
        "--keys-to",
        str(shelves.keys_to),
        "--for",
        shelves.recipient,
    ]
    code, said = there.run(*backup)
    assert code == 0, said
    assert str(there.keys) in said
    assert len(shelves.data_files()) == len(shelves.key_files()) == 2
    there.servers.stop()
    code, said = there.run(*backup)
    assert (code, "Is imago running?" in said, "Traceback" in said) == (1, True, False)


def tokens_of(page: str) -> dict[str, str]:
    """What a page's form submits."""
    return dict(re.findall(r'name="(csrfmiddlewaretoken)" value="([^"]+)"', page))


def read_by_ben(there: Machine, talk: Talk, log: Path) -> None:
    _, link = there.run("signin_link", "ben@example.org")
    web = WebProcess(log, **there.environ)
    web.start()
    try:
        with httpx.Client(base_url=web.base_url, follow_redirects=True) as phone:
            path = urlsplit(link).path.strip()
            assert phone.post(path, data=tokens_of(phone.get(path).text)).status_code == 200
            assert "ana has something to send" in phone.get(f"/transcripts/{talk.pk}/").text
    finally:
        web.terminate()
