"""The figures measured, each as the median and spread of its runs, as a table for `docs/`."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Figure:
    """One line of the table."""

    what: str
    unit: str
    values: list[float] = field(default_factory=list)
    target: str = ""
    digits: int = 1

    def text(self, value: float) -> str:
        return f"{value:,.{self.digits}f}"

    def line(self) -> str:
        """Return it as a row: the median, the smallest and the largest."""
        median, least, most = statistics.median(self.values), min(self.values), max(self.values)
        spread = f"{self.text(least)} to {self.text(most)}" if len(self.values) > 1 else ""
        return f"| {self.what} | {self.text(median)} {self.unit} | {spread} | {self.target} |"


class Table:
    """Figures in the order in which they were first named."""

    def __init__(self) -> None:
        self.figures: dict[str, Figure] = {}

    def add(self, what: str, unit: str, value: float, target: str = "", digits: int = 1) -> None:
        """Add the value of one run."""
        figure = self.figures.setdefault(what, Figure(what, unit, [], target, digits))
        figure.values.append(value)

    def print(self) -> None:
        """Print all figures as Markdown."""
        if self.figures:
            show("\n| what | median | spread | wanted |\n|---|---|---|---|")
        for figure in self.figures.values():
            show(figure.line())


def show(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value below which so many percent of the values lie, 0 if there are too few."""
    return statistics.quantiles(values, n=100)[percent - 1] if len(values) > 1 else 0.0
