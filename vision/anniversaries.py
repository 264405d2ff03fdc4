"""When a page is looked at again: a year after it was agreed on, and each year after that. Plain Python."""

from __future__ import annotations

from datetime import date, timedelta

A_YEAR = timedelta(weeks=52)  # so it's the same day of the week
SHOWN_FOR = timedelta(weeks=4)
MOST_YEARS = 60


def days_agreed(day: date) -> list[date]:
    """Return the days on which a page was agreed that is due on this day."""
    return [day - years * A_YEAR for years in range(1, MOST_YEARS + 1)]


def is_due(agreed_on: date, today: date) -> bool:
    """Whether it became due in the last few weeks."""
    age = today - agreed_on
    return age >= A_YEAR and age % A_YEAR < SHOWN_FOR
