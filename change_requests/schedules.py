"""How often a gift is given and for how long: as a choice, in words, as days; and what somebody's words say of it.

Words are looked up in the vocabulary of the active language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.text_matching import NormalizedText, Translate, normalize
from core.vocabularies import active_vocabulary
from dialogues.protocol.types import gettext_noop as _


class Often(StrEnum):
    ONCE = "once"
    WEEKLY = "weekly"
    TWICE_WEEKLY = "twice_weekly"
    THRICE_WEEKLY = "thrice_weekly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Frame:
    """How often something is given, for how many weeks (1 to 4), and on which weekdays where they are named (0 is
    Monday)."""

    often: Often = Often.WEEKLY
    weeks: int = 4
    on: tuple[int, ...] = ()


OFTEN = {
    Often.ONCE: _("Once"),
    Often.WEEKLY: _("Once a week"),
    Often.TWICE_WEEKLY: _("Twice a week"),
    Often.THRICE_WEEKLY: _("Three times a week"),
    Often.DAILY: _("Each day"),
}
WEEKS = {
    1: (_("For one week"), _("for one week")),
    2: (_("For two weeks"), _("for two weeks")),
    3: (_("For three weeks"), _("for three weeks")),
    4: (_("For four weeks"), _("for four weeks")),
}
LEAST = Frame(Often.ONCE, 1)  # what is meant where nothing says more
NEAR = 4  # words
SATURDAY = 5
DUE = {  # days after the first, in each week
    Often.ONCE: (0,),
    Often.WEEKLY: (0,),
    Often.TWICE_WEEKLY: (0, 3),
    Often.THRICE_WEEKLY: (0, 2, 4),
    Often.DAILY: tuple(range(7)),
}
DAYS = (
    "days.monday",
    "days.tuesday",
    "days.wednesday",
    "days.thursday",
    "days.friday",
    "days.saturday",
    "days.sunday",
)
# Lists of terms with what one of each stands for, times a week or days; the first list that occurs counts.
TIMES = (
    ("frequency.times_a_week", 1),
    ("frequency.twice_a_week", 2),
    ("frequency.thrice_a_week", 3),
    ("frequency.daily", 7),
    ("frequency.weekly", 1),
)
VAGUER_TIMES = (("frequency.each_week", 1), ("frequency.most_days", 7))  # where no two days are named
SPANS = (
    ("duration.weeks", 7),
    ("duration.days", 1),
    ("duration.months", 28),
    ("duration.few_weeks", 21),
    ("duration.fortnight", 14),
    ("duration.one_week", 7),
)
NEAREST = {1: Often.WEEKLY, 2: Often.TWICE_WEEKLY, 3: Often.THRICE_WEEKLY, 4: Often.THRICE_WEEKLY}


def parse(words: str) -> NormalizedText:
    """Words with their numbers in digits."""
    return normalize(words, active_vocabulary("change_requests"))


def choices(translate: Translate = str) -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """What a form offers: how often, and for how many weeks."""
    often = [(one.value, translate(label)) for one, label in OFTEN.items()]
    return often, [(number, translate(label)) for number, (label, _inner) in WEEKS.items()]


def in_words(frame: Frame, translate: Translate = str) -> str:
    often, days = translate(OFTEN[frame.often]), in_days(frame.on, translate)
    if frame.often is Often.ONCE:
        return translate(_("Once, on {day}")).format(day=days) if days else often
    if days:
        often = translate(_("Each {days}")).format(days=days)
    return translate(_("{often}, {weeks}")).format(often=often, weeks=translate(WEEKS[frame.weeks][1]))


def in_days(on: Sequence[int], translate: Translate) -> str:
    """Weekdays by name, with "and" before the last."""
    if tuple(on) == tuple(range(5)):
        return translate(_("weekday"))
    vocabulary = active_vocabulary("change_requests")
    *others, last = [vocabulary.label(DAYS[day]) for day in on] or [""]
    return translate(_("{days} and {day}")).format(days=", ".join(others), day=last) if others else last


def meant(words: str, often: Often | None, weeks: int | None, otherwise: Frame = LEAST) -> Frame:
    """The frame of a wish: what was chosen goes before what its words name; what neither says is meant at its least."""
    said = deciding(words)
    often = often or said_often(said) or otherwise.often
    span = 1 if often is Often.ONCE else weeks or said_weeks(said) or otherwise.weeks
    return Frame(often, span, said_days(said, often))


def deciding(words: str) -> NormalizedText:
    """The last line that names a whole frame, as the one does that was put below the words; or all of them."""
    lines = (parse(line) for line in reversed(words.splitlines()))
    return next((line for line in lines if is_whole(line)), parse(words))


def is_whole(said: NormalizedText) -> bool:
    """Whether words say how often, and for how long where it is more than once."""
    often = said_often(said)
    return often is Often.ONCE or (often is not None and said_weeks(said) > 0)


def framed(words: str, frame: Frame, translate: Translate = str) -> str:
    """Words that say their frame: as they are where they name just this one, or with it in a line below."""
    if names(words, frame):
        return words
    return f"{words.rstrip()}\n{in_words(frame, translate)}."


def names(words: str, frame: Frame) -> bool:
    """Whether the words by themselves say how often and how long, and say this."""
    return is_whole(deciding(words)) and meant(words, None, None) == frame


def said_often(said: NormalizedText) -> Often | None:
    days = len(named_days(said.without("day_groups.or")))
    times = counted(said, TIMES) or (days if days > 1 else counted(said, VAGUER_TIMES))
    if times:
        return NEAREST.get(times, Often.DAILY)
    return Often.ONCE if said.without("frequency.not_once").has("frequency.once") else None


def said_days(said: NormalizedText, often: Often) -> tuple[int, ...]:
    """The weekdays that are named, where they are as many as this asks for and none is to be chosen of them."""
    days = named_days(said)
    if not days and often is Often.DAILY and (left_out := days_left_out(said)):
        days = tuple(day for day in range(7) if day not in left_out)
    fits = len(days) == 1 if often is Often.ONCE else NEAREST.get(len(days), Often.DAILY) is often
    return days if days and fits and not said.has("day_groups.or") else ()


def named_days(said: NormalizedText) -> tuple[int, ...]:
    """The weekdays on which it is to be; of a span of them, all."""
    if said.has("day_groups.workdays"):
        return tuple(range(5))
    left_out = days_left_out(said)
    days = tuple(day for day, names in enumerate(DAYS) if said.has(names) and day not in left_out)
    if not days and said.has("day_groups.weekend") and not left_out:
        return (SATURDAY,)
    if len(days) == 2 and said.has_sequence(DAYS[days[0]], ("day_groups.range", 1), (DAYS[days[1]], 1)):
        return tuple(range(days[0], days[1] + 1))
    return days


def days_left_out(said: NormalizedText) -> set[int]:
    if not said.has("day_groups.except"):
        return set()
    return {day for day, names in enumerate(DAYS) if said.has_sequence("day_groups.except", (names, NEAR))}


def said_weeks(said: NormalizedText) -> int:
    """For how many weeks, begun ones too and at most as many as can be chosen; 0 where nothing is said."""
    return min(-(-counted(said.without("duration.not_duration"), SPANS) // 7), max(WEEKS))


def counted(said: NormalizedText, table: Sequence[tuple[str, int]]) -> int:
    """What the first row that fits says: so many of so much."""
    return next((said.number(terms) * much for terms, much in table if said.has(terms)), 0)


def occasions(frame: Frame, begins: date) -> list[date]:
    """The days on which one is due."""
    days = frame.on or DUE[frame.often]
    first = begins.weekday() if frame.on else 0
    offsets = sorted((day - first) % 7 for day in days)
    if frame.often is Often.ONCE:
        return [begins + timedelta(offsets[0])]
    return [begins + timedelta(7 * week + day) for week in range(frame.weeks) for day in offsets]


def ends(frame: Frame, begins: date) -> date:
    """The last day of the frame. What is given once has a week's grace."""
    weeks = 1 if frame.often is Often.ONCE else frame.weeks
    return begins + timedelta(7 * weeks - 1)
