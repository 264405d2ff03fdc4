"""Vocabularies: the words that text is searched for, as one file a language in each app.

`<app>/vocabularies/<language>.toml` holds lists of terms, some of them in tables. English has all of them; a language
may leave lists out, and English stands in for those.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation import get_language

from core.text_matching import Vocabulary, parse_term

ENGLISH = "en"
LINE_END = "\n"


class VocabularyError(ValueError):
    """A vocabulary file that can't be used. The message names the file, the line if it is known, and the reason."""


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


def read_lists(path: Path, english: Mapping[str, Sequence[str]] | None = None) -> dict[str, Sequence[str]]:
    """The lists of a file by name, as in "days.monday". With `english`, a file may have no others.

    Raises VocabularyError.
    """
    try:
        source = path.read_text(encoding="utf-8")
        lists = dict(lists_of(tomllib.loads(source)))
        if english is not None:
            check_names(lists, english)
    except InvalidEntry as error:
        raise VocabularyError(f"{locate(path, source, error.pattern)}: {error}") from error
    except ValueError as error:  # neither UTF-8 nor TOML
        raise VocabularyError(f"{path}: {error}") from error
    return lists


class InvalidEntry(ValueError):
    """A list or a term that can't be used. `pattern` finds it in the file."""

    def __init__(self, pattern: str, reason: str) -> None:
        super().__init__(reason)
        self.pattern = pattern


def locate(path: Path, source: str, pattern: str) -> str:
    """The file, and the line of the first match if there is one."""
    match = re.search(pattern, source, re.MULTILINE)
    return f"{path}, line {source.count(LINE_END, 0, match.end()) + 1}" if match else str(path)


def key_pattern(name: str) -> str:
    """A pattern for the key of a list, in its table or with the dotted name."""
    return rf"^\s*(?:[\w.]+\.)?{re.escape(name.rpartition('.')[2])}\s*="


def check_names(lists: Iterable[str], english: Container[str]) -> None:
    """Raise InvalidEntry for a list that English lacks."""
    for name in lists:
        if name not in english:
            raise InvalidEntry(key_pattern(name), f"English has no list named {name}")


def lists_of(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, Sequence[str]]]:
    """Lists of a table and of its tables, by dotted name. Raises InvalidEntry if a value is no list of terms."""
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from lists_of(value, f"{name}.")
        elif isinstance(value, list) and all(isinstance(term, str) for term in value):
            yield name, [check_term(name, term) for term in value]
        else:
            raise InvalidEntry(key_pattern(name), f"{name} must be a list of strings")


def check_term(name: str, term: str) -> str:
    """Return the term. Raises InvalidEntry if it could never match as it is meant."""
    quoted = rf"""(["']){re.escape(term)}\1"""
    try:
        parse_term(term)
    except ValueError as error:
        raise InvalidEntry(quoted, f"{name}: {error}") from None
    if "*" in term.rstrip()[:-1]:
        raise InvalidEntry(quoted, f"{name}: {term!r} has a * that is not at its end")
    if any(char.isdecimal() for char in term):
        raise InvalidEntry(quoted, f"{name}: {term!r} has digits; write # for any number")
    return term
