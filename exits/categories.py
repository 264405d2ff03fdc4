"""Categories of exits as data, with examples. Plain Python.

Whether something is an exit depends on its purpose, which only its owner knows.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from dialogues.protocol.types import gettext_noop as _

LONGEST_NAME, LONGEST = 200, 2000


@dataclass(frozen=True, slots=True)
class ExitCategory:
    """A category of exits with examples to pick from. `heavy` is shown where an exit may need help from outside."""

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
            _("snacking when I'm upset"),
        ),
    ),
    ExitCategory(
        "avoiding",
        _("Ways I keep my distance"),
        (
            _("going silent after an argument"),
            _("staying at my desk longer than I need to"),
            _("joking when it gets serious"),
            _("finding fault, so we keep our distance"),
            _("telling others what I don't tell you"),
            _("saying yes to everyone but us"),
        ),
    ),
    ExitCategory(
        "heavy",
        _("Things that have a hold on me"),
        (
            _("drinking more than I want to"),
            _("gaming half the night"),
            _("spending money in secret"),
            _("writing to someone you don't know about"),
            _("looking for closeness elsewhere"),
        ),
        heavy=_(
            "Things like these often need help from outside, too, and getting it isn't a weakness. There's a"
            " link to help lines at the end of every page."
        ),
    ),
    ExitCategory(
        "ending",
        _("What could end us"),
        (
            _("threatening to leave when I'm hurt"),
            _("imagining another life whenever it gets hard"),
            _("keeping a bag packed in my head"),
        ),
        heavy=_(
            "Whatever you promise here, you can always leave. If you're afraid of your partner, or thinking"
            " of harming yourself, please talk to someone today: there's a link to help lines at the end of"
            " every page."
        ),
    ),
)
FREQUENCIES = (
    ("daily", _("nearly every day")),
    ("weekly", _("several times a week")),
    ("sometimes", _("now and then")),
    ("hard", _("only when things are hard between us")),
)
CATEGORIES_BY_NAME = {category.name: category for category in CATEGORIES}


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
        """Parse what `dump` wrote. Any other text becomes the name."""
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
