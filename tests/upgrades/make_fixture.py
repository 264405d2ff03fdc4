"""`python -m tests.upgrades.make_fixture COMMIT [NAME]` keeps what a version writes, to test later ones on it.

It checks that commit out in a folder of its own, runs its `prepare --demo` on a database of its own, lets the couple
write in every room by that commit's code, and leaves in `tests/upgrades/data/NAME`:

- `dump.sql.gz`: the database, as plain SQL;
- `words.json`: all that is sealed in it, opened: {table.column: [words, ...]};
- `keys`: the keys to it, made for this alone.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runtime import postgres_user
from runtime.embedded_servers import EmbeddedServers
from runtime.instance import ROOT
from vault import keyring

DATA = Path(__file__).with_name("data")
FILL = Path(__file__).with_name("fill.py")


@contextmanager
def checkout(commit: str, folder: Path) -> Iterator[Path]:
    """The commit in a work tree of its own."""
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(folder), commit], check=True)
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=True)


def make(commit: str, target: Path) -> None:
    target.mkdir(parents=True)
    keys = keyring.save_new_keyring(keyring.load_keyring({}, target / "keys"))
    with tempfile.TemporaryDirectory() as scratch, checkout(commit, Path(scratch) / "code") as code:
        servers = EmbeddedServers(Path(scratch))
        environ = {
            "IMAGO_DATA": scratch,
            "IMAGO_SECRET_KEY": keys.secret,
            "IMAGO_MASTER_KEYS": keyring.format_masters(keys.masters),
            "DJANGO_SETTINGS_MODULE": "imago_web.settings",
            "PYTHONPATH": str(code),
        }
        try:
            environ |= servers.start()
            run(code, environ, "manage.py", "prepare", "--demo")
            (target / "words.json").write_bytes(run(code, environ, str(FILL)))
            (target / "dump.sql.gz").write_bytes(dump(environ["DATABASE_URL"]))
        finally:
            servers.stop()


def run(code: Path, environ: dict[str, str], *command: str) -> bytes:
    """The output of one of that commit's programs."""
    made = subprocess.run(
        [sys.executable, *command], cwd=code, env=os.environ | environ, stdout=subprocess.PIPE, check=True
    )
    return made.stdout


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
    parser.add_argument("commit")
    parser.add_argument("name", nargs="?")
    asked = parser.parse_args()
    make(asked.commit, DATA / (asked.name or asked.commit))
