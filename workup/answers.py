"""Answers: parsed from forms, validated, and serialized for storage. Plain Python."""

from __future__ import annotations

import json
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Protocol

from core.text import clean_name, visible_or_blank
from workup.traits import trait_key
from workup.types import AnswerKind, Question
from workup.types import gettext_noop as _

MAX_TEXT = 4000  # characters of a free answer
MAX_CELL = 1000
MAX_NAME = 60  # of a trait or of a person
MAX_ITEMS = {AnswerKind.TRAITS: 40, AnswerKind.PAIRS: 20, AnswerKind.PEOPLE: 30, AnswerKind.JUDGEMENTS: 200}
ID_PATTERN = re.compile(r"[A-Za-z0-9_-]{8,22}")

DIFFERENT_PREFIX = "~"

Answers = Mapping[tuple[str, str], Any]  # (question, about): a value that is not empty


class InvalidAnswer(Exception):
    """An answer that can't be stored. Its message is shown to the person, translated."""


TOO_LONG = _("That's more than will fit here. Please make it a little shorter; nothing is lost.")
TOO_MANY = _("That's more than will fit here. Keep the ones that matter most; nothing is lost.")
GARBLED = _("That didn't come through in one piece. Please try again.")


class FormFields(Protocol):
    """A submitted form: each name with its values."""

    def getlist(self, name: str, /) -> list[str]: ...


def first_value(fields: FormFields, name: str) -> str:
    """Return the first value of a field, or ""."""
    return next(iter(fields.getlist(name)), "")


def read_answer(question: Question, fields: FormFields) -> Any:
    """Return the value in a form, or None if it is empty; not yet checked for length. Raises InvalidAnswer."""
    return READERS[question.kind](question, fields)


def check_answer(question: Question, value: Any) -> None:
    """Raise InvalidAnswer if the value is too long or has too many items."""
    rows = value if isinstance(value, list) else []
    if len(rows) > MAX_ITEMS.get(question.kind, 0) and rows:
        raise InvalidAnswer(TOO_MANY)
    if any(len(text) > limit for text, limit in texts_with_limits(question, value)):
        raise InvalidAnswer(TOO_LONG)


def texts_with_limits(question: Question, value: Any) -> Iterator[tuple[str, int]]:
    """Yield each text of a value with its maximum length."""
    if question.kind is AnswerKind.WORDS:
        yield value or "", MAX_TEXT
    for row in value if isinstance(value, list) else ():
        for cell in row.get("cells", ()):
            yield cell, MAX_CELL
        for name in ("word", "name", "theirs", "partner"):
            yield row.get(name, ""), MAX_NAME


def dump_answer(value: Any) -> str:
    """Serialize a value for storage."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def load_answer(text: str) -> Any:
    """Return a stored value; None if there is none or it can't be decrypted."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


def new_row_id() -> str:
    """Return a new random row id."""
    return secrets.token_urlsafe(6)


def clean_text(text: str) -> str:
    """Return text without unprintable characters; "" if nothing in it is visible."""
    visible = "".join(char for char in text.replace("\r\n", "\n") if char in "\n\t" or is_printable(char))
    return visible_or_blank(visible).strip()


def is_printable(char: str) -> bool:
    """Return whether a character is printable."""
    return unicodedata.category(char) not in ("Cc", "Cs") and char not in "\u2028\u2029\ufffe\uffff"


def clean_line(text: str) -> str:
    """Return clean text on one line."""
    return " ".join(clean_text(text).split())


def read_words(question: Question, fields: FormFields) -> str | None:
    """Parse free text."""
    return clean_text(first_value(fields, "words")) or None


def read_traits(question: Question, fields: FormFields) -> list[dict[str, Any]] | None:
    """Parse the picked words with their strengths, and the typed ones."""
    strengths = dict(zip(map(clean_line, fields.getlist("word")), fields.getlist("strength"), strict=False))
    typed = re.split(r"[,;\n]", first_value(fields, "own"))
    traits: dict[str, dict[str, Any]] = {}
    for word in filter(None, (clean_line(word) for word in [*fields.getlist("pick"), *typed])):
        traits.setdefault(
            trait_key(word), {"word": word, "strength": parse_strength(strengths.get(word, "3"))}
        )
    return list(traits.values()) or None


