"""Template tags for exports."""

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
    """Return whether this user has a shared export that is waiting or ready; leaving the couple would delete
    it."""
    exports = Export.objects.of(context["user"]).exclude(scope=Export.OWN)
    unfetched: bool = exports.exclude(state__in=[Export.FAILED, Export.REVOKED]).exists()
    return unfetched


@register.simple_tag
def export_formats() -> Iterable[ExportFormat]:
    """Return every registered format, in the order of the page."""
    return FORMATS.values()


@register.filter
def format_title(export: Export) -> str:
    """Return the title of an export's format."""
    return str(FORMATS[export.format].title) if export.format in FORMATS else export.format
