"""What waits to be taken away, for pages of other rooms."""

from __future__ import annotations

from typing import Any

from django import template

from transcripts.models import Parcel

register = template.Library()


@register.simple_tag(takes_context=True)
def has_packed_dialogues(context: Any) -> bool:
    """Whether something that both said is packed for who looks at the page: it goes with their couple."""
    packed = Parcel.objects.of(context["user"]).exclude(what=Parcel.MINE)
    found: bool = packed.exclude(state__in=[Parcel.FAILED, Parcel.WENT]).exists()
    return found
