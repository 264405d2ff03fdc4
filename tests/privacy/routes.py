"""All addresses of the product, as the resolver knows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver, reverse


@dataclass(frozen=True)
class Route:
    """One address: its name with its namespace, and the names in its path."""

    name: str
    parameters: tuple[str, ...]

    def path(self, arguments: dict[str, object]) -> str:
        return reverse(self.name, kwargs={name: arguments[name] for name in self.parameters})


def routes() -> list[Route]:
    return sorted(walk(get_resolver().url_patterns), key=lambda route: route.name)


def walk(patterns: list[Any], namespace: str = "", parameters: tuple[str, ...] = ()) -> Iterator[Route]:
    for pattern in patterns:
        known = (*parameters, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name or pattern.pattern}", known)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, inner, known)
