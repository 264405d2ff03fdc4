"""The README's tables are printed from the code, and what it points to is there."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from change_requests import states as change_requests
from dialogues.protocol.diagram import table
from dialogues.protocol.kinds import KINDS
from exits import states as exits
from imago_web.embedded import ROOT

README = (ROOT / "README.md").read_text()
PAGES = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("name", KINDS)
def test_the_table_of_each_kind_is_the_one_that_is_played(name: str):
    shown = re.search(rf"<!-- kind: {name} -->\n(.*?)<!-- end -->", README, re.DOTALL)
    assert shown, f"README.md has no table of {name}"
    assert shown[1] == table(KINDS[name])


@pytest.mark.parametrize(("room", "states"), [("exits", exits), ("change_requests", change_requests)])
def test_the_table_of_states_is_the_one_that_is_followed(room: str, states: ModuleType):
    shown = re.search(rf"<!-- states: {room} -->\n(.*?)<!-- end -->", README, re.DOTALL)
    assert shown
    assert shown[1] == states.as_markdown()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_points_to_is_there(page: Path):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_folder_is_named():
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {"templates", "static", "docs"}
    assert {folder for folder in folders if f"`{folder}/`" not in README} == set()
