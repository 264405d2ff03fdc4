"""For the pages of other rooms: whether an exit waits for this partner."""

from __future__ import annotations

from django import template

from couples.models import Partner
from exits import page_context, shared_commitments

register = template.Library()


@register.simple_tag
def exits_wait(partner: Partner) -> bool:
    """Whether it is time to look back at a promise, or the other let this partner read something new."""
    return shared_commitments.has_news(partner) or page_context.is_review_due(partner)
