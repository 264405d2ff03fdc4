"""For pages with drawings: the picture of a year, and lengths of time in words."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _

from couples.models import Partner
from transcripts.insights import queries

register = template.Library()


@register.inclusion_tag("transcripts/insights/calendar.html")
def year_picture(partner: Partner, asked: str | None) -> dict[str, object]:
    """The days of a year on which this partner's couple began a dialogue; `asked` names the year, this one without.
    Months lead to the timeline. The page brings css/charts.css."""
    return {"year": queries.year_of(partner, asked or "")}


@register.filter
def hours(length: timedelta) -> str:
    """Hours and minutes, to the minute."""
    minutes = round(length.total_seconds() / 60)
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)
