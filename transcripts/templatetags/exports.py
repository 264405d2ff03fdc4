"""The formats of an export, and for pages of other apps: whether one waits to be downloaded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from transcripts.exports.formats import FORMATS
from transcripts.exports.types import ExportFormat
from transcripts.models import Export

register = template.Library()


@register.simple_tag(takes_context=True)
def has_unfetched_export(context: Any) -> bool:
    """Whether a shared export of this user is waiting or ready. It is deleted when they leave their couple."""
    exports = Export.objects.of(context["user"]).exclude(scope=Export.MINE)
    unfetched: bool = exports.exclude(state__in=[Export.FAILED, Export.REVOKED]).exists()
    return unfetched


@register.simple_tag
def export_formats() -> Iterable[ExportFormat]:
    """Every registered format, in the order of the page."""
    return FORMATS.values()


@register.filter
def format_title(export: Export) -> str:
    """The title of an export's format."""
    return str(FORMATS[export.format].title)
