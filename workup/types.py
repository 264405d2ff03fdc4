"""Types of the questionnaire. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


def gettext_noop(text: str) -> str:
    """Mark text for translation. Pages translate it when they show it."""
    return text


class AnswerKind(StrEnum):
    """How a question is answered, and the shape of its answer as JSON. An empty answer is always `None`.

    WORDS a string; TRAITS a list of `{"word", "strength"}`, strength 1 to 5; PAIRS a list of `{"id", "cells"}`,
    one cell a column; CHOICE the name of one option; SCALE a whole number from 0 to 10; PEOPLE a list of
    `{"id", "name"}`; JUDGEMENTS a list of `{"theirs", "partner", "same"}`, two traits and whether they are the same.
    """

    WORDS = "words"
    TRAITS = "traits"
    PAIRS = "pairs"
    CHOICE = "choice"
    SCALE = "scale"
    PEOPLE = "people"
    JUDGEMENTS = "same"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `text` may contain `{who}` for the person's name; `minutes` is the time an answer takes.

    `suggestions` are words to pick from; `columns` the label and an example of each of a pair's cells; `options` the
    names and labels of a choice; `ends` the labels of both ends of a scale.
    """

    name: str
    kind: AnswerKind
    text: str
    hint: str = ""
    example: str = ""
    minutes: float = 2
    suggestions: Sequence[str] = ()
    columns: Sequence[tuple[str, str]] = ()
    options: Sequence[tuple[str, str]] = ()
    ends: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together. They are asked about each person named in `people_question`, if any.

    `warning` is shown before a section that may be distressing; `quiet` gives a minute to think back first.
    """

    name: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    people_question: str = ""
    warning: str = ""
    quiet: str = ""


@dataclass(frozen=True, slots=True)
class QuestionScreen:
    """A question with the id and the name of the person it is about, if any."""

    section: Section
    question: Question
    about: str = ""
    person_name: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.question.name, self.about
