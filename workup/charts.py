"""The charts of the workup: lines of text and their positions. Plain Python.

Long texts are cut to fit; the table below a chart has them in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.charts import truncate_text, wrap_text
from workup.analysis import GOOD, HURT, Hardship, Picture, Trait
from workup.traits import trait_key

LINE_HEIGHT = 19  # from one line of text to the next
MAX_LINES = 4  # words of one valence in one region of the circles

Entry = tuple[str, str]  # a trait's valence and its word


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text, positioned by its middle or its start. `style` is a suffix of its CSS class."""

    x: float
    y: float
    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class FlowBox:
    """A rounded box with a heading and lines. An arrow leads to the next one, if any."""

    y: float
    height: float
    heading: TextLine
    lines: tuple[TextLine, ...]
    style: str
    has_next: bool = False

    @property
    def end(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class OverlapChart:
    """Two overlapping circles with traits of the caretakers, of both, and of the partner."""

    height: float
    caretakers: tuple[TextLine, ...]
    both: tuple[TextLine, ...]
    partner: tuple[TextLine, ...]

    @property
    def middle(self) -> float:
        return self.height / 2

    @property
    def radius(self) -> float:
        """Half the height of both circles, so that their lines aren't cut off."""
        return self.middle - 2


@dataclass(frozen=True, slots=True)
class FlowChart:
    """Boxes one below the other."""

    height: float
    boxes: tuple[FlowBox, ...]


@dataclass(frozen=True, slots=True)
class SideBySideChart:
    """Two columns of lines."""

    height: float
    names: tuple[TextLine, ...]
    left: tuple[TextLine, ...]
    right: tuple[TextLine, ...]

    @property
    def box(self) -> float:
        return self.height - 4


def overlap_chart(picture: Picture) -> OverlapChart:
    """Chart the traits of the caretakers, those of the partner, and between them those of both."""
    likenesses = picture.certain_likenesses
    both = [(like.caretaker_valence, like.caretaker_trait.word) for like in likenesses]
    of_partner = [(like.partner_valence, like.partner_trait.word) for like in likenesses]
    shared = {(valence, trait_key(word)) for valence, word in [*both, *of_partner]}
    columns = (
        entries_outside(shared, picture.caretaker_traits),
        limit_entries(dict.fromkeys(both)),
        entries_outside(shared, picture.partner_traits),
    )
    height = max(260, LINE_HEIGHT * max(map(len, columns)) + 110)
    caretakers, middle, partner = (
        centered_column(entries, x, width, height)
        for entries, (x, width) in zip(columns, ((60, 14), (170, 12), (280, 14)), strict=True)
    )
    return OverlapChart(height, caretakers, middle, partner)


def entries_outside(shared: set[Entry], traits: Mapping[str, Sequence[Trait]]) -> list[Entry]:
    """Return the traits that aren't shared."""
    entries = ((valence, trait.word) for valence in (GOOD, HURT) for trait in traits[valence])
    return limit_entries(entry for entry in entries if (entry[0], trait_key(entry[1])) not in shared)


def limit_entries(entries: Iterable[Entry]) -> list[Entry]:
    """Return the first few good entries, then the first few hurtful ones."""
    every = list(entries)
    return [
        entry
        for valence in (GOOD, HURT)
        for entry in [entry for entry in every if entry[0] == valence][:MAX_LINES]
    ]


def centered_column(entries: Sequence[Entry], x: float, width: int, height: float) -> tuple[TextLine, ...]:
    """Return entries as lines one below the other, in the middle of the height."""
    y = height / 2 - LINE_HEIGHT * (len(entries) - 1) / 2 + 20
    texts = [truncate_text(word, width) for _, word in entries]
    return text_lines(texts, x, y, [valence for valence, _ in entries])


def text_lines(
    texts: Sequence[str], x: float, y: float, styles: Sequence[str] | None = None
) -> tuple[TextLine, ...]:
    """Return texts as lines one below the other, the first at (x, y)."""
    return tuple(
        TextLine(x, y + LINE_HEIGHT * number, text, style)
        for number, (text, style) in enumerate(zip(texts, styles or [""] * len(texts), strict=True))
    )


def flow_chart(
    childhood: Hardship, current: Hardship, labels: Sequence[str], headings: Sequence[str]
) -> FlowChart:
    """Chart the path from a hardship of childhood to a current one, box by box.

    `labels` are three for each hardship; `headings` are formats for its first box, with `{label}`.
    """
    steps = [
        *flow_steps("then", childhood, labels[:3], headings[0]),
        *flow_steps("now", current, labels[3:], headings[1]),
    ]
    boxes, y = list[FlowBox](), 8.0
    for number, (style, heading, text) in enumerate(steps, 1):
        box = flow_box(y, style, heading, text, has_next=number < len(steps))
        boxes.append(box)
        y = box.end + (26 if box.has_next else 8)
    return FlowChart(y, tuple(boxes))


def flow_steps(
    style: str, hardship: Hardship, labels: Sequence[str], heading: str
) -> list[tuple[str, str, str]]:
    """Return the style, heading and text of each box of a hardship, without empty ones."""
    texts = (hardship.event, hardship.feeling, hardship.reaction)
    filled = [(label, text) for label, text in zip(labels, texts, strict=True) if text]
    return [
        (style, label if number else heading.format(label=label), text)
        for number, (label, text) in enumerate(filled)
    ]


def flow_box(y: float, style: str, heading: str, text: str, *, has_next: bool) -> FlowBox:
    """Return the box at a height, as tall as its text."""
    lines = wrap_text(text, 36, 3)
    height = 34 + LINE_HEIGHT * len(lines)
    return FlowBox(y, height, TextLine(26, y + 22, heading), text_lines(lines, 26, y + 44), style, has_next)


def side_by_side_chart(left: str, right: str, names: Sequence[str]) -> SideBySideChart:
    """Chart two texts side by side, each under a name."""
    columns = (16, 188)
    lines = [wrap_text(text, 17, 12) for text in (left, right)]
    bodies = [text_lines(texts, x, 58) for x, texts in zip(columns, lines, strict=True)]
    heads = tuple(TextLine(x, 32, truncate_text(name, 13)) for x, name in zip(columns, names, strict=True))
    return SideBySideChart(72 + LINE_HEIGHT * max(map(len, lines)), heads, *bodies)
