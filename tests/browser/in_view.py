"""What somebody sees of a page without scrolling."""

from __future__ import annotations

import time

from playwright.sync_api import Page

from tests.web_process import SLOW

OUT_OF_VIEW = """(selectors) => selectors.filter((selector) => {
    const element = [...document.querySelectorAll(selector)].filter((one) => one.getClientRects().length).at(-1);
    if (!element) return true;
    const { top, bottom, left, right } = element.getBoundingClientRect();
    const { offsetTop, height, width } = visualViewport;
    if (top < offsetTop - 1 || bottom > offsetTop + height + 1 || left < -1 || right > width + 1) return true;
    const points = [top + 2, (top + bottom) / 2, bottom - 2];
    return points.some((y) => !element.contains(document.elementFromPoint((left + right) / 2, y)));
})"""

STILL = """() => new Promise((done) => {
    let frames = 0;
    let at = scrollY;
    const look = () => {
        frames = scrollY === at ? frames + 1 : 0;
        at = scrollY;
        if (frames > 10) done();
        else requestAnimationFrame(look);
    };
    look();
})"""


def wait_until_still(page: Page) -> None:
    """Wait for the end of a smooth scroll."""
    page.evaluate(STILL)


def expect_in_view(page: Page, *selectors: str) -> None:
    deadline = time.monotonic() + 3 * SLOW
    while (missing := page.evaluate(OUT_OF_VIEW, list(selectors))) and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert missing == [], missing
