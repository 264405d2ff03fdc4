"""Template tags for the calendar of a year and for durations."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from couples.models import Partner
from transcripts.dialogue_rows import DialogueRow
from transcripts.insights import queries
from transcripts.insights.calendar_chart import CalendarMonth
from transcripts.labels import hours_and_minutes

TODAY = '<rect class="day-today" x="-1" y="-1" width="14" height="14" rx="4"/>'
MORE = '<circle class="day-more" cx="6" cy="6" r="2.5"/>'
register = template.Library()
register.filter(hours_and_minutes)


@register.filter
def day_squares(month: CalendarMonth) -> SafeString:
    """Return the squares of a month's days, with their marks, as SVG. In a template, a year of them took most of the
    page's time."""
    squares = [
        f'<rect class="day-{day.css_class}" x="{day.x}" y="{day.y}" width="12" height="12" rx="3"/>'
        for day in month.days
    ]
    marks = [
        f'<g transform="translate({day.x} {day.y})">{TODAY * day.is_today}{MORE * (day.dialogues > 1)}</g>'
        for day in month.marked_days
    ]
    return SafeString("\n".join(squares + marks))  # only numbers and class names


@register.inclusion_tag("transcripts/insights/calendar.html")
def year_calendar(partner: Partner, text: str | None, rows: Sequence[DialogueRow]) -> dict[str, object]:
    """Show the days of a year on which this partner's couple began one of all its dialogues.

    `text` is the year from the query string; without a valid one the current year is shown. Months link to the
    timeline. The page includes css/charts.css."""
    return {"year": queries.build_year(partner, text or "", rows)}
