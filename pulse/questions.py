"""The pulse's questions as data; a new one needs only an entry here. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass

from dialogues.protocol.types import gettext_noop as _

LOWEST, HIGHEST = 0, 10


@dataclass(frozen=True, slots=True)
class PulseQuestion:
    """A question and the labels of both ends of its scale.

    At an answer of `support_threshold` or less, the page offers help.
    """

    name: str
    title: str
    text: str
    low: str
    high: str
    support_threshold: int | None = None


PULSE_QUESTIONS = (
    PulseQuestion(
        "close",
        _("Close"),
        _("How close did you feel to each other?"),
        _("far away"),
        _("as close as you'd like"),
    ),
    PulseQuestion(
        "safe",
        _("Safe"),
        _("How safe did you feel with each other?"),
        _("not safe at all"),
        _("completely safe"),
        support_threshold=3,
    ),
    PulseQuestion(
        "heard",
        _("Heard"),
        _("How heard did you feel?"),
        _("not at all"),
        _("completely"),
    ),
)


def needs_support(numbers: dict[str, int]) -> bool:
    """Return whether an answer is low enough to offer help."""
    return any(
        question.support_threshold is not None
        and numbers.get(question.name, HIGHEST) <= question.support_threshold
        for question in PULSE_QUESTIONS
    )
