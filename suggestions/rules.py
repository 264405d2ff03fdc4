"""What fits after a dialogue: rules in plain Python, of which the first that fits is used.

None fits late at night, nor for whoever was in a dialogue that one of the two stopped: it may have been too much.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from core.timezones import is_late
from dialogues.protocol.types import gettext_noop as _

HARD_KINDS = ("intentional", "change_request", "closing_exit")


@dataclass(frozen=True, slots=True)
class EndedDialogue:
    """A dialogue that was begun and has just ended, as one of the two looks back at it."""

    kind: str
    is_finished: bool  # not stopped
    is_whole: bool  # both have been heard
    finished_kinds: Collection[str]  # that the couple has ever gone through, this one included
    week_kinds: Collection[str]  # finished in the last seven days
    hour: int  # on this partner's clock


@dataclass(frozen=True)
class Rule:
    """One thing to do next. `{partner}` is a first name, `url_name` the page that the link opens, with a kind of
    dialogue or without."""

    name: str  # stored once someone turns it off, so it never changes
    title: str  # in the list of what can be turned off
    sentence: str
    link: str
    url_name: str
    fits: Callable[[EndedDialogue], bool]
    kind: str = ""


RULES = (
    Rule(
        "request_after_frustration",
        _("Making a request after you've talked something through"),
        _("Is there something you'd love {partner} to do? You can ask for it, in three small wishes."),
        _("Make a request"),
        "change_requests:new",
        lambda ended: ended.kind == "intentional" and ended.is_whole,
    ),
    Rule(
        "appreciation_after_hard",
        _("An appreciation after a hard topic"),
        _("Tomorrow, you could tell {partner} one thing you appreciate about them."),
        _("Plan an appreciation"),
        "dialogues:new",
        lambda ended: ended.kind in HARD_KINDS,
        kind="appreciation",
    ),
    Rule(
        "talk_after_appreciation",
        _("Talking something through, after an appreciation"),
        _("Next time, you could talk something through. Start with something small."),
        _("See how it works"),
        "how",
        lambda ended: (
            ended.kind == "appreciation" and ended.is_whole and "intentional" not in ended.finished_kinds
        ),
    ),
    Rule(
        "praise_once_a_week",
        _("A shower of praise, once a week, after three good things"),
        _("Sometime this week, you could tell {partner} everything you love about them, out loud."),
        _("Plan a shower of praise"),
        "dialogues:new",
        lambda ended: ended.kind == "daily" and ended.is_whole and "flooding" not in ended.week_kinds,
        kind="flooding",
    ),
)


def choose_rule(ended: EndedDialogue, turned_off: Collection[str]) -> Rule | None:
    """Return the first rule that fits and isn't turned off."""
    if not ended.is_finished or is_late(ended.hour):
        return None
    return next((rule for rule in RULES if rule.name not in turned_off and rule.fits(ended)), None)
