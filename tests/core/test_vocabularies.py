"""Vocabulary files: all that the project has can be used, and one that can't says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import override_settings

from core.checks import vocabulary_errors
from core.vocabularies import ENGLISH, VocabularyError, active_vocabulary, load_vocabulary, read_lists
from runtime.instance import ROOT
from tests.vocabularies import language

FILES = sorted(ROOT.glob("*/vocabularies/*.toml"))
WHOLE_TABLES = {"numbers", "feelings", "protected", "similar_traits"}  # no code names their lists one by one
APPS = sorted({path.parent.parent.name for path in FILES})


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_file_can_be_used(path: Path):
    load_vocabulary(path.parent.parent.name, path.stem).index(*read_lists(path))


@pytest.mark.parametrize("app", APPS)
def test_each_english_list_is_looked_up_somewhere(app: str):
    code = "".join(path.read_text() for path in (ROOT / app).rglob("*.py"))
    named = [name for name in load_vocabulary(app).lists if name.partition(".")[0] not in WHOLE_TABLES]
    assert [name for name in named if f'"{name}"' not in code] == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("clauses = when", "line 1"),
        ('clauses = "when"', "clauses must be a list"),
        ("clauses = [1]", "clauses must be a list"),
        ('clauses = ["..."]', "clauses: '...' holds no letter"),
        ('clauses = ["wh*en"]', "not at its end"),
        ('clauses = ["in 5 minutes"]', "write #"),
        ('[protected]\nfriend = ["Freund"]', "no list named protected.friend"),
        ('clauses = ["\udcff"]', "de.toml"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, content: str, why: str):
    (tmp_path / "exits").mkdir()
    (tmp_path / "exits" / "de.toml").write_text(content, errors="surrogateescape")
    with pytest.raises(VocabularyError, match=re.escape(why)) as error:
        load_vocabulary("exits", "de", (tmp_path,))
    assert "de.toml" in str(error.value)


def test_english_stands_in_for_what_a_language_lacks():
    with language("de"):
        german = active_vocabulary("exits")
    assert german.lists["clauses"][0] == "wenn"
    assert german.lists["protected.work"] == load_vocabulary("exits").lists["protected.work"]


@pytest.mark.parametrize("code", ["de", "de-at"])
def test_a_variant_of_a_language_uses_its_file(code: str):
    with language(code):
        assert active_vocabulary("exits").label("clauses") == "wenn"


def test_a_language_without_a_file_uses_english():
    with language("eo"):
        assert active_vocabulary("exits").lists == load_vocabulary("exits", ENGLISH).lists


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('clauses = ["when"]\nwith = when', "at line 2"),
        ('clauses = ["when"]\n\nwith = [1]', "line 3"),
        ('clauses = [\n  "when",\n  "wh*en",\n]', "line 3"),
        ('clauses = ["when"]\n[protected]\nfriend = ["Freund"]', "line 3"),
        ('clauses = ["when"]\nprotected.friend = ["Freund"]', "line 2"),
    ],
)
@pytest.mark.parametrize(("command", "options"), [("check", {}), ("setup", {"skip_checks": False})])
def test_a_command_names_file_and_line_before_it_does_anything(
    tmp_path: Path, command: str, options: dict[str, bool], content: str, line: str
):
    (tmp_path / "exits").mkdir()
    (tmp_path / "exits" / "de.toml").write_text(content)

    with (
        override_settings(VOCABULARY_PATHS=[tmp_path]),
        pytest.raises(SystemCheckError, match=line) as error,
    ):
        call_command(command, **options)
    assert str(tmp_path / "exits" / "de.toml") in str(error.value)


def test_a_broken_english_file_does_not_hide_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "vocabularies").mkdir()
    (tmp_path / "vocabularies" / "en.toml").write_text("x = 1")
    (tmp_path / "vocabularies" / "de.toml").write_text("x = 1")
    app = apps.get_app_config("exits")
    monkeypatch.setattr(app, "path", str(tmp_path))
    assert [Path(str(error).partition(",")[0]).name for error in vocabulary_errors(app)] == [
        "en.toml",
        "de.toml",
    ]
