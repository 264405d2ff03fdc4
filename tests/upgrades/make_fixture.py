"""`python -m tests.upgrades.make_fixture VERSION` keeps what this version writes, to test later ones on it.

On a database of its own it runs `prepare --demo`, lets the couple write in every room (`fill`), and leaves in
`tests/upgrades/data/VERSION`:

- `dump.sql.gz`: the database, as plain SQL;
- `words.json`: all that is sealed in it, opened: {table.column: [words, ...]};
- `elsewhere.json`: what phones, mailboxes and calendars hold of it; see `elsewhere`;
- `keys`: the keys to it, made for this alone.

For an earlier commit, run it in a work tree of that commit.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from runtime import postgres_user
from runtime.embedded_servers import EmbeddedServers
from runtime.instance import ROOT
from vault import keyring

DATA = Path(__file__).with_name("data")
ORIGIN = "http://localhost:8000"  # where the links in its mails lead


def make(target: Path) -> None:
    target.mkdir(parents=True)
    keys = keyring.save_new_keyring(keyring.load_keyring({}, target / "keys"))
    with tempfile.TemporaryDirectory() as scratch:
        servers = EmbeddedServers(Path(scratch))
        environ = {
            "IMAGO_DATA": scratch,
            "IMAGO_SECRET_KEY": keys.secret,
            "IMAGO_MASTER_KEYS": keyring.format_masters(keys.masters),
            "IMAGO_HOME_ORIGIN": ORIGIN,
            "DJANGO_SETTINGS_MODULE": "imago_web.settings",
        }
        try:
            environ |= servers.start()
            run(environ, "manage.py", "prepare", "--demo")
            filling = (
                f"import pathlib; from tests.upgrades.fill import main; main(pathlib.Path({str(target)!r}))"
            )
            run(environ, "manage.py", "shell", "--no-imports", "--command", filling)
            (target / "dump.sql.gz").write_bytes(dump(environ["DATABASE_URL"]))
        finally:
            servers.stop()


def run(environ: dict[str, str], *command: str) -> None:
    subprocess.run([sys.executable, *command], cwd=ROOT, env=os.environ | environ, check=True)


def dump(url: str) -> bytes:
    """The database as SQL that any PostgreSQL can read, compressed, without anything that differs between runs."""
    command = [str(postgres_user.programs(None) / "pg_dump"), "--no-owner", "--no-privileges", url]
    sql = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    lines = [
        line
        for line in sql.splitlines(keepends=True)
        if not line.startswith((b"\\restrict", b"\\unrestrict"))
    ]
    return gzip.compress(b"".join(lines), mtime=0)


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("version")
    make(DATA / parser.parse_args().version)
