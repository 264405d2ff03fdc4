"""The rules of accessibility that a program can check, for one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SMALL = """[...document.querySelectorAll("a, button, summary, select, textarea, input:not([type=hidden])")]
    .filter((part) => part.checkVisibility())
    .map((part) => part.matches("[type=checkbox], [type=radio]") ? part.closest("label") : part)
    .filter((part) => part.getBoundingClientRect().height < 44)
    .map((part) => part.outerHTML.slice(0, 120))"""
WIDE = "document.documentElement.scrollWidth > innerWidth"
CONTRAST = """axe.run({runOnly: ['color-contrast', 'link-in-text-block'], resultTypes: ['violations']})
    .then((seen) => seen.violations)"""
Opened = Callable[[str], Page]  # whose phone


def faults(page: Page) -> list[Any]:
    """What breaks a rule in light or dark, cannot be touched, or does not fit on the page as it stands."""
    page.wait_for_load_state()
    page.evaluate("document.querySelectorAll('details').forEach((part) => part.open = true)")
    page.emulate_media(color_scheme="light")
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    page.emulate_media(color_scheme="dark")  # only colours depend on it
    violations += page.evaluate(CONTRAST)
    broken = [(rule["id"], rule["nodes"][0]["html"]) for rule in violations]
    wide = ["wider than the phone"] if page.evaluate(WIDE) else []
    return [*broken, *page.evaluate(SMALL), *wide]


def faults_at(page: Page, paths: list[str]) -> dict[str, list[Any]]:
    found = {}
    for path in paths:
        page.goto(path)
        found[path] = faults(page)
    return {path: what for path, what in found.items() if what}
