"""Types of the questionnaire. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


def gettext_noop(words: str) -> str:
    """Mark words for the translators; pages translate them when they show them."""
    return words


class AnswerKind(StrEnum):
    """How a question is answered, and the shape of its answer as JSON. An empty answer is always `None`.

    WORDS a string; TRAITS a list of `{"word", "strength"}`, strength 1 to 5; PAIRS a list of `{"id", "cells"}`,
    one cell a column; CHOICE the name of one option; SCALE a whole number from 0 to 10; PEOPLE a list of
    `{"id", "name"}`; SAME a list of `{"theirs", "partner", "same"}`, two traits and whether they are one.
    """

    WORDS = "words"
    TRAITS = "traits"
    PAIRS = "pairs"
    CHOICE = "choice"
    SCALE = "scale"
    PEOPLE = "people"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `ask` may hold `{who}`, for the person it is about; `minutes` is what it takes to answer.

    `offers` are suggestions to pick, `columns` the labels of a pair's parts with an example each, `options` the
    names and words of a choice, `ends` the words at both ends of a scale.
    """

    name: str
    kind: AnswerKind
    ask: str
    hint: str = ""
    example: str = ""
    minutes: float = 2
    offers: Sequence[str] = ()
    columns: Sequence[tuple[str, str]] = ()
    options: Sequence[tuple[str, str]] = ()
    ends: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Section:
    """Some questions that belong together. `each` names the PEOPLE question whose people are each asked about;
    `heavy` is what is said before a section that may weigh on someone."""

    name: str
    title: str
    about: str
    questions: tuple[Question, ...]
    each: str = ""
    heavy: str = ""


@dataclass(frozen=True, slots=True)
class QuestionScreen:
    """A question, and the person it is about, as id and name."""

    section: Section
    question: Question
    about: str = ""
    who: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.question.name, self.about
