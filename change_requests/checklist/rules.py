"""The rules of the checklist. Each returns a sentence on what is missing, or "" if nothing is."""

from __future__ import annotations

import re

from change_requests.checklist.patterns import STOPPING, TOO_BIG, TOO_MUCH, UNFREE, VAGUE
from change_requests.checklist.text import ParsedWish
from change_requests.schedules import (
    DAYS_OF_SPANS,
    FREQUENCY_LABELS,
    TIMES_A_WEEK,
    WEEK_LABELS,
    WEEKDAYS,
    GiftFrequency,
    GiftSchedule,
    count_first,
    describe_schedule,
    stated_frequency,
    stated_weeks,
)
from core.text_matching import NormalizedText, Translate
from dialogues.protocol.types import gettext_noop as _

DATE = re.compile(r"\b\d{1,2}\.\d{1,2}\.|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{4}-\d\d-\d\d\b")
MAX_DAYS = 7 * max(WEEK_LABELS)  # days
RATES = [name for name, _much in (*TIMES_A_WEEK, *DAYS_OF_SPANS)]
LIMITS = (("limits.hours", 5), ("limits.minutes", 300), ("limits.times_a_day", 5))


def specific(wish: ParsedWish) -> str:
    """It can be pictured, and nothing in it is vague."""
    vague = wish.first_advice(VAGUE, wish.requests)
    if vague or is_concrete(wish.text):
        return vague
    return wish.translate(_("What would one see or hear? A time, a place or a thing makes a picture of it."))


def is_concrete(text: NormalizedText) -> bool:
    """Whether a time, a place, a thing or an amount is named."""
    there = text.without("not_where")
    return there.has("when", "where", "things", *WEEKDAYS) or has_amount(text)


def has_amount(text: NormalizedText) -> bool:
    """Whether there is a number besides those of times a week and of weeks."""
    return text.without(*RATES).without("not_amounts").has("amounts")


def positive(wish: ParsedWish) -> str:
    """It says what should be there, not what should stop."""
    return wish.first_advice(STOPPING, wish.requests)


def measurable(wish: ParsedWish) -> str:
    """The chosen schedule counts how often, so only what lasts, or can't be pictured, needs a number."""
    text = wish.text
    if has_amount(text) or text.without("not_amounts").has("repeated") or stated_frequency(text):
        return ""
    if text.has("lasting"):
        return wish.translate(_("How long would it be, or how many? Even ten minutes can be a gift."))
    if wish.schedule and not specific(wish):
        return ""
    return wish.translate(_("What could one count in it: minutes, times, one of something?"))


def duration_note(wish: ParsedWish) -> str:
    """A note if something lasts and no duration is named."""
    if not wish.text.has("lasting") or has_amount(wish.text):
        return ""
    return wish.translate(_("If you know how long it would be, say that too. It makes a yes easier."))


def time_limited(wish: ParsedWish) -> str:
    """The chosen schedule has an end, so the words only mustn't name another."""
    text, translate = wish.text, wish.translate
    endless = text.first("endless")
    if endless:
        long = _("“{words}” is long. Four weeks let you both find out how it feels, and you can ask again.")
        return wish.quote(long, endless)
    if count_first(text.without("duration.not_duration"), DAYS_OF_SPANS) > MAX_DAYS:
        return translate(
            _("Four weeks are the longest here. A short time is easier to promise, and to keep.")
        )
    if wish.schedule:
        return contradiction(text, wish.schedule, translate)
    if has_end(wish) or stated_weeks(text):
        return ""
    return translate(_("For how many weeks, or on which day? An end makes it easy to say yes."))


def has_end(wish: ParsedWish) -> bool:
    """Whether it is for a single time, or until a day."""
    once = stated_frequency(wish.text) is GiftFrequency.ONCE
    return once or wish.text.has("dates") or bool(DATE.search(wish.words))


def contradiction(text: NormalizedText, schedule: GiftSchedule, translate: Translate) -> str:
    """A question if the words state another schedule than the chosen one."""
    often, weeks = stated_frequency(text), stated_weeks(text)
    same_weeks = weeks in (0, schedule.weeks) or GiftFrequency.ONCE in (often, schedule.often)
    if often in (None, schedule.often) and same_weeks:
        return ""
    both = _("Your words say “{words}”, the choice beside it says “{choice}”. Which one do you mean?")
    return translate(both).format(
        words=describe_stated(often, weeks, translate), choice=describe_schedule(schedule, translate)
    )


def describe_stated(often: GiftFrequency | None, weeks: int, translate: Translate) -> str:
    """A schedule in words of which only a part may be stated."""
    if often and weeks:
        return describe_schedule(GiftSchedule(often, weeks), translate)
    return translate(FREQUENCY_LABELS[often] if often else WEEK_LABELS[weeks][1])


def doable(wish: ParsedWish) -> str:
    """It is small enough for a gift, and something a person can do."""
    text = wish.text.without("not_limits")
    over = (text.first(terms) for terms, most in LIMITS if text.number(terms) > most)
    return wish.first_advice(TOO_BIG, wish.requests) or next(
        (wish.quote(TOO_MUCH, term) for term in over), ""
    )


def gift(wish: ParsedWish) -> str:
    """It takes no freedom and asks for nothing back. Reasons count too."""
    return wish.first_advice(UNFREE, wish.sentences)
