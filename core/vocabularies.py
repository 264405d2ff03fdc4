"""Vocabularies: the words that text is searched for, as one file a language in each app.

`<app>/vocabularies/<language>.toml` holds lists of terms, some of them in tables. English has all of them; a language
may leave lists out, and English stands in for those.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation import get_language

from core.text_matching import Vocabulary, parse_term

ENGLISH = "en"


class VocabularyError(ValueError):
    """A vocabulary file that can't be used: which file, which list, and why."""


def active_vocabulary(app: str) -> Vocabulary:
    """The vocabulary of an app in the language of the request, as gettext chooses it."""
    return load_vocabulary(app, get_language() or ENGLISH, tuple(settings.VOCABULARY_PATHS))


@lru_cache(maxsize=64)
def load_vocabulary(app: str, language: str = ENGLISH, folders: Sequence[Path] = ()) -> Vocabulary:
    """The vocabulary of an app. `folders` may hold `<app>/<language>.toml` too, and come first.

    Raises VocabularyError if a file is invalid.
    """
    own = Path(apps.get_app_config(app).path) / "vocabularies"
    english = read_lists(own / f"{ENGLISH}.toml")
    codes = dict.fromkeys([language, language.partition("-")[0]])
    paths = (folder / f"{code}.toml" for code in codes for folder in (*(f / app for f in folders), own))
    path = next(filter(Path.exists, paths), None)
    return Vocabulary({**english, **read_lists(path, english)} if path else english)


def read_lists(path: Path, known: Mapping[str, Sequence[str]] | None = None) -> dict[str, Sequence[str]]:
    """The lists of a file by name, as in "days.monday". With `known`, a file may have no others.

    Raises VocabularyError.
    """
    try:
        lists = dict(lists_of(tomllib.loads(path.read_text(encoding="utf-8"))))
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise VocabularyError(f"{path}: {error}") from error
    if known is not None and (unknown := lists.keys() - known.keys()):
        raise VocabularyError(f"{path}: English has no list named {', '.join(sorted(unknown))}")
    return lists


def lists_of(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, Sequence[str]]]:
    """Lists of a table and of its tables, by dotted name. Raises ValueError if a value is no list of terms."""
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from lists_of(value, f"{name}.")
        elif isinstance(value, list) and all(isinstance(term, str) for term in value):
            yield name, [check_term(name, term) for term in value]
        else:
            raise ValueError(f"{name} must be a list of strings")


def check_term(name: str, term: str) -> str:
    """Return the term. Raises ValueError if it could never be found as it is meant."""
    try:
        parse_term(term)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    if "*" in term.rstrip()[:-1]:
        raise ValueError(f"{name}: {term!r} has a * that is not at its end")
    if any(char.isdecimal() for char in term):
        raise ValueError(f"{name}: {term!r} has digits; write # for any number")
    return term
