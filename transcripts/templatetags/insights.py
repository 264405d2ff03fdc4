"""A year's calendar of dialogues for any page, and durations in words."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _

from couples.models import Partner
from transcripts.insights import queries

register = template.Library()


@register.inclusion_tag("transcripts/insights/calendar.html")
def year_calendar(partner: Partner, asked: str | None) -> dict[str, object]:
    """Show the days of a year on which this partner's couple began a dialogue.

    `asked` is the year as the visitor typed it; without a valid one the current year is shown. Months link to the
    timeline. The page includes css/charts.css."""
    return {"year": queries.load_year(partner, asked or "")}


@register.filter
def hours_and_minutes(length: timedelta) -> str:
    """Return a duration as hours and minutes, rounded to the minute."""
    minutes = round(length.total_seconds() / 60)
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)
