"""The data of an earlier version, put in the place of a new installation's, to be updated by its next start."""

from __future__ import annotations

import gzip
import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from walking.browser import Browser

DATA = Path(__file__).resolve().parent.parent.parent / "tests" / "upgrades" / "data"
VERSION = "0.1.0"
WRITER = "ana@example.org"
# Run by `manage.py shell`, which knows where its database and the programs are.
LOAD = """
import os, subprocess
from django.conf import settings
from runtime import postgres_user
psql = [str(postgres_user.programs(None) / "psql"), "--quiet", "--set", "ON_ERROR_STOP=1", "--output", "/dev/null"]
url = os.environ.get("DATABASE_URL") or settings.SERVERS["DATABASE_URL"]
for words in (["--command", "DROP SCHEMA public CASCADE; CREATE SCHEMA public"], ["--file", "{dump}"]):
    subprocess.run([*psql, *words, url], check=True)
"""


def write_dump(folder: Path) -> str:
    """Unpack the dump into a folder. Returns its name there."""
    dump = folder / "dump.sql"
    dump.write_bytes(gzip.decompress((DATA / VERSION / "dump.sql.gz").read_bytes()))
    return dump.name


def take_keys(data: Path) -> None:
    """Put the earlier version's keys in the place of the new ones."""
    shutil.copy(DATA / VERSION / "keys", data / "keys")
    (data / "keys").chmod(0o600)


def read_old_dialogue(base_url: str, path: str) -> None:
    """Sign in by a link, and open a past dialogue."""
    browser = Browser(base_url)
    browser.open(path)
    browser.send()
    found = re.search(r"/transcripts/[0-9a-f-]{36}/", browser.open("/transcripts/"))
    if not found:
        raise SystemExit(f"No dialogue of version {VERSION} is there.")
    browser.open(found[0])
    if 'class="turn-words' not in browser.page:
        raise SystemExit(f"The dialogue of version {VERSION} has no words.")


if __name__ == "__main__":
    read_old_dialogue(sys.argv[1], sys.argv[2])
