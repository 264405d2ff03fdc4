"""System checks: errors that would otherwise show only at first use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from core.vocabularies import ENGLISH, VocabularyError, read_lists


@register("vocabularies")
def check_vocabularies(app_configs: Iterable[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Check every vocabulary file of the apps and in `VOCABULARY_PATHS`."""
    configs = apps.get_app_configs() if app_configs is None else app_configs
    return [Error(str(error), id="core.E001") for app in configs for error in vocabulary_errors(app)]


def vocabulary_errors(app: AppConfig) -> Iterator[VocabularyError]:
    """Yield an error for each vocabulary file of an app that can't be used."""
    folder = Path(app.path) / "vocabularies"
    folders = [folder, *(path / app.label for path in settings.VOCABULARY_PATHS)]
    english = None
    if (source := folder / f"{ENGLISH}.toml").exists():
        try:
            english = read_lists(source)
        except VocabularyError as error:
            yield error
    for path in sorted(path for folder in folders for path in folder.glob("*.toml") if path != source):
        try:
            read_lists(path, english)
        except VocabularyError as error:
            yield error
