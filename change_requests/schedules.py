"""How often a gift is given and for how long: the choices of a form, in words, and as days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.text_matching import Translate
from core.vocabularies import active_vocabulary
from dialogues.protocol.types import gettext_noop as _


class GiftFrequency(StrEnum):
    """How often; the values are stored."""

    ONCE = "once"
    FORTNIGHTLY = "fortnightly"
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


@dataclass(frozen=True, slots=True)
class ScheduleChoice:
    """What was chosen of a schedule, or is known of it. Any part may be missing."""

    often: GiftFrequency | None = None
    weeks: int | None = None
    on: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.often or self.weeks or self.on)

    @property
    def is_complete(self) -> bool:
        """Whether it says how often and for how long."""
        return bool(self.often and self.weeks)


NOTHING_CHOSEN = ScheduleChoice()
MINIMAL_SCHEDULE = GiftSchedule(GiftFrequency.ONCE, 1)  # if nothing says more
FREQUENCY_LABELS = {
    GiftFrequency.ONCE: _("Once"),
    GiftFrequency.FORTNIGHTLY: _("Every other week"),
    GiftFrequency.WEEKLY: _("Once a week"),
    GiftFrequency.TWICE_WEEKLY: _("Twice a week"),
    GiftFrequency.THRICE_WEEKLY: _("Three times a week"),
    GiftFrequency.DAILY: _("Every day"),
}
WEEK_LABELS = {
    1: (_("For one week"), _("for one week")),
    2: (_("For two weeks"), _("for two weeks")),
    3: (_("For three weeks"), _("for three weeks")),
    4: (_("For four weeks"), _("for four weeks")),
}
WEEK_CHOICES = {1: _("1 week"), 2: _("2 weeks"), 3: _("3 weeks"), 4: _("4 weeks")}
WEEKDAYS = (
    "days.monday",
    "days.tuesday",
    "days.wednesday",
    "days.thursday",
    "days.friday",
    "days.saturday",
    "days.sunday",
)
WORKDAYS = tuple(range(5))
DEFAULT_OFFSETS = {  # days after the first, in each week that has any
    GiftFrequency.ONCE: (0,),
    GiftFrequency.FORTNIGHTLY: (0,),
    GiftFrequency.WEEKLY: (0,),
    GiftFrequency.TWICE_WEEKLY: (0, 3),
    GiftFrequency.THRICE_WEEKLY: (0, 2, 4),
    GiftFrequency.DAILY: tuple(range(7)),
}
FREQUENCY_BY_TIMES = {
    1: GiftFrequency.WEEKLY,
    2: GiftFrequency.TWICE_WEEKLY,
    3: GiftFrequency.THRICE_WEEKLY,
    4: GiftFrequency.THRICE_WEEKLY,
}


def frequency_of_times(times: int) -> GiftFrequency:
    """The frequency of so many times, or days, a week."""
    return FREQUENCY_BY_TIMES.get(times, GiftFrequency.DAILY)


def fits_weekdays(often: GiftFrequency | None, on: Sequence[int]) -> bool:
    """Whether a frequency goes with these weekdays: it asks for as many, or for any number every other week."""
    if not on or often is GiftFrequency.FORTNIGHTLY:
        return True
    return len(on) == 1 if often is GiftFrequency.ONCE else frequency_of_times(len(on)) is often


def without_whole_week(often: GiftFrequency, on: Sequence[int]) -> tuple[int, ...]:
    """The weekdays, none if they are all seven of each week."""
    return () if often is GiftFrequency.DAILY and len(on) == len(WEEKDAYS) else tuple(on)


def form_choices(translate: Translate = str) -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """Choices of a form: frequencies, and numbers of weeks."""
    often = [(frequency.value, translate(label)) for frequency, label in FREQUENCY_LABELS.items()]
    return often, [(number, translate(label)) for number, label in WEEK_CHOICES.items()]


def describe_schedule(schedule: GiftSchedule, translate: Translate = str) -> str:
    """A schedule in words, as `resolve_schedule` reads it back."""
    often = describe_frequency(schedule.often, schedule.on, translate)
    if schedule.often is GiftFrequency.ONCE:
        return often
    return translate(_("{often}, {weeks}")).format(
        often=often, weeks=translate(WEEK_LABELS[schedule.weeks][1])
    )


def describe_frequency(often: GiftFrequency, on: Sequence[int], translate: Translate = str) -> str:
    """How often in words, with the weekdays if any are named."""
    if not on:
        return translate(FREQUENCY_LABELS[often])
    days = describe_weekdays(on, translate)
    if often is GiftFrequency.ONCE:
        return translate(_("Once, on {day}")).format(day=days)
    if often is GiftFrequency.FORTNIGHTLY and len(on) > 1:
        return translate(_("Every other week on {days}")).format(days=days)
    if often is GiftFrequency.FORTNIGHTLY:
        return translate(_("Every other {day}")).format(day=days)
    if tuple(on) == WORKDAYS:
        return translate(_("Every weekday"))
    return translate(_("Every {days}")).format(days=days)


def describe_weekdays(on: Sequence[int], translate: Translate) -> str:
    """Weekdays by name, with "and" before the last."""
    vocabulary = active_vocabulary("change_requests")
    *others, last = [vocabulary.label(WEEKDAYS[day]) for day in on]
    return translate(_("{days} and {day}")).format(days=", ".join(others), day=last) if others else last


def due_days(schedule: GiftSchedule, begins: date) -> list[date]:
    """The days on which a gift is due. Weeks are counted from the first day."""
    days = schedule.on or DEFAULT_OFFSETS[schedule.often]
    first = begins.weekday() if schedule.on else 0
    offsets = sorted((day - first) % 7 for day in days)
    if schedule.often is GiftFrequency.ONCE:
        return [begins + timedelta(offsets[0])]
    step = 2 if schedule.often is GiftFrequency.FORTNIGHTLY else 1
    return [begins + timedelta(7 * week + day) for week in range(0, schedule.weeks, step) for day in offsets]


def last_day(schedule: GiftSchedule, begins: date) -> date:
    """The last day of the schedule. A single gift has a week's grace."""
    weeks = 1 if schedule.often is GiftFrequency.ONCE else schedule.weeks
    return begins + timedelta(7 * weeks - 1)
