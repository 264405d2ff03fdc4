"""The rules of the checklist. Each returns a sentence on what is missing, or "" if nothing is."""

from __future__ import annotations

import re

from change_requests.checklist.patterns import STOPPING, TOO_BIG, TOO_MUCH, UNFREE, VAGUE
from change_requests.checklist.text import ParsedWish
from change_requests.schedules import (
    WEEK_LABELS,
    WEEKDAYS,
    GiftFrequency,
    GiftSchedule,
    ScheduleChoice,
    describe_frequency,
    describe_schedule,
)
from change_requests.stated_schedules import (
    DAYS_OF_SPANS,
    TIMES_A_WEEK,
    count_first,
    stated_frequency,
    stated_weekdays,
    stated_weeks,
)
from core.text_matching import NormalizedText, Translate
from dialogues.protocol.types import gettext_noop as _

DATE = re.compile(r"\b\d{1,2}\.\d{1,2}\.|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{4}-\d\d-\d\d\b")
MAX_DAYS = 7 * max(WEEK_LABELS)  # days
RATES = [name for name, _factor in (*TIMES_A_WEEK, *DAYS_OF_SPANS)] + ["frequency.every_weeks"]
LIMITS = (("limits.hours", 5), ("limits.minutes", 300), ("limits.times_a_day", 5))


def specific(wish: ParsedWish) -> str:
    """It can be pictured, and nothing in it is vague."""
    vague = wish.first_advice(VAGUE, wish.requests)
    if vague or is_concrete(wish.text):
        return vague
    return wish.translate(
        _("What would you see or hear? A time, a place or a thing makes it easy to picture.")
    )


def is_concrete(text: NormalizedText) -> bool:
    """Whether a time, a place, a thing or an amount is named."""
    placed = text.without("not_where")
    return placed.has("when", "where", "things", *WEEKDAYS) or has_amount(text)


def has_amount(text: NormalizedText) -> bool:
    """Whether there is a number besides those of times a week and of weeks."""
    return text.without(*RATES).without("not_amounts").has("amounts")


def positive(wish: ParsedWish) -> str:
    """It says what should be there, not what should stop."""
    return wish.first_advice(STOPPING, wish.requests)


def measurable(wish: ParsedWish) -> str:
    """The chosen schedule counts how often, so only what lasts, or can't be pictured, needs a number."""
    text = wish.text
    is_counted = has_amount(text) or text.without("not_amounts").has("repeated")
    if is_counted or stated_frequency(text.without("frequency.always")):
        return ""
    if text.has("lasting"):
        return wish.translate(_("How long would it take, or how many? Even ten minutes can be a gift."))
    if wish.schedule and not specific(wish):
        return ""
    return wish.translate(_("What could you count: minutes, times, one of something?"))


def duration_note(wish: ParsedWish) -> str:
    """A note if something lasts and no duration is named."""
    if not wish.text.has("lasting") or has_amount(wish.text):
        return ""
    return wish.translate(
        _("If you know how long it would take, say that, too. It makes it easier to say yes.")
    )


def time_limited(wish: ParsedWish) -> str:
    """The chosen schedule has an end, so the words only mustn't name another."""
    text, translate = wish.text, wish.translate
    endless = text.first("endless")
    if endless:
        advice = _(
            "“{words}” is a long time. Four weeks let you both find out how it feels, and you can ask again."
        )
        return wish.quote(advice, endless)
    if count_first(text.without("duration.not_duration"), DAYS_OF_SPANS) > MAX_DAYS:
        return translate(_("Four weeks is the longest here. A short time is easier to promise, and to keep."))
    if wish.schedule:
        return contradiction(text, wish.schedule, translate)
    if has_end(wish) or stated_weeks(text):
        return ""
    return translate(_("For how many weeks, or on which day? An end makes it easier to say yes."))


def has_end(wish: ParsedWish) -> bool:
    """Whether it is for a single time, or until a day."""
    is_single = stated_frequency(wish.text) is GiftFrequency.ONCE
    return is_single or wish.text.has("dates") or bool(DATE.search(wish.words))


def contradiction(text: NormalizedText, schedule: GiftSchedule, translate: Translate) -> str:
    """A question if the words state another schedule than the chosen one."""
    stated = stated_parts(text)
    is_single = GiftFrequency.ONCE in (stated.often, schedule.often)
    spans_agree = is_single or stated.weeks in (None, schedule.weeks)
    days_agree = () in (stated.on, schedule.on) or stated.on == schedule.on
    if spans_agree and days_agree and stated.often in (None, schedule.often):
        return ""
    question = _("Your words say “{words}”, but you picked “{choice}”. Which one do you mean?")
    return translate(question).format(
        words=describe_stated(stated, translate), choice=describe_schedule(schedule, translate)
    )


def stated_parts(text: NormalizedText) -> ScheduleChoice:
    """The parts of a schedule that the words state."""
    often = stated_frequency(text)
    return ScheduleChoice(often, stated_weeks(text) or None, stated_weekdays(text, often) if often else ())


def describe_stated(stated: ScheduleChoice, translate: Translate) -> str:
    """A schedule in words of which only a part may be stated."""
    if stated.often and stated.weeks:
        return describe_schedule(GiftSchedule(stated.often, stated.weeks, stated.on), translate)
    if stated.often:
        return describe_frequency(stated.often, stated.on, translate)
    return translate(WEEK_LABELS[stated.weeks][1]) if stated.weeks else ""


def doable(wish: ParsedWish) -> str:
    """It is small enough for a gift, and something a person can do."""
    text = wish.text.without("not_limits")
    over = (text.first(terms) for terms, most in LIMITS if text.number(terms) > most)
    too_much = next(over, "") or unbounded_term(wish.text)
    return wish.first_advice(TOO_BIG, wish.requests) or (wish.quote(TOO_MUCH, too_much) if too_much else "")


def unbounded_term(text: NormalizedText) -> str:
    """The "always" of something that goes on for a while, at no time or place; "" without one."""
    if is_concrete(text) or not text.has("lasting"):
        return ""
    return text.without("not_absolutes").first("frequency.always")


def gift(wish: ParsedWish) -> str:
    """It takes no freedom and asks for nothing back. Reasons count too."""
    return wish.first_advice(UNFREE, wish.sentences)
