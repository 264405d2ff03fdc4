"""From HTML to pages, and from pages to one PDF: piece by piece, so that a long one fits into a small memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

POINTS_PER_PIXEL = 0.75  # to a pixel of CSS
LINK_PREFIX = "to-"


class PdfUnavailable(Exception):
    """This machine lacks what it takes to make a PDF."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where something with a name stands: on which page, from 0, and its corners in points, from the lower left."""

    page: int
    corners: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PdfPages:
    """Some pages as a PDF of their own, how many they are, and the places in them by name."""

    pdf: bytes
    count: int
    places: Mapping[str, Anchor]


class PdfRenderer:
    """Makes pages. `missing` are the letters (code points) for which this machine has no font."""

    def __init__(self) -> None:
        try:
            from weasyprint import CSS, HTML
            from weasyprint.text.fonts import FontConfiguration
        except OSError as error:
            raise PdfUnavailable from error
        self.html, self.css, self.fonts = HTML, CSS, FontConfiguration()
        self.style = CSS(filename=finders.find("print/dialogues.css"))
        self.missing: set[int] = set()

    def print(self, template: str, context: Mapping[str, Any], first: int = 1) -> PdfPages:
        """The pages of a template, counted from `first`."""
        count = self.css(string=f"@page :first {{ counter-reset: page {first} }}")
        html = self.html(string=render_to_string(template, context), url_fetcher=block_external_fetch)
        document = html.render(font_config=self.fonts, stylesheets=[self.style, count])
        places = {
            name: Anchor(number, anchor_box(page.height, *box))
            for number, page in reversed(list(enumerate(document.pages)))  # the first page of a name counts
            for name, box in page.anchors.items()
        }
        pdf = document.write_pdf()
        self.missing.update(*(font.missing for font in document.fonts.values()))
        return PdfPages(pdf, len(document.pages), places)


def anchor_box(
    height: float, left: float, top: float, right: float, bottom: float
) -> tuple[float, float, float, float]:
    return (
        left * POINTS_PER_PIXEL,
        (height - bottom) * POINTS_PER_PIXEL,
        right * POINTS_PER_PIXEL,
        (height - top) * POINTS_PER_PIXEL,
    )


def block_external_fetch(url: str, *_args: object, **_names: object) -> dict[str, Any]:
    """A PDF is made of what is in it."""
    raise ValueError("A PDF asks nobody for anything.")


def merge_pdfs(sheets: Iterable[PdfPages], outline: Iterable[tuple[str, str]] = ()) -> bytes:
    """Sheets as one PDF. What is named `to-x` leads to the page of `x`; `outline` holds titles and such names."""
    from pypdf import PdfWriter
    from pypdf.annotations import Link

    writer, places = PdfWriter(), dict[str, Anchor]()
    for some in sheets:
        start = len(writer.pages)
        places.update({name: replace(one, page=start + one.page) for name, one in some.places.items()})
        writer.append(BytesIO(some.pdf), import_outline=False)
    for name, one in places.items():
        if to := places.get(name.removeprefix(LINK_PREFIX) if name.startswith(LINK_PREFIX) else ""):
            writer.add_annotation(one.page, Link(rect=one.corners, target_page_index=to.page))
    for title, name in outline:
        writer.add_outline_item(title, places[name].page)
    writer.add_metadata({"/Title": "imago", "/Producer": "imago"})
    with BytesIO() as file:
        writer.write(file)
        return file.getvalue()
