"""For the pages of other rooms: whether a request waits for this partner."""

from __future__ import annotations

from django import template

from change_requests import selectors
from couples.models import Partner

register = template.Library()


@register.simple_tag
def requests_wait(partner: Partner) -> bool:
    """Whether a gift is due, it is time to look back, or the other gave, thanked or said something new."""
    return selectors.has_waiting(partner)
