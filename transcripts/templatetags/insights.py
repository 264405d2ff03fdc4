"""Template tags for the calendar of a year and for durations."""

from __future__ import annotations

from django import template

from couples.models import Partner
from transcripts.insights import queries
from transcripts.labels import hours_and_minutes

register = template.Library()
register.filter(hours_and_minutes)


@register.inclusion_tag("transcripts/insights/calendar.html")
def year_calendar(partner: Partner, text: str | None) -> dict[str, object]:
    """Show the days of a year on which this partner's couple began a dialogue.

    `text` is the year from the query string; without a valid one the current year is shown. Months link to the
    timeline. The page includes css/charts.css."""
    return {"year": queries.load_year(partner, text or "")}
