"""The documents' tables are printed from the code, their links lead somewhere, and their pictures are few and small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from change_requests.states import REQUEST_STATES
from core.state_table import StateTable
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.markdown_table import markdown_table
from exits.states import EXIT_STATES
from runtime.instance import ROOT
from tests.browser.screens import DOCUMENTS, shown_pictures

KINDS_PAGE = (ROOT / "docs" / "kinds.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
LARGEST_PICTURE = 60 * 1024  # bytes
SOURCES = [
    str(path)
    for folder in ROOT.iterdir()
    if folder.is_dir() and not folder.name.startswith(".") and folder.name != "data"
    for path in folder.rglob("*.*")
] + [str(ROOT / "manage.py")]


def anchors(document: Path) -> set[str]:
    """Returns the anchors of a document's headings, made as Git hosts make them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", KINDS)
def test_the_table_of_each_kind_is_the_one_that_is_played(name: str):
    shown = re.search(rf"<!-- kind: {name} -->\n(.*?)<!-- end -->", KINDS_PAGE, re.DOTALL)
    assert shown, f"docs/kinds.md has no table of {name}"
    assert shown[1] == markdown_table(KINDS[name])


@pytest.mark.parametrize(("app", "states"), [("exits", EXIT_STATES), ("change_requests", REQUEST_STATES)])
def test_the_table_of_states_is_the_one_that_is_followed(app: str, states: StateTable):
    shown = re.search(rf"<!-- states: {app} -->\n(.*?)<!-- end -->", KINDS_PAGE, re.DOTALL)
    assert shown
    assert shown[1] == states.as_markdown()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_and_headings_that_exist(document: Path):
    links = re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", document.read_text())
    for link, anchor in links:
        target = document.parent / link if link else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), f"{link}#{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_source_files_are_called_by_their_present_names(document: Path):
    named = re.findall(r"`([\w./-]+\.(?:py|js|css|html))`", document.read_text())
    assert [name for name in named if not any(path.endswith(f"/{name}") for path in SOURCES)] == []


def test_docs_hold_the_pictures_that_a_document_shows_and_no_other_files():
    files = {path for path in (ROOT / "docs").rglob("*") if path.is_file() and path.suffix != ".md"}
    assert files == shown_pictures()


@pytest.mark.parametrize("path", sorted(shown_pictures()), ids=lambda path: path.name)
def test_a_picture_is_a_small_webp(path: Path):
    content = path.read_bytes()
    assert content[:4] + content[8:12] == b"RIFFWEBP"
    assert len(content) <= LARGEST_PICTURE


def test_every_folder_is_named():
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {"templates", "static", "docs"}
    assert {folder for folder in folders if f"`{folder}/`" not in CONTRIBUTING} == set()
