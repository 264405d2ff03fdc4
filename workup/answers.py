"""Answers: read from a form, checked, and made into the one shape in which they are stored. Plain Python."""

from __future__ import annotations

import json
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Protocol

from core.text import clean_name, visible_or_blank
from workup.traits import plain
from workup.types import Kind, Question
from workup.types import gettext_noop as _

LONGEST = 4000  # characters of a free answer
LONGEST_CELL = 1000
LONGEST_NAME = 60  # of a trait or of a person
MOST = {Kind.TRAITS: 40, Kind.PAIRS: 20, Kind.PEOPLE: 30, Kind.SAME: 200}
ID = re.compile(r"[A-Za-z0-9_-]{8,22}")

NOT_THE_SAME = "~"

Answers = Mapping[tuple[str, str], Any]  # (question, about): a value that is not empty


class Refused(Exception):
    """An answer that cannot be stored as it is. Its text is one kind sentence, to be translated."""


TOO_LONG = _("That is more than fits here. A little shorter, please; nothing is lost.")
TOO_MANY = _("That is more than fits here. Please keep those that matter most; nothing is lost.")
GARBLED = _("That did not arrive in one piece. Please try again.")


class Fields(Protocol):
    """A form as it was sent: each name with all that stands under it."""

    def getlist(self, name: str, /) -> list[str]: ...


def first(fields: Fields, name: str) -> str:
    return next(iter(fields.getlist(name)), "")


def read(question: Question, fields: Fields) -> Any:
    """The value that a form holds, or None when it is empty; perhaps too much to be stored. Raises Refused."""
    return READERS[question.kind](question, fields)


def check(question: Question, value: Any) -> None:
    """Raises Refused for more than can be stored."""
    rows = value if isinstance(value, list) else []
    if len(rows) > MOST.get(question.kind, 0) and rows:
        raise Refused(TOO_MANY)
    if any(len(text) > longest for text, longest in texts(question, value)):
        raise Refused(TOO_LONG)


def texts(question: Question, value: Any) -> Iterator[tuple[str, int]]:
    """Each text in a value, and how long it may be."""
    if question.kind is Kind.WORDS:
        yield value or "", LONGEST
    for row in value if isinstance(value, list) else ():
        for cell in row.get("cells", ()):
            yield cell, LONGEST_CELL
        for name in ("word", "name", "theirs", "partner"):
            yield row.get(name, ""), LONGEST_NAME


def dump(value: Any) -> str:
    """A value as it is stored."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Any:
    """A stored value; None if there is none or it can't be read."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


def new_id() -> str:
    return secrets.token_urlsafe(6)


def clean(text: str) -> str:
    """Words without unprintable characters; "" if nothing in them is visible."""
    kept = "".join(sign for sign in text.replace("\r\n", "\n") if sign in "\n\t" or is_shown(sign))
    return visible_or_blank(kept).strip()


def is_shown(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cs") and sign not in "\u2028\u2029\ufffe\uffff"


def line(text: str) -> str:
    return " ".join(clean(text).split())


def read_words(question: Question, fields: Fields) -> str | None:
    return clean(first(fields, "words")) or None


def read_traits(question: Question, fields: Fields) -> list[dict[str, Any]] | None:
    """The ticked words, with the strength set for each; and those that were typed."""
    strengths = dict(zip(map(line, fields.getlist("word")), fields.getlist("strength"), strict=False))
    typed = re.split(r"[,;\n]", first(fields, "own"))
    found: dict[str, dict[str, Any]] = {}
    for word in filter(None, (line(word) for word in [*fields.getlist("pick"), *typed])):
        found.setdefault(plain(word), {"word": word, "strength": strength(strengths.get(word, "3"))})
    return list(found.values()) or None


def strength(text: str) -> int:
    if text not in ("1", "2", "3", "4", "5"):
        raise Refused(GARBLED)
    return int(text)


def read_pairs(question: Question, fields: Fields) -> list[dict[str, Any]] | None:
    columns = [fields.getlist(f"cell-{at}") for at in range(len(question.columns))]
    rows = []
    for key, *cells in zip_longest(fields.getlist("pair"), *columns, fillvalue=""):
        said = [clean(cell) for cell in cells]
        if any(said):
            rows.append({"id": identity(key), "cells": said})
    return distinct(rows) or None


def read_choice(question: Question, fields: Fields) -> str | None:
    said = first(fields, "choice")
    if said and said not in dict(question.options):
        raise Refused(GARBLED)
    return said or None


def read_scale(question: Question, fields: Fields) -> int | None:
    said = first(fields, "scale")
    if said and said not in map(str, range(11)):
        raise Refused(GARBLED)
    return int(said) if said else None


def read_people(question: Question, fields: Fields) -> list[dict[str, str]] | None:
    """The people named. One whose name was emptied stays, nameless: letting go of somebody is another act."""
    rows = zip(fields.getlist("person"), fields.getlist("name"), strict=False)
    named = [(key, clean_name(clean(name))) for key, name in rows]
    people = [{"id": identity(key), "name": name} for key, name in named if key or name]
    known = {one["name"] for one in people}
    picked = [name for name in map(line, fields.getlist("pick")) if name and name not in known]
    return distinct([*people, *({"id": new_id(), "name": name} for name in picked)]) or None


def identity(key: str) -> str:
    """The id of a row: a new one for a new row. Raises Refused for what is none."""
    if key and not ID.fullmatch(key):
        raise Refused(GARBLED)
    return key or new_id()


def distinct(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len({row["id"] for row in rows}) < len(rows):
        raise Refused(GARBLED)
    return rows


def read_same(question: Question, fields: Fields) -> list[dict[str, Any]] | None:
    rows = zip(fields.getlist("theirs"), fields.getlist("partner"), fields.getlist("same"), strict=False)
    said = [{"theirs": line(a), "partner": line(b), "same": same == "yes"} for a, b, same in rows if a and b]
    return said or None


READERS: dict[Kind, Callable[[Question, Fields], Any]] = {
    Kind.WORDS: read_words,
    Kind.TRAITS: read_traits,
    Kind.PAIRS: read_pairs,
    Kind.CHOICE: read_choice,
    Kind.SCALE: read_scale,
    Kind.PEOPLE: read_people,
    Kind.SAME: read_same,
}


def items(value: Any) -> Iterator[str]:
    """What the parts of an answer are called, for tracing: a trait's word, a row's id, two alike; or "" for a whole."""
    if not isinstance(value, list):
        if value is not None:
            yield ""
        return
    for row in value:
        if "theirs" in row:
            yield pair_of(row["theirs"], row["partner"]) if row["same"] else NOT_THE_SAME
        else:
            yield plain(row["word"]) if "word" in row else row["id"]


def pair_of(theirs: str, partner: str) -> str:
    return f"{plain(theirs)} ~ {plain(partner)}"


def with_judgement(
    said: Sequence[dict[str, Any]] | None, theirs: str, partner: str, same: bool
) -> list[dict[str, Any]]:
    """What was said about likenesses, with one more judgement in the place of an earlier one about the same two."""
    rest = [row for row in said or () if pair_of(row["theirs"], row["partner"]) != pair_of(theirs, partner)]
    return [*rest, {"theirs": theirs, "partner": partner, "same": same}][-MOST[Kind.SAME] :]
