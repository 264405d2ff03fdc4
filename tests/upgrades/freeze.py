"""`python -m tests.upgrades.freeze` adds each new migration, and each new edition of a kind of dialogue, to the lists
of those that never change again.

The list of migrations is what `sha256sum` prints, so `sha256sum --check tests/upgrades/migrations.sha256` reads it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from dialogues.protocol.kinds import KINDS
from dialogues.protocol.types import Step
from runtime.instance import ROOT

LIST = Path(__file__).with_name("migrations.sha256")
EDITIONS = Path(__file__).with_name("editions.json")


class Changed(Exception):
    """Migrations in the list were edited, renamed or deleted; the message says which."""


def migrations(root: Path = ROOT) -> dict[str, str]:
    """The SHA-256 of each migration by its path below the root."""
    files = sorted(root.glob("*/migrations/[0-9]*.py"))
    return {str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def editions() -> dict[str, list[dict[str, list[str]]]]:
    """The table of each edition, by kind: all that the replay of a dialogue depends on."""
    return {
        kind.name: [
            {f"{step.name}: {step.actor}": moves_of(step) for step in steps} for steps in kind.editions
        ]
        for kind in KINDS.values()
    }


def moves_of(step: Step) -> list[str]:
    """Where each move of a step leads."""
    moves = [
        f"{move.by or ''} {move.name} -> {move.to} {move.to_at_the_end}"
        + "".join(f" {what}" for what in ("needs_both", "asks_other", "may_withdraw") if getattr(move, what))
        for move in step.moves
    ]
    return [" ".join(move.split()) for move in moves]


def freeze_editions(path: Path = EDITIONS) -> list[str]:
    """Add each new edition and return their names. Raises Changed without writing anything."""
    found, before = editions(), json.loads(path.read_text()) if path.exists() else {}
    if edited := [name for name, tables in before.items() if found.get(name, [])[: len(tables)] != tables]:
        raise Changed(
            f"{', '.join(edited)}: dialogues run by this table. Leave it among the `earlier` ones, and write a new"
            " edition. (If it has never left your branch, delete it from the list.)"
        )
    path.write_text(json.dumps(found, indent=1) + "\n")
    return [
        f"{name} {len(tables)}" for name, tables in found.items() if len(tables) > len(before.get(name, []))
    ]


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
        print("\n".join([*freeze(), *freeze_editions()]) or "Nothing new.")  # noqa: T201
    except Changed as refusal:
        sys.exit(str(refusal))
