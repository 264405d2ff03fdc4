"""Templates are indented for people, and served without the indentation."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(r"\n\s+")


class Loader(filesystem.Loader):
    """Strips indentation and blank lines from HTML, once in a process: pages and frames are sent uncompressed."""

    def get_contents(self, origin: Origin) -> str:
        """The source without indentation."""
        source: str = super().get_contents(origin)
        return INDENTATION.sub("\n", source) if origin.name.endswith(".html") else source
