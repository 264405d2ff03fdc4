"""Templates that run once, with placeholders for a couple's own values, and are filled in again and again."""

from __future__ import annotations

import html
import re
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString

PLACEHOLDER = re.compile("\ue000(\\w+)\ue000")


def placeholder(name: str) -> str:
    """Return the placeholder for the value of this name."""
    return f"\ue000{name}\ue000"


class PrerenderedTemplate:
    """Text and names of placeholders, in turn."""

    __slots__ = ("distinct_names", "names", "parts")

    def __init__(self, source: str) -> None:
        self.parts = PLACEHOLDER.split(source)
        self.names = self.parts[1::2]
        self.distinct_names = frozenset(self.names)

    @classmethod
    def render(cls, template: str, context: dict[str, Any], **values: str) -> PrerenderedTemplate:
        """Run a template whose context has placeholders.

        `values` names stand-ins for what could not be a placeholder while it ran; they are replaced wherever they are.
        """
        source = get_template(template).render(context).strip()
        for name, value in values.items():
            source = source.replace(value, placeholder(name))
        return cls(source)

    def fill(self, **values: str) -> SafeString:
        """Return the HTML with these values in it, escaped unless they are safe."""
        safe = {name: escape_unsafe(values[name]) for name in self.distinct_names}
        parts = self.parts.copy()
        parts[1::2] = [safe[name] for name in self.names]
        return SafeString("".join(parts))  # the template and the first line have escaped it


def escape_unsafe(text: str) -> str:
    """Return text as HTML: escaped unless it is marked as safe."""
    return text if isinstance(text, SafeString) else html.escape(text)
