"""For the pages of other rooms: whether there is something new to read."""

from __future__ import annotations

from django import template

from couples.models import Partner
from workup import sharing

register = template.Library()


@register.simple_tag
def workup_news(partner: Partner) -> bool:
    """Whether the other has shared or thanked since this partner last looked."""
    return sharing.has_news(partner)
