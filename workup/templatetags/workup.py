"""For the pages of other rooms: whether there is something new to read, and one's own answers to pick from."""

from __future__ import annotations

from django import template

from couples.models import Partner, User
from workup import sharing
from workup.suggestions import Suggestions, suggestions_of

register = template.Library()


@register.simple_tag
def workup_news(partner: Partner) -> bool:
    """Whether the other has shared or thanked since this partner last looked."""
    return sharing.has_news(partner)


@register.simple_tag
def workup_memories(user: User) -> Suggestions:
    """This person's own answers on what frustrates them, what they do then, fear, need, and know from childhood."""
    return suggestions_of(user)
