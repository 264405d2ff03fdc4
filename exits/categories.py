"""Categories of exits as data, with examples. Plain Python.

Whether something is an exit depends on what it is for, which only its owner knows.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from dialogues.protocol.types import gettext_noop as _

LONGEST_NAME, LONGEST = 200, 2000


@dataclass(frozen=True, slots=True)
class ExitCategory:
    """A category of exits: examples to pick from, and what is said where one weighs heavily."""

    name: str
    title: str
    examples: tuple[str, ...]
    heavy: str = ""


CATEGORIES = (
    ExitCategory(
        "habits",
        _("Small habits"),
        (
            _("looking at my phone while you talk"),
            _("one more episode, every evening"),
            _("going to bed long after you"),
            _("tidying up instead of sitting down with you"),
            _("reading the news at the table"),
            _("snacking when I am upset"),
        ),
    ),
    ExitCategory(
        "avoiding",
        _("Done so as not to meet you"),
        (
            _("going silent after a quarrel"),
            _("staying at my desk longer than I need to"),
            _("joking when it gets serious"),
            _("finding fault, so that we keep our distance"),
            _("telling others what I do not tell you"),
            _("saying yes to everybody but us"),
        ),
    ),
    ExitCategory(
        "heavy",
        _("Things that take hold of me"),
        (
            _("drinking more than I want to"),
            _("gaming half the night"),
            _("spending money in secret"),
            _("writing to somebody you do not know of"),
            _("looking for closeness elsewhere"),
        ),
        heavy=_(
            "Things like these often need help from outside as well, and getting it is no weakness."
            " A link to help lines stands at the end of every page."
        ),
    ),
    ExitCategory(
        "ending",
        _("What could end us"),
        (
            _("threatening to leave when I am hurt"),
            _("thinking of another life each time it gets hard"),
            _("keeping a bag packed in my mind"),
        ),
        heavy=_(
            "Whatever you promise here, you can always leave. If you are afraid of your partner, or think of harming"
            " yourself, please talk to somebody today: a link to help lines stands at the end of every page."
        ),
    ),
)
FREQUENCIES = (
    ("daily", _("nearly every day")),
    ("weekly", _("several times a week")),
    ("sometimes", _("now and then")),
    ("hard", _("only when it is hard between us")),
)
CATEGORIES_BY_NAME = {sort.name: sort for sort in CATEGORIES}


@dataclass(frozen=True, slots=True)
class ExitDetails:
    """What an owner writes about an exit.

    `sort` and `often` are names from above or "", `ready` is 0 to 10 or None.
    """

    name: str
    sort: str = ""
    often: str = ""
    gives: str = ""
    avoids: str = ""
    ready: int | None = None

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> ExitDetails:
        """Parse what `dump` wrote. Any other text is taken as the name."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):
            return cls(name=text)

    @property
    def heavy(self) -> str:
        return CATEGORIES_BY_NAME[self.sort].heavy if self.sort in CATEGORIES_BY_NAME else ""

    @property
    def sort_title(self) -> str:
        return CATEGORIES_BY_NAME[self.sort].title if self.sort in CATEGORIES_BY_NAME else ""

    @property
    def how_often(self) -> str:
        return dict(FREQUENCIES).get(self.often, "")