def parse_strength(text: str) -> int:
    """Return a strength from 1 to 5. Raises InvalidAnswer."""
    if text not in ("1", "2", "3", "4", "5"):
        raise InvalidAnswer(GARBLED)
    return int(text)


def read_pairs(question: Question, fields: FormFields) -> list[dict[str, Any]] | None:
    """Parse rows of cells."""
    columns = [fields.getlist(f"cell-{number}") for number in range(len(question.columns))]
    rows = []
    for key, *cells in zip_longest(fields.getlist("pair"), *columns, fillvalue=""):
        texts = [clean_text(cell) for cell in cells]
        if any(texts):
            rows.append({"id": row_id(key), "cells": texts})
    return distinct_rows(rows) or None


def read_choice(question: Question, fields: FormFields) -> str | None:
    """Parse a choice."""
    choice = first_value(fields, "choice")
    if choice and choice not in dict(question.options):
        raise InvalidAnswer(GARBLED)
    return choice or None


def read_scale(question: Question, fields: FormFields) -> int | None:
    """Parse a number on a scale."""
    number = first_value(fields, "scale")
    if number and number not in map(str, range(11)):
        raise InvalidAnswer(GARBLED)
    return int(number) if number else None


def read_people(question: Question, fields: FormFields) -> list[dict[str, str]] | None:
    """Parse the people named. A person whose name was cleared stays; `delete_person` removes them."""
    rows = zip(fields.getlist("person"), fields.getlist("name"), strict=False)
    named = [(key, clean_name(clean_text(name))) for key, name in rows]
    people = [{"id": row_id(key), "name": name} for key, name in named if key or name]
    names = {person["name"] for person in people}
    picked = [name for name in map(clean_line, fields.getlist("pick")) if name and name not in names]
    return distinct_rows([*people, *({"id": new_row_id(), "name": name} for name in picked)]) or None


def row_id(key: str) -> str:
    """Return a row's id, a new one for a new row. Raises InvalidAnswer."""
    if key and not ID_PATTERN.fullmatch(key):
        raise InvalidAnswer(GARBLED)
    return key or new_row_id()


def distinct_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows. Raises InvalidAnswer if two have the same id."""
    if len({row["id"] for row in rows}) < len(rows):
        raise InvalidAnswer(GARBLED)
    return rows


def read_judgements(question: Question, fields: FormFields) -> list[dict[str, Any]] | None:
    """Parse judgements on likenesses."""
    rows = zip(fields.getlist("theirs"), fields.getlist("partner"), fields.getlist("same"), strict=False)
    judgements = [
        {"theirs": clean_line(a), "partner": clean_line(b), "same": is_same == "yes"}
        for a, b, is_same in rows
        if a and b
    ]
    return judgements or None


READERS: dict[AnswerKind, Callable[[Question, FormFields], Any]] = {
    AnswerKind.WORDS: read_words,
    AnswerKind.TRAITS: read_traits,
    AnswerKind.PAIRS: read_pairs,
    AnswerKind.CHOICE: read_choice,
    AnswerKind.SCALE: read_scale,
    AnswerKind.PEOPLE: read_people,
    AnswerKind.JUDGEMENTS: read_judgements,
}


def item_names(value: Any) -> Iterator[str]:
    """Yield the names of an answer's items, for tracing sources.

    A trait's word, a row's id, a pair of words; "" for an answer as a whole.
    """
    if not isinstance(value, list):
        if value is not None:
            yield ""
        return
    for row in value:
        if "theirs" in row:
            yield pair_key(row["theirs"], row["partner"]) if row["same"] else DIFFERENT_PREFIX
        else:
            yield trait_key(row["word"]) if "word" in row else row["id"]


def pair_key(caretaker_word: str, partner_word: str) -> str:
    """Return the key of a pair of words."""
    return f"{trait_key(caretaker_word)} ~ {trait_key(partner_word)}"


def add_judgement(
    judgements: Sequence[dict[str, Any]] | None, caretaker_word: str, partner_word: str, is_same: bool
) -> list[dict[str, Any]]:
    """Return the judgements with one added, replacing an earlier one on the same pair."""
    others = [
        row
        for row in judgements or ()
        if pair_key(row["theirs"], row["partner"]) != pair_key(caretaker_word, partner_word)
    ]
    return [*others, {"theirs": caretaker_word, "partner": partner_word, "same": is_same}][
        -MAX_ITEMS[AnswerKind.JUDGEMENTS] :
    ]
