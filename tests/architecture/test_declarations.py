"""What is written down but declared nowhere has no effect, and says so here, with what to write and where."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands

from backups.tables import EXCLUDED_TABLES, KEY_STORE_TABLES
from core.reminder_types import reminder_types
from couples.home_items import home_sources
from couples.personal_data_registry import providers
from imago_web.celery import app as celery_app
from runtime.instance import ROOT
from tests.upgrades.test_lasting_names import NAMES
from workup import demo
from workup.sections import QUESTIONS
from workup.types import AnswerKind

OWN_APPS = [app for app in apps.get_app_configs() if Path(app.path).parent == ROOT]
ENGLISH = [*ROOT.glob("*/vocabularies/en.toml"), ROOT / "imago_web/formats/en/formats.py"]
WITHOUT_MODEL = {"cache", "core_change"}  # tables


def modules(name: str) -> list[ModuleType]:
    """The apps' modules of this name."""
    found = [app.name for app in OWN_APPS if (Path(app.path) / f"{name}.py").exists()]
    assert len(found) > 7
    return [import_module(f"{app}.{name}") for app in found]


def finders(module: ModuleType) -> Iterator[Any]:
    """The functions of a module that find what is due."""
    for _, function in inspect.getmembers(module, inspect.isfunction):
        returned = inspect.signature(function).return_annotation
        if function.__module__ == module.__name__ and returned == "Iterator[DueItem]":
            yield function


def test_every_reminder_type_is_registered():
    registered = {reminder.find for reminder in reminder_types().values()}
    found = {find for module in modules("reminder_types") for find in finders(module)}
    assert len(found) > 10
    assert found - registered == set(), (
        "Give each a ReminderType in `register` there, and call `register` in the app's apps.py."
    )


def test_every_app_s_personal_data_is_registered():
    registered = {provider.export.__module__ for provider in providers().values()}
    missing = {module.__name__ for module in modules("personal_data")} - registered
    assert missing == set(), "Call `personal_data.register` in the app's apps.py."


def test_every_app_s_home_items_are_registered():
    registered = {source.find.__module__ for source in home_sources()}
    declared = {module.__name__ for module in modules("home_items")} - {"couples.home_items"}
    assert declared - registered == set(), "Call `home_items.register` in the app's apps.py."


def lasting_names() -> dict[str, set[str]]:
    """Names in use that must not change, by their list in `lasting_names.json`."""
    celery_app.loader.import_default_modules()
    own = {app.name for app in OWN_APPS}
    return {
        "reminders": set(reminder_types()),
        "tasks": {name for name in celery_app.tasks if name.partition(".")[0] in own},
        "commands": {name for name, app in get_commands().items() if app in own},
    }


@pytest.mark.parametrize("names", ["reminders", "tasks", "commands"])
def test_what_is_known_by_name_outside_the_code_keeps_it(names: str):
    used = lasting_names()[names]
    assert used
    new = used - {line.partition(" ")[0] for line in NAMES[names]}
    assert new == set(), f"Add each to {names} in tests/upgrades/lasting_names.json: its name has to last."


def translations_missing(code: str) -> list[str]:
    """The files that a language lacks. English needs no translation."""
    own = [ROOT / path.relative_to(ROOT).as_posix().replace("/en", f"/{code}") for path in ENGLISH]
    messages = [] if code == "en" else [ROOT / f"locale/{code}/LC_MESSAGES/django.mo"]
    expected = [*own, *messages]
    return sorted(str(path.relative_to(ROOT)) for path in expected if not path.exists())


@pytest.mark.parametrize("code", [code for code, _ in settings.LANGUAGES])
def test_every_language_has_its_vocabularies_and_formats(code: str):
    assert translations_missing(code) == [], (
        "Write these; docs/how-to-add.md says how. English would stand in."
    )


def test_a_new_language_lacks_all_that_english_has():
    missing = set(translations_missing("eo"))
    assert {"exits/vocabularies/eo.toml", "imago_web/formats/eo/formats.py"} <= missing
    assert "locale/eo/LC_MESSAGES/django.mo" in missing


def test_backups_name_tables_that_exist():
    tables = {model._meta.db_table for model in apps.get_models()}
    assert {*KEY_STORE_TABLES, *EXCLUDED_TABLES} - tables == WITHOUT_MODEL, "Correct backups/tables.py."


@pytest.mark.parametrize("life", [demo.ANA, demo.BEN], ids=["ana", "ben"])
def test_the_demo_couple_answers_every_question_of_the_workup(life: demo.DemoAnswers):
    asked = {name for name, question in QUESTIONS.items() if question.kind is not AnswerKind.JUDGEMENTS}
    assert set(life) == asked, "Let both answer it, in workup/demo.py."
