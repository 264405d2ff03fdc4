"""How often a gift is given and for how long: chosen in a form, read from someone's words, in words, and as days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.text_matching import NormalizedText, Translate, normalize
from core.vocabularies import active_vocabulary
from dialogues.protocol.types import gettext_noop as _


class GiftFrequency(StrEnum):
    """How often in a week; the values are stored."""

    ONCE = "once"
    WEEKLY = "weekly"
    TWICE_WEEKLY = "twice_weekly"
    THRICE_WEEKLY = "thrice_weekly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class GiftSchedule:
    """How often, for how many weeks (1 to 4), and on which weekdays if any are named (0 is Monday).

    The names of the fields are stored.
    """

    often: GiftFrequency = GiftFrequency.WEEKLY
    weeks: int = 4
    on: tuple[int, ...] = ()


FREQUENCY_LABELS = {
    GiftFrequency.ONCE: _("Once"),
    GiftFrequency.WEEKLY: _("Once a week"),
    GiftFrequency.TWICE_WEEKLY: _("Twice a week"),
    GiftFrequency.THRICE_WEEKLY: _("Three times a week"),
    GiftFrequency.DAILY: _("Each day"),
}
WEEK_LABELS = {
    1: (_("For one week"), _("for one week")),
    2: (_("For two weeks"), _("for two weeks")),
    3: (_("For three weeks"), _("for three weeks")),
    4: (_("For four weeks"), _("for four weeks")),
}
MINIMAL_SCHEDULE = GiftSchedule(GiftFrequency.ONCE, 1)  # if nothing says more
EXCEPTION_WITHIN = 4  # words
SATURDAY = 5
DEFAULT_OFFSETS = {  # days after the first, in each week
    GiftFrequency.ONCE: (0,),
    GiftFrequency.WEEKLY: (0,),
    GiftFrequency.TWICE_WEEKLY: (0, 3),
    GiftFrequency.THRICE_WEEKLY: (0, 2, 4),
    GiftFrequency.DAILY: tuple(range(7)),
}
WEEKDAYS = (
    "days.monday",
    "days.tuesday",
    "days.wednesday",
    "days.thursday",
    "days.friday",
    "days.saturday",
    "days.sunday",
)
# Lists of terms with the times a week, or the days, that one of each stands for. The first list that occurs counts.
TIMES_A_WEEK = (
    ("frequency.times_a_week", 1),
    ("frequency.twice_a_week", 2),
    ("frequency.thrice_a_week", 3),
    ("frequency.daily", 7),
    ("frequency.weekly", 1),
)
VAGUE_TIMES_A_WEEK = (("frequency.each_week", 1), ("frequency.most_days", 7))  # unless two days are named
DAYS_OF_SPANS = (
    ("duration.weeks", 7),
    ("duration.days", 1),
    ("duration.months", 28),
    ("duration.few_weeks", 21),
    ("duration.fortnight", 14),
    ("duration.one_week", 7),
)
FREQUENCY_BY_TIMES = {
    1: GiftFrequency.WEEKLY,
    2: GiftFrequency.TWICE_WEEKLY,
    3: GiftFrequency.THRICE_WEEKLY,
    4: GiftFrequency.THRICE_WEEKLY,
}


def normalize_wish(words: str) -> NormalizedText:
    """The words of a wish, with numbers as digits and the vocabulary of the active language."""
    return normalize(words, active_vocabulary("change_requests"))


def form_choices(translate: Translate = str) -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """Choices of a form: frequencies, and numbers of weeks."""
    often = [(one.value, translate(label)) for one, label in FREQUENCY_LABELS.items()]
    return often, [(number, translate(label)) for number, (label, _inner) in WEEK_LABELS.items()]


def describe_schedule(schedule: GiftSchedule, translate: Translate = str) -> str:
    """A schedule in words, as `resolve_schedule` reads it back."""
    often, days = translate(FREQUENCY_LABELS[schedule.often]), describe_weekdays(schedule.on, translate)
    if schedule.often is GiftFrequency.ONCE:
        return translate(_("Once, on {day}")).format(day=days) if days else often
    if days:
        often = translate(_("Each {days}")).format(days=days)
    return translate(_("{often}, {weeks}")).format(
        often=often, weeks=translate(WEEK_LABELS[schedule.weeks][1])
    )


def describe_weekdays(on: Sequence[int], translate: Translate) -> str:
    """Weekdays by name, with "and" before the last."""
    if tuple(on) == tuple(range(5)):
        return translate(_("weekday"))
    vocabulary = active_vocabulary("change_requests")
    *others, last = [vocabulary.label(WEEKDAYS[day]) for day in on] or [""]
    return translate(_("{days} and {day}")).format(days=", ".join(others), day=last) if others else last


def resolve_schedule(
    words: str, often: GiftFrequency | None, weeks: int | None, otherwise: GiftSchedule = MINIMAL_SCHEDULE
) -> GiftSchedule:
    """The schedule of a wish: what was chosen, else what its words state, else the least."""
    text = scheduling_text(words)
    often = often or stated_frequency(text) or otherwise.often
    span = 1 if often is GiftFrequency.ONCE else weeks or stated_weeks(text) or otherwise.weeks
    return GiftSchedule(often, span, stated_weekdays(text, often))


def scheduling_text(words: str) -> NormalizedText:
    """The last line that states a whole schedule, as one added by `with_schedule` does; else all the words."""
    lines = (normalize_wish(line) for line in reversed(words.splitlines()))
    return next((line for line in lines if states_whole_schedule(line)), normalize_wish(words))


def states_whole_schedule(text: NormalizedText) -> bool:
    """Whether words say how often and, unless it is once, for how long."""
    often = stated_frequency(text)
    return often is GiftFrequency.ONCE or (often is not None and stated_weeks(text) > 0)


def with_schedule(words: str, schedule: GiftSchedule, translate: Translate = str) -> str:
    """The words, with the schedule in a line below unless they state it themselves."""
    if states_schedule(words, schedule):
        return words
    return f"{words.rstrip()}\n{describe_schedule(schedule, translate)}."


def states_schedule(words: str, schedule: GiftSchedule) -> bool:
    """Whether the words alone state this whole schedule."""
    return states_whole_schedule(scheduling_text(words)) and resolve_schedule(words, None, None) == schedule


def stated_frequency(text: NormalizedText) -> GiftFrequency | None:
    """How often, by the words alone; None if they don't say."""
    days = len(find_weekdays(text.without("day_groups.or")))
    times = count_first(text, TIMES_A_WEEK) or (days if days > 1 else count_first(text, VAGUE_TIMES_A_WEEK))
    if times:
        return FREQUENCY_BY_TIMES.get(times, GiftFrequency.DAILY)
    return GiftFrequency.ONCE if text.without("frequency.not_once").has("frequency.once") else None


