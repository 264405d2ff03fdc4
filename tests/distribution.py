"""How the tests are dealt out to processes: a group to one process, a long test by itself, short ones by module.

pytest-xdist 3.8 passes groups on as a suffix of node ids, which pytest 9.2 no longer sends: every test would be dealt
out by itself, and each process would make what a module's tests share.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.shared import made_once, shared_folder

LONG = ("chaos", "browser", "live", "slow")
FILE = "units.json"


class Distribution(LoadScopeScheduling):  # type: ignore[misc]
    """Deals out the units that the processes have found, in the order of collection."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # long ones go first, however few they are

    @cached_property
    def units(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((shared_folder() / FILE).read_text())
        return found

    def _split_scope(self, nodeid: str) -> str:
        return self.units[nodeid]


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Distribution | None:
    return Distribution(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Before pytest-xdist tells the first process what was collected."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        with made_once("units") as is_mine:
            if is_mine:
                write_units(session.items)


def write_units(items: Sequence[pytest.Item]) -> None:
    units = {item.nodeid: unit_of(item) for item in items}
    (shared_folder() / FILE).write_text(json.dumps(units))


def unit_of(item: pytest.Item) -> str:
    if group := item.get_closest_marker("xdist_group"):
        return str(group.args[0])
    return item.nodeid if is_long(item) else item.nodeid.partition("::")[0]


def is_long(item: pytest.Item) -> bool:
    return any(map(item.get_closest_marker, LONG))
