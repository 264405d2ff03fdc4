"""The registry of export formats. A new format is one class and one line here."""

from __future__ import annotations

from transcripts.exports.json_writer import JsonFormat
from transcripts.exports.markdown import MarkdownFormat
from transcripts.exports.pdf import PdfFormat
from transcripts.exports.types import ExportFormat

FORMATS: dict[str, ExportFormat] = {}  # by name, in the order of the page; the first is preselected


def register_format(format: ExportFormat) -> None:
    """Add a format to the page and the worker."""
    FORMATS[format.name] = format


register_format(PdfFormat())
register_format(MarkdownFormat())
register_format(JsonFormat())