def stated_weekdays(text: NormalizedText, often: GiftFrequency) -> tuple[int, ...]:
    """The weekdays named, if they are as many as the frequency asks for and none is an alternative."""
    days = find_weekdays(text)
    if not days and often is GiftFrequency.DAILY and (left_out := excluded_weekdays(text)):
        days = tuple(day for day in range(7) if day not in left_out)
    fits = (
        len(days) == 1
        if often is GiftFrequency.ONCE
        else FREQUENCY_BY_TIMES.get(len(days), GiftFrequency.DAILY) is often
    )
    return days if days and fits and not text.has("day_groups.or") else ()


def find_weekdays(text: NormalizedText) -> tuple[int, ...]:
    """The weekdays named, without those excluded; all of a range."""
    if text.has("day_groups.workdays"):
        return tuple(range(5))
    left_out = excluded_weekdays(text)
    days = tuple(day for day, names in enumerate(WEEKDAYS) if text.has(names) and day not in left_out)
    if not days and text.has("day_groups.weekend") and not left_out:
        return (SATURDAY,)
    if len(days) == 2 and text.has_sequence(
        WEEKDAYS[days[0]], ("day_groups.range", 1), (WEEKDAYS[days[1]], 1)
    ):
        return tuple(range(days[0], days[1] + 1))
    return days


def excluded_weekdays(text: NormalizedText) -> set[int]:
    """Weekdays named as exceptions."""
    if not text.has("day_groups.except"):
        return set()
    return {
        day
        for day, names in enumerate(WEEKDAYS)
        if text.has_sequence("day_groups.except", (names, EXCEPTION_WITHIN))
    }


def stated_weeks(text: NormalizedText) -> int:
    """For how many weeks, rounded up, at most the longest choice; 0 if the words don't say."""
    return min(-(-count_first(text.without("duration.not_duration"), DAYS_OF_SPANS) // 7), max(WEEK_LABELS))


def count_first(text: NormalizedText, table: Sequence[tuple[str, int]]) -> int:
    """The number found with the first list that occurs, times what one of it stands for; 0 if none occurs."""
    return next((text.number(terms) * much for terms, much in table if text.has(terms)), 0)


def due_days(schedule: GiftSchedule, begins: date) -> list[date]:
    """The days on which a gift is due."""
    days = schedule.on or DEFAULT_OFFSETS[schedule.often]
    first = begins.weekday() if schedule.on else 0
    offsets = sorted((day - first) % 7 for day in days)
    if schedule.often is GiftFrequency.ONCE:
        return [begins + timedelta(offsets[0])]
    return [begins + timedelta(7 * week + day) for week in range(schedule.weeks) for day in offsets]


def last_day(schedule: GiftSchedule, begins: date) -> date:
    """The last day of the schedule. A single gift has a week's grace."""
    weeks = 1 if schedule.often is GiftFrequency.ONCE else schedule.weeks
    return begins + timedelta(7 * weeks - 1)
