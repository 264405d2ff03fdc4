"""Template tag for the pages of other apps: a mark of the couple's dialogues, to notice that one has moved."""

from __future__ import annotations

from typing import Any

from django import template

from dialogues.models import Dialogue

register = template.Library()


@register.simple_tag(takes_context=True)
def dialogues_mark(context: Any) -> str:
    """Return a mark for `dialogues:news`, the same for the whole page. Read it before all that it is to vouch for."""
    request = context["request"]
    if not hasattr(request, "dialogues_mark"):
        request.dialogues_mark = Dialogue.objects.for_partner(request.partner).mark()
    mark: str = request.dialogues_mark
    return mark
