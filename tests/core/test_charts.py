"""The chart helpers: text that fits, and columns that fill the width."""

from __future__ import annotations

from datetime import date

import pytest

from core.charts import Columns, Scale, WeekColumns, text_columns, truncate_text, wrap_text

FAMILY = "👩\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("always busy", 12, "always busy"),
        ("always busy", 11, "always bu…"),
        ("one two", 5, "one…"),  # no space before the ellipsis
        ("你好吗", 5, "你好…"),
        (f"a{FAMILY}", 4, "a👩…"),  # no joiner before the ellipsis
    ],
)
def test_text_is_cut_to_its_columns(text: str, columns: int, shown: str):
    assert truncate_text(text, columns) == shown
    assert text_columns(shown) <= columns


def test_text_wraps_between_words_and_its_last_line_is_cut():
    assert wrap_text("one two three four", 9, 3) == ["one two", "three", "four"]
    assert wrap_text("one two three four", 9, 2) == ["one two", "three fo…"]
    assert wrap_text("", 9, 2) == [""]


def test_columns_fill_the_width():
    columns = Columns(20, 320, 6)
    assert (columns.at(0), columns.middle(0), columns.at(6)) == (20, 45, 320)


def test_a_day_is_drawn_inside_its_week():
    columns = WeekColumns(0, 140, 2, date(2026, 11, 23))
    assert columns.weeks == [date(2026, 11, 23), date(2026, 11, 30)]
    assert (columns.day(date(2026, 11, 26)), columns.day(date(2026, 11, 30))) == (35, 75)


def test_a_scale_may_run_upwards():
    scale = Scale(98, 28, 0, 10)
    assert (scale.at(0), scale.at(5), scale.at(10)) == (98, 63, 28)
