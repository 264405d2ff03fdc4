"""With `make screens`: screenshots of the browser tests, and the few of them that the documents show."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from runtime.instance import ROOT

SCREENSHOTS = ROOT / ".screens"  # not in Git
ARE_TAKEN = "SCREENSHOTS" in os.environ  # 150 of them take half a minute
PICTURES = ROOT / "docs" / "screens"
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


class Album:
    """The screenshots of one story: `.screens/STORY-NUMBER-WHAT-WHO.png`, numbered in the order they were taken."""

    def __init__(self, story: str) -> None:
        self.story = story
        self.numbers: dict[str, int] = {}
        if ARE_TAKEN:
            SCREENSHOTS.mkdir(exist_ok=True)
            for old in SCREENSHOTS.glob(f"{story}-*.png"):
                old.unlink()

    def photograph(self, page: Page, what: str, who: str) -> None:
        """Takes one screenshot. A second one of the same thing is skipped."""
        number = self.numbers.setdefault(what, len(self.numbers) + 1)
        path = SCREENSHOTS / f"{self.story}-{number:02}-{what}-{who}.png"
        if ARE_TAKEN and not path.exists():
            page.screenshot(path=path, animations="disabled")


def shown_pictures() -> set[Path]:
    """Returns the pictures that the documents show, whether they exist or not."""
    return {
        (document.parent / link).resolve()
        for document in DOCUMENTS
        for link in re.findall(r"!\[[^]]*\]\(([^)]+)\)", document.read_text())
    }


def main() -> None:
    """Renews the pictures in docs/screens from the screenshots of the same name, and deletes those not shown."""
    screenshots = {re.sub(r"-\d\d-", "-", path.stem, count=1): path for path in SCREENSHOTS.glob("*.png")}
    shown = shown_pictures()
    if missing := [path.name for path in shown if path.stem not in screenshots]:
        sys.exit(f"No screenshot in {SCREENSHOTS.name}/ for {', '.join(sorted(missing))}")
    PICTURES.mkdir(exist_ok=True)
    for path in shown:
        with Image.open(screenshots[path.stem]) as screenshot:
            screenshot.convert("RGB").save(path, "WEBP", lossless=True, method=6)
    for path in set(PICTURES.iterdir()) - shown:
        path.unlink()


if __name__ == "__main__":
    main()
