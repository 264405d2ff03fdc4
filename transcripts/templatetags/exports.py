"""For pages of other apps: whether an export waits to be downloaded."""

from __future__ import annotations

from typing import Any

from django import template

from transcripts.models import Export

register = template.Library()


@register.simple_tag(takes_context=True)
def has_unfetched_export(context: Any) -> bool:
    """Whether a shared export of this user is waiting or ready. It is deleted when they leave their couple."""
    exports = Export.objects.of(context["user"]).exclude(scope=Export.MINE)
    unfetched: bool = exports.exclude(state__in=[Export.FAILED, Export.REVOKED]).exists()
    return unfetched
