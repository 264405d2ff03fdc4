"""What each rule of the checklist looks for: it says what is missing, or nothing."""

from __future__ import annotations

import re

from change_requests.checklist.patterns import BIG, STOPS, TOO_MUCH, UNSAFE, VAGUE
from change_requests.checklist.text import Heard
from change_requests.schedules import (
    DAYS,
    OFTEN,
    SPANS,
    TIMES,
    WEEKS,
    Frame,
    Often,
    counted,
    in_words,
    said_often,
    said_weeks,
)
from core.text_matching import NormalizedText, Translate
from dialogues.protocol.types import gettext_noop as _

DATE = re.compile(r"\b\d{1,2}\.\d{1,2}\.|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{4}-\d\d-\d\d\b")
LONGEST = 7 * max(WEEKS)  # days
RATES = [name for name, _much in (*TIMES, *SPANS)]
LIMITS = (("limits.hours", 5), ("limits.minutes", 300), ("limits.times_a_day", 5))


def specific(wish: Heard) -> str:
    vague = wish.snag(VAGUE, wish.asked)
    if vague or pictured(wish.said):
        return vague
    return wish.translate(_("What would one see or hear? A time, a place or a thing makes a picture of it."))


def pictured(said: NormalizedText) -> bool:
    there = said.without("not_where")
    return there.has("when", "where", "things", *DAYS) or amount(said)


def amount(said: NormalizedText) -> bool:
    """Whether a number is said beside those of times a week and of weeks."""
    return said.without(*RATES).without("not_amounts").has("amounts")


def positive(wish: Heard) -> str:
    return wish.snag(STOPS, wish.asked)


def measurable(wish: Heard) -> str:
    """What is chosen counts how often. So only what goes on for a while, or cannot be pictured, needs a number."""
    said = wish.said
    if amount(said) or said.without("not_amounts").has("repeated") or said_often(said):
        return ""
    if said.has("lasting"):
        return wish.translate(_("How long would it be, or how many? Even ten minutes can be a gift."))
    if wish.frame and not specific(wish):
        return ""
    return wish.translate(_("What could one count in it: minutes, times, one of something?"))


def how_long(wish: Heard) -> str:
    if not wish.said.has("lasting") or amount(wish.said):
        return ""
    return wish.translate(_("If you know how long it would be, say that too. It makes a yes easier."))


def time_limited(wish: Heard) -> str:
    """What is chosen has an end; so the words must only not say another."""
    said, translate = wish.said, wish.translate
    endless = said.first("endless")
    if endless:
        long = _("“{words}” is long. Four weeks let you both find out how it feels, and you can ask again.")
        return wish.of(long, endless)
    if counted(said.without("duration.not_duration"), SPANS) > LONGEST:
        return translate(
            _("Four weeks are the longest here. A short time is easier to promise, and to keep.")
        )
    if wish.frame:
        return contradiction(said, wish.frame, translate)
    if dated(wish) or said_weeks(said):
        return ""
    return translate(_("For how many weeks, or on which day? An end makes it easy to say yes."))


def dated(wish: Heard) -> bool:
    """Whether it is for a single time, or until a day that is named."""
    once = said_often(wish.said) is Often.ONCE
    return once or wish.said.has("dates") or bool(DATE.search(wish.words))


def contradiction(said: NormalizedText, frame: Frame, translate: Translate) -> str:
    often, weeks = said_often(said), said_weeks(said)
    same_weeks = weeks in (0, frame.weeks) or Often.ONCE in (often, frame.often)
    if often in (None, frame.often) and same_weeks:
        return ""
    both = _("Your words say “{words}”, the choice beside it says “{choice}”. Which one do you mean?")
    return translate(both).format(words=spoken(often, weeks, translate), choice=in_words(frame, translate))


def spoken(often: Often | None, weeks: int, translate: Translate) -> str:
    """A frame of which only a part may be named."""
    if often and weeks:
        return in_words(Frame(often, weeks), translate)
    return translate(OFTEN[often] if often else WEEKS[weeks][1])


def doable(wish: Heard) -> str:
    said = wish.said.without("not_limits")
    over = (said.first(terms) for terms, most in LIMITS if said.number(terms) > most)
    return wish.snag(BIG, wish.asked) or next((wish.of(TOO_MUCH, term) for term in over), "")


def gift(wish: Heard) -> str:
    return wish.snag(UNSAFE, wish.sentences)
