"""For the pages of other rooms: how much waits in the inbox."""

from __future__ import annotations

from django import template

from couples.models import User
from reminders import inbox

register = template.Library()


@register.simple_tag
def inbox_unseen(user: User) -> int:
    """How many entries this person has not seen yet."""
    return inbox.unseen_count(user)
