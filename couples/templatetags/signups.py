"""Template tags for pages that offer to sign up."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from couples import signups

register = template.Library()


@register.simple_tag(takes_context=True)
def sign_up_offer(context: Any) -> str:
    """Return "open" if this visitor may sign up, else why they can't: "invited", "closed" or "used"."""
    return signups.offer(context["request"])


@register.simple_tag
def anyone_may_sign_up() -> bool:
    """Return whether everybody may sign up."""
    return bool(settings.SIGNUPS == signups.OPEN)
