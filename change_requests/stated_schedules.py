"""Reads a gift's schedule from someone's words: how often, on which weekdays, for how long."""

from __future__ import annotations

from collections.abc import Sequence

from change_requests.schedules import (
    MINIMAL_SCHEDULE,
    NOTHING_CHOSEN,
    WEEK_LABELS,
    WEEKDAYS,
    WORKDAYS,
    GiftFrequency,
    GiftSchedule,
    ScheduleChoice,
    describe_schedule,
    fits_weekdays,
    frequency_of_times,
    without_whole_week,
)
from core.text_matching import NormalizedText, Translate, normalize
from core.vocabularies import active_vocabulary

MAX_EXCEPTION_DISTANCE = 4  # words
SATURDAY = 5
# Lists of terms with the times a week, or the days, that one of each stands for. The first list that occurs counts.
TIMES_A_WEEK = (
    ("frequency.times_a_week", 1),
    ("frequency.twice_a_week", 2),
    ("frequency.thrice_a_week", 3),
    ("frequency.daily", 7),
    ("frequency.weekly", 1),
)
VAGUE_TIMES_A_WEEK = (  # unless two days are named
    ("frequency.each_week", 1),
    ("frequency.most_days", 7),
    ("frequency.always", 7),
)
DAYS_OF_SPANS = (
    ("duration.weeks", 7),
    ("duration.days", 1),
    ("duration.months", 28),
    ("duration.few_weeks", 21),
    ("duration.fortnight", 14),
    ("duration.one_week", 7),
)


def normalize_wish(words: str) -> NormalizedText:
    """The words of a wish, with numbers as digits and the vocabulary of the active language."""
    return normalize(words, active_vocabulary("change_requests"))


def resolve_schedule(
    words: str, choice: ScheduleChoice = NOTHING_CHOSEN, otherwise: GiftSchedule = MINIMAL_SCHEDULE
) -> GiftSchedule:
    """The schedule of a wish: what was chosen, else what its words state, else `otherwise`."""
    known = known_schedule(words, choice)
    often = known.often or otherwise.often
    weeks = 1 if often is GiftFrequency.ONCE else known.weeks or otherwise.weeks
    return GiftSchedule(often, weeks, weekdays_of(scheduling_text(words), choice, often))


def known_schedule(words: str, choice: ScheduleChoice = NOTHING_CHOSEN) -> ScheduleChoice:
    """What was chosen of a schedule or is stated by the words. Weekdays count over a number of times."""
    text = scheduling_text(words)
    often = choice.often or stated_frequency(text)
    if not fits_weekdays(often, choice.on):
        often = frequency_of_times(len(choice.on))
    weeks = 1 if often is GiftFrequency.ONCE else choice.weeks or stated_weeks(text) or None
    return ScheduleChoice(often, weeks, weekdays_of(text, choice, often) if often else ())


def weekdays_of(text: NormalizedText, choice: ScheduleChoice, often: GiftFrequency) -> tuple[int, ...]:
    """The weekdays that were chosen or are named; none if it's every day of the week."""
    return without_whole_week(often, choice.on or stated_weekdays(text, often))


def scheduling_text(words: str) -> NormalizedText:
    """The last line that states a whole schedule, as one added by `with_schedule` does; else all the words."""
    lines = (normalize_wish(line) for line in reversed(words.splitlines()))
    return next((line for line in lines if states_complete_schedule(line)), normalize_wish(words))


def states_complete_schedule(text: NormalizedText) -> bool:
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
    return states_complete_schedule(scheduling_text(words)) and resolve_schedule(words) == schedule


def stated_frequency(text: NormalizedText) -> GiftFrequency | None:
    """How often, by the words alone; None if they don't say."""
    if states_fortnight(text):
        return GiftFrequency.FORTNIGHTLY
    days = len(find_weekdays(text.without("day_groups.or")))
    vague = text.without("not_absolutes")
    times = count_first(text, TIMES_A_WEEK) or (days if days > 1 else count_first(vague, VAGUE_TIMES_A_WEEK))
    if times:
        return frequency_of_times(times)
    return GiftFrequency.ONCE if text.without("frequency.not_once").has("frequency.once") else None


def states_fortnight(text: NormalizedText) -> bool:
    """Whether it is for every other week."""
    if text.has("frequency.once_a_month"):
        return False
    return text.has("frequency.fortnightly") or text.number("frequency.every_weeks") == 2


def stated_weekdays(text: NormalizedText, often: GiftFrequency) -> tuple[int, ...]:
    """The weekdays named, if they are as many as the frequency asks for and none is an alternative."""
    days = find_weekdays(text)
    if not days and often is GiftFrequency.DAILY and (excluded := excluded_weekdays(text)):
        days = tuple(day for day in range(7) if day not in excluded)
    return days if fits_weekdays(often, days) and not text.has("day_groups.or") else ()


def find_weekdays(text: NormalizedText) -> tuple[int, ...]:
    """The weekdays named, without those excluded; all of a range."""
    if text.has("day_groups.workdays"):
        return WORKDAYS
    excluded = excluded_weekdays(text)
    days = tuple(day for day, names in enumerate(WEEKDAYS) if text.has(names) and day not in excluded)
    if not days and text.has("day_groups.weekend") and not excluded:
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
        if text.has_sequence("day_groups.except", (names, MAX_EXCEPTION_DISTANCE))
    }


def stated_weeks(text: NormalizedText) -> int:
    """For how many weeks, rounded up, at most the longest choice; 0 if the words don't say."""
    return min(-(-count_first(text.without("duration.not_duration"), DAYS_OF_SPANS) // 7), max(WEEK_LABELS))


def count_first(text: NormalizedText, table: Sequence[tuple[str, int]]) -> int:
    """The number found with the first list that occurs, times what one of it stands for; 0 if none occurs."""
    return next((text.number(terms) * factor for terms, factor in table if text.has(terms)), 0)
