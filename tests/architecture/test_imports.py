"""Imports only go down the house, siblings do not know each other, and the protocol knows nobody."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from runtime.instance import ROOT

# Each room, and those below it that it may know.
FLOOR = {"core", "vault"}
BELOW = {
    "core": set(),
    "vault": {"core"},
    "mail": FLOOR,
    "couples": FLOOR | {"mail"},
    "workup": FLOOR | {"couples"},
    "dialogues": FLOOR | {"couples"},
    "exits": FLOOR | {"couples", "dialogues"},
    "change_requests": FLOOR | {"couples", "dialogues"},
    "caring": FLOOR | {"couples", "dialogues", "change_requests"},
    "vision": FLOOR | {"couples", "dialogues"},
    "appointments": FLOOR | {"couples", "dialogues"},
    "pulse": FLOOR | {"couples", "dialogues"},
    "suggestions": FLOOR | {"couples", "dialogues"},
    "parent_child": FLOOR | {"couples", "workup", "dialogues"},
    "therapist": FLOOR | {"couples"},
    "transcripts": FLOOR | {"couples", "dialogues"},
    "reminders": FLOOR | {"mail", "couples", "dialogues", "exits", "change_requests", "workup"},
    "backups": FLOOR | {"couples", "reminders"},
    "runtime": FLOOR,
}
BELOW["imago_web"] = set(BELOW)
PROTOCOL = ROOT / "dialogues" / "protocol"


def modules() -> Iterator[Path]:
    for room in sorted(BELOW):
        yield from (ROOT / room).rglob("*.py")


def name_of(path: Path) -> list[str]:
    return list(path.relative_to(ROOT).with_suffix("").parts)


def imported(path: Path) -> Iterator[str]:
    """The full names of all that a module imports, wherever in it."""
    package = name_of(path)[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            yield ".".join([*base, *([node.module] if node.module else [])])


def test_a_module_imports_only_what_lies_below_its_room():
    upwards = {}
    for path in modules():
        room = name_of(path)[0]
        known = {name.split(".")[0] for name in imported(path)} & set(BELOW)
        upwards[str(path.relative_to(ROOT))] = known - BELOW[room] - {room}
    assert {path: names for path, names in upwards.items() if names} == {}


def test_the_protocol_imports_the_standard_library_only():
    allowed = {"dialogues", *sys.stdlib_module_names}
    for path in PROTOCOL.rglob("*.py"):
        names = list(imported(path))
        assert {name.split(".")[0] for name in names} <= allowed, path
        assert all(name.startswith("dialogues.protocol") for name in names if name.startswith("dialogues")), (
            path
        )


def test_every_folder_with_code_has_its_place():
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert rooms <= set(BELOW) | {"tests", "bench"}
