"""HTML to PDF: rendered piece by piece and merged, so that memory depends on the size of a piece."""

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
    """This machine lacks a library that WeasyPrint needs (Pango)."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a named element is: its page, from 0, and its box in points, from the lower left corner."""

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PdfPages:
    """Some pages as a PDF of their own, their number, and their anchors by name."""

    pdf: bytes
    count: int
    anchors: Mapping[str, Anchor]


class PdfRenderer:
    """Renders templates with one stylesheet. `missing_glyphs` are the code points for which this machine has no font.

    Raises PdfUnavailable when it is created.
    """

    def __init__(self, stylesheet: str) -> None:
        try:
            from weasyprint import CSS, HTML
            from weasyprint.text.fonts import FontConfiguration
        except OSError as error:
            raise PdfUnavailable from error
        self.html, self.css, self.fonts = HTML, CSS, FontConfiguration()
        self.stylesheet = CSS(filename=finders.find(stylesheet))
        self.missing_glyphs: set[int] = set()

    def render(self, template: str, context: Mapping[str, Any], first_page: int = 1) -> PdfPages:
        """Render a template, with its pages numbered from `first_page`."""
        stylesheets = [self.stylesheet]
        if first_page > 1:
            stylesheets.append(self.css(string=f"@page :first {{ counter-reset: page {first_page} }}"))
        html = self.html(string=render_to_string(template, context), url_fetcher=block_external_fetch)
        document = html.render(font_config=self.fonts, stylesheets=stylesheets)
        anchors = {
            name: Anchor(number, anchor_box(page.height, *box))
            for number, page in reversed(list(enumerate(document.pages)))  # the first page of a name counts
            for name, box in page.anchors.items()
        }
        pdf = document.write_pdf()
        self.missing_glyphs.update(*(font.missing for font in document.fonts.values()))
        return PdfPages(pdf, len(document.pages), anchors)


def render_pdf(template: str, context: Mapping[str, Any], stylesheet: str) -> bytes:
    """Render one template as a PDF, in memory. Raises PdfUnavailable."""
    return PdfRenderer(stylesheet).render(template, context).pdf


def anchor_box(
    height: float, left: float, top: float, right: float, bottom: float
) -> tuple[float, float, float, float]:
    """Convert a box from pixels below the upper left corner to points above the lower left."""
    return (
        left * POINTS_PER_PIXEL,
        (height - bottom) * POINTS_PER_PIXEL,
        right * POINTS_PER_PIXEL,
        (height - top) * POINTS_PER_PIXEL,
    )


def block_external_fetch(url: str, *_args: object, **_names: object) -> dict[str, Any]:
    """Refuse every address: a PDF is made of what is in its template.

    The error doesn't name the address, because it could only come from what someone wrote.
    """
    raise ValueError("Blocked external fetch in PDF.")


def merge_pdfs(sheets: Iterable[PdfPages], outline: Iterable[tuple[str, str]] = ()) -> bytes:
    """Merge pages into one PDF. An anchor `to-x` links to the page of `x`; `outline` holds titles and anchors."""
    from pypdf import PdfWriter
    from pypdf.annotations import Link

    writer, anchors = PdfWriter(), dict[str, Anchor]()
    for pages in sheets:
        start = len(writer.pages)
        anchors.update(
            {name: replace(anchor, page=start + anchor.page) for name, anchor in pages.anchors.items()}
        )
        writer.append(BytesIO(pages.pdf), import_outline=False)
    for name, anchor in anchors.items():
        if target := anchors.get(name.removeprefix(LINK_PREFIX) if name.startswith(LINK_PREFIX) else ""):
            writer.add_annotation(anchor.page, Link(rect=anchor.box, target_page_index=target.page))
    for title, name in outline:
        writer.add_outline_item(title, anchors[name].page)
    writer.add_metadata({"/Title": "imago", "/Producer": "imago"})
    with BytesIO() as file:
        writer.write(file)
        return file.getvalue()
