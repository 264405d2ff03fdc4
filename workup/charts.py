"""The charts of the workup: lines of text and where they are drawn. Plain Python.

Words are cut to fit; the table beside a chart has them whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts import truncate_text, wrap_text
from workup.analysis import GOOD, HURT, Hardship, Picture, Trait
from workup.traits import trait_key

LINE_HEIGHT = 19  # from one line of text to the next
MAX_LINES = 4  # words of one sort in one region of the circles


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text, by its middle or its start. `sort` is its style."""

    x: float
    y: float
    words: str
    sort: str = ""


@dataclass(frozen=True, slots=True)
class FlowBox:
    """A rounded box with a heading and lines, and whether an arrow leads on from it."""

    y: float
    height: float
    heading: TextLine
    lines: tuple[TextLine, ...]
    sort: str
    leads_on: bool = False

    @property
    def end(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class OverlapChart:
    """Two circles, the caretakers' and the partner's, with what is in one, in both, and in the other."""

    height: float
    caretakers: tuple[TextLine, ...]
    both: tuple[TextLine, ...]
    partner: tuple[TextLine, ...]

    @property
    def middle(self) -> float:
        return self.height / 2


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
    """The likeness: traits of the caretakers, of the partner, and between them those of both."""
    shared = {(like.sort, trait_key(like.theirs.word)) for like in picture.sure}
    shared |= {(like.partner_sort, trait_key(like.partner.word)) for like in picture.sure}
    both = {(like.sort, trait_key(like.theirs.word)): (like.sort, like.theirs.word) for like in picture.sure}

    def alone(lists: dict[str, Sequence[Trait]]) -> list[tuple[str, str]]:
        rest = {s: [t for t in lists[s] if (s, trait_key(t.word)) not in shared] for s in (GOOD, HURT)}
        return [(sort, one.word) for sort in (GOOD, HURT) for one in rest[sort][:MAX_LINES]]

    middle = [one for sort in (GOOD, HURT) for one in [b for b in both.values() if b[0] == sort][:MAX_LINES]]
    sides = alone(dict(picture.caretakers)), middle, alone(dict(picture.partner))
    height = max(260, LINE_HEIGHT * max(map(len, sides)) + 110)
    places = ((60, 14), (170, 12), (280, 14))
    left, centre, right = (
        text_column(words, x, width, height) for words, (x, width) in zip(sides, places, strict=True)
    )
    return OverlapChart(height, left, centre, right)


def text_column(
    words: Sequence[tuple[str, str]], x: float, width: int, height: float
) -> tuple[TextLine, ...]:
    """Return words as lines one below the other."""
    first = height / 2 - LINE_HEIGHT * (len(words) - 1) / 2 + 20
    return tuple(
        TextLine(x, first + LINE_HEIGHT * at, truncate_text(word, width), sort)
        for at, (sort, word) in enumerate(words)
    )


def flow_chart(then: Hardship, now: Hardship, labels: Sequence[str], starts: Sequence[str]) -> FlowChart:
    """The path from a hardship of childhood to one of today, box by box. Labels: three for then, three for now;
    `starts` holds a sentence for the first box of each, with `{label}` in it."""
    told = list[tuple[str, str, str]]()
    for sort, line, names, start in (
        ("then", then, labels[:3], starts[0]),
        ("now", now, labels[3:], starts[1]),
    ):
        cells = zip(names, (line.happened, line.felt, line.did), strict=True)
        rows = [(label, words, sort) for label, words in cells if words]
        for at, (label, words, drawn) in enumerate(rows):
            told.append((label if at else start.format(label=label), words, drawn))
    boxes, y = list[FlowBox](), 8.0
    for at, (label, words, sort) in enumerate(told):
        lines = wrap_text(words, 36, 3)
        height = 34 + LINE_HEIGHT * len(lines)
        texts = tuple(TextLine(26, y + 44 + LINE_HEIGHT * number, line) for number, line in enumerate(lines))
        last = at == len(told) - 1
        boxes.append(FlowBox(y, height, TextLine(26, y + 22, label), texts, sort, leads_on=not last))
        y += height + (8 if last else 26)
    return FlowChart(y, tuple(boxes))


def side_by_side_chart(left: str, right: str, names: Sequence[str]) -> SideBySideChart:
    """Two texts side by side, each under a name."""
    columns = (16, 188)
    lines = [wrap_text(words, 17, 12) for words in (left, right)]
    texts = [
        tuple(TextLine(x, 58 + LINE_HEIGHT * at, line) for at, line in enumerate(found))
        for x, found in zip(columns, lines, strict=True)
    ]
    heads = tuple(TextLine(x, 32, truncate_text(name, 13)) for x, name in zip(columns, names, strict=True))
    return SideBySideChart(72 + LINE_HEIGHT * max(map(len, lines)), heads, *texts)
