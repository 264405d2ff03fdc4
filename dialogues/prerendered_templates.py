"""Templates that run once, with placeholders for a couple's own values, and are filled in again and again."""

from __future__ import annotations

import re

from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

PLACEHOLDER = re.compile("\ue000(\\w+)\ue000")


def placeholder(name: str) -> str:
    """Return the placeholder for the value of this name."""
    return f"\ue000{name}\ue000"


class PrerenderedTemplate:
    """Text and names of placeholders, in turn."""

    __slots__ = ("parts",)

    def __init__(self, html: str) -> None:
        self.parts = PLACEHOLDER.split(html)

    @classmethod
    def render(cls, template: str, context: dict[str, object], **values: str) -> PrerenderedTemplate:
        """Run a template whose context has placeholders.

        `values` names stand-ins for what could not be a placeholder while it ran; they are replaced wherever they are.
        """
        html = get_template(template).render(context).strip()
        for name, value in values.items():
            html = html.replace(value, placeholder(name))
        return cls(html)

    def fill(self, **values: str) -> SafeString:
        """Return the HTML with these values in it, escaped unless they are safe."""
        safe = {name: conditional_escape(value) for name, value in values.items()}
        parts = [safe[part] if index % 2 else part for index, part in enumerate(self.parts)]
        return SafeString("".join(parts))  # the template and the line above have escaped it
