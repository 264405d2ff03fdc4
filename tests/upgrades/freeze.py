"""`python -m tests.upgrades.freeze` adds each new migration to the list of those that never change again.

The list is what `sha256sum` prints, so `sha256sum --check tests/upgrades/migrations.sha256` reads it, too.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from runtime.instance import ROOT

LIST = Path(__file__).with_name("migrations.sha256")


class Changed(Exception):
    """Migrations in the list were edited, renamed or deleted; the message says which."""


def migrations(root: Path = ROOT) -> dict[str, str]:
    """The SHA-256 of each migration by its path below the root."""
    files = sorted(root.glob("*/migrations/[0-9]*.py"))
    return {str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def listed(path: Path = LIST) -> dict[str, str]:
    lines = (line.split() for line in path.read_text().splitlines()) if path.exists() else ()
    return {name: digest for digest, name in lines}


def changed(found: dict[str, str], before: dict[str, str]) -> list[str]:
    return sorted(name for name, digest in before.items() if found.get(name) != digest)


def freeze(root: Path = ROOT, path: Path = LIST) -> list[str]:
    """Adds a line for each new migration and returns their names. Raises Changed without writing anything."""
    found, before = migrations(root), listed(path)
    if edited := changed(found, before):
        raise Changed(
            f"{', '.join(edited)}: a migration that has landed must not change, because databases have run it."
            " Restore it and write a new one. (If it has never left your branch, delete its line.)"
        )
    lines = [f"{digest}  {name}\n" for name, digest in found.items()]  # sorted by name
    path.write_text("".join(lines))
    return sorted(set(found) - set(before))


if __name__ == "__main__":
    try:
        print("\n".join(freeze()) or "Nothing new.")  # noqa: T201
    except Changed as refusal:
        sys.exit(str(refusal))
