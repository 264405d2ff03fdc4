"""The three wishes of a form, read by the checklist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.translation import gettext

from change_requests import checklist
from change_requests.checklist import EXAMPLES, Example, Finding
from change_requests.forms import WishesForm
from change_requests.frames import WEEKS, Frame, Often
from change_requests.told import LONGEST, PIECES, Wish


@dataclass(frozen=True)
class Checked:
    """One wish with its boxes, and what the checklist finds in it."""

    piece: str
    words: BoundField
    often: BoundField
    weeks: BoundField
    findings: Sequence[Finding]
    danger: str

    @property
    def first_open(self) -> str:
        """The rule whose example is shown."""
        return next((one.name for one in self.findings if one.missing), "")


@dataclass(frozen=True)
class Read:
    """All three, and what is said where two are too alike."""

    three: Sequence[Checked]
    alike: str
    examples: Sequence[Example] = EXAMPLES


def read(form: WishesForm) -> Read:
    """Read what stands in a form, whether it fits or not."""
    wishes = [typed(form, piece) for piece in PIECES]
    three = [checked(form, piece, wish) for piece, wish in zip(PIECES, wishes, strict=True)]
    return Read(three, checklist.alike([wish.words for wish in wishes], gettext))


def checked(form: WishesForm, piece: str, wish: Wish) -> Checked:
    findings = checklist.read(wish.words, wish.frame, gettext)
    boxes = form[piece], form[f"{piece}_often"], form[f"{piece}_weeks"]
    return Checked(piece, *boxes, findings, checklist.danger(wish.words, gettext))


def typed(form: WishesForm, piece: str) -> Wish:
    """One wish as it stands in the form."""
    words, often, weeks = (str(form[f"{piece}{end}"].value() or "") for end in ("", "_often", "_weeks"))
    usual = Frame()
    frame = Frame(
        Often(often) if often in set(Often) else usual.often,
        int(weeks) if weeks in map(str, WEEKS) else usual.weeks,
    )
    return Wish(words[:LONGEST], frame)
