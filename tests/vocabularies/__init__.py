"""A German vocabulary for tests, one of a few words, and the language in which a test reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings
from django.utils import translation

from core.vocabularies import load_vocabulary

FOLDER = Path(__file__).parent


@contextmanager
def language(code: str, folder: Path = FOLDER) -> Iterator[None]:
    """Read in this language, with the vocabularies of this folder."""
    with override_settings(VOCABULARY_PATHS=[folder]), translation.override(code):
        yield


def write_empty(app: str, folder: Path, code: str) -> None:
    """Write a vocabulary that has all lists of an app and no term."""
    lists = load_vocabulary(app).lists
    (folder / app).mkdir()
    (folder / app / f"{code}.toml").write_text("".join(f"{name} = []\n" for name in lists))
