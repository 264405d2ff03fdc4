"""The pulse's questions as data; adding one takes one row. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass

from dialogues.protocol.types import gettext_noop as _

LEAST, MOST = 0, 10


@dataclass(frozen=True, slots=True)
class PulseQuestion:
    """A question and the labels of both ends of its scale.

    At an answer of `tender` or less, the page offers help.
    """

    name: str
    title: str
    asks: str
    low: str
    high: str
    tender: int | None = None


PULSE_QUESTIONS = (
    PulseQuestion(
        "close",
        _("Close"),
        _("How close did you feel to each other?"),
        _("far away"),
        _("as close as you wish for"),
    ),
    PulseQuestion(
        "safe",
        _("Safe"),
        _("How safe did you feel with each other?"),
        _("not safe at all"),
        _("safe through and through"),
        tender=3,
    ),
    PulseQuestion(
        "heard",
        _("Heard"),
        _("How much did you feel heard?"),
        _("not at all"),
        _("all the way"),
    ),
)


def needs_support(numbers: dict[str, int]) -> bool:
    """Return whether one of the answers calls for an offer of help."""
    return any(
        one.tender is not None and numbers.get(one.name, MOST) <= one.tender for one in PULSE_QUESTIONS
    )
