"""For the pages of other rooms: whether an exit waits for this partner."""

from __future__ import annotations

from django import template

from couples.models import Partner
from exits import pages, together

register = template.Library()


@register.simple_tag
def exits_wait(partner: Partner) -> bool:
    """Whether it is time to look back at a promise, or the other let this partner read something new."""
    return together.has_news(partner) or pages.is_due(partner)
