"""Ask a browser for a script's modules at once, instead of import by import."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

IMPORT = re.compile(r'^(?:import\b[^"]*|\} from )"(\.{1,2}/[^"]+)";', re.MULTILINE)
register = template.Library()


@register.simple_tag
def module_preloads(*scripts: str) -> SafeString:
    """Return a link for each module that these scripts import, directly or not."""
    names = dict.fromkeys(name for script in scripts for name in imported_modules(script))
    modules = ((static(name),) for name in names)
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', modules)


@cache
def imported_modules(script: str) -> tuple[str, ...]:
    """Return the names of the static files that a script imports, directly or not."""
    found: dict[str, None] = {}
    waiting = [script]
    for name in waiting:
        folder = PurePosixPath(name).parent
        source = (settings.BASE_DIR / "static" / name).read_text()
        imports = [normalized(folder / path) for path in IMPORT.findall(source)]
        new = [path for path in imports if path not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return tuple(found)


def normalized(path: PurePosixPath) -> str:
    """Return a path without "..": "js/room/../ids.js" is "js/ids.js"."""
    parts: list[str] = []
    for part in path.parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)
