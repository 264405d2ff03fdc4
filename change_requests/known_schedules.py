"""How often and for how long, as far as it is known: a part that nobody has said is never shown as if they had."""

from __future__ import annotations

from change_requests.schedules import (
    NOTHING_CHOSEN,
    WEEK_LABELS,
    GiftSchedule,
    ScheduleChoice,
    describe_frequency,
    describe_schedule,
)
from change_requests.stated_schedules import known_schedule, resolve_schedule, with_schedule
from core.text_matching import Translate
from dialogues.protocol.types import gettext_noop as _

NOT_SAID = _("not said yet")


def describe_known(words: str, choice: ScheduleChoice = NOTHING_CHOSEN, translate: Translate = str) -> str:
    """The schedule of a wish in words, and which part of it isn't said yet."""
    known = known_schedule(words, choice)
    if known.is_complete:
        return describe_schedule(resolve_schedule(words, choice), translate)
    if known.often:
        return translate(_("{often}; for how long isn't said yet")).format(
            often=describe_frequency(known.often, known.on, translate)
        )
    if known.weeks:
        weeks = translate(WEEK_LABELS[known.weeks][0])
        return translate(_("{weeks}; how often isn't said yet")).format(weeks=weeks)
    return translate(NOT_SAID)


def with_known_schedule(words: str, choice: ScheduleChoice, translate: Translate = str) -> str:
    """The words, with what was chosen in a line below unless they state it themselves."""
    known = known_schedule(words, choice)
    if known.is_complete:
        return with_schedule(words, resolve_schedule(words, choice), translate)
    if known.often and (choice.often or choice.on):
        return f"{words.rstrip()}\n{describe_frequency(known.often, known.on, translate)}."
    return f"{words.rstrip()}\n{translate(WEEK_LABELS[choice.weeks][0])}." if choice.weeks else words


def stated_labels(words: str, translate: Translate = str) -> tuple[str, str]:
    """The labels of a form's choice of nothing: what the words state, or that they don't yet."""
    stated = known_schedule(words)
    often = describe_frequency(stated.often, stated.on, translate) if stated.often else ""
    weeks = translate(WEEK_LABELS[stated.weeks][0]) if stated.weeks else ""
    as_written = translate(_("{part}, as you wrote"))
    often_label, weeks_label = (
        as_written.format(part=part) if part else translate(NOT_SAID) for part in (often, weeks)
    )
    return often_label, weeks_label


def describe_unstated(words: str, schedule: GiftSchedule, translate: Translate = str) -> str:
    """A wish's schedule where its words don't state it whole; "" where they do."""
    stated = resolve_schedule(words)
    if known_schedule(words).is_complete:
        return "" if stated == schedule else describe_schedule(schedule, translate)
    if stated == schedule:
        return describe_known(words, translate=translate) if words else ""
    return describe_schedule(schedule, translate)
