"""The log as JSON: one object a line, with nothing that an exception quotes."""

from __future__ import annotations

import json
import logging
import os
import re
import runpy

import pytest

from runtime.instance import ROOT
from runtime.log_formatter import JsonFormatter


def log_record(message: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("couples.x", logging.ERROR, "x.py", 1, message, args, info)


def test_the_log_as_json_says_when_where_and_what():
    entry = json.loads(JsonFormatter().format(log_record("mails given up: %s", 3)))
    assert set(entry) == {"time", "level", "logger", "event", "process"}
    assert entry["event"] == "mails given up: 3"
    assert (entry["level"], entry["logger"]) == ("ERROR", "couples.x")
    assert entry["process"].endswith(str(os.getpid()))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", entry["time"])


def test_the_log_as_json_is_a_line_even_with_an_error():
    try:
        raise ValueError("\n".join(["the blue", "tea" + "pot"]))
    except ValueError as error:
        line = JsonFormatter().format(log_record("a sweep\nfailed", error=error))
    assert "\n" not in line
    assert "teapot" not in line
    assert json.loads(line)["error"].endswith("builtins.ValueError")


@pytest.mark.parametrize(("given", "formatter"), [("", "line"), ("text", "line"), ("JSON", "json")])
def test_the_setting_chooses_the_form(given: str, formatter: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("IMAGO_LOG", given)
    found = runpy.run_path(str(ROOT / "imago_web" / "settings.py"))["LOGGING"]
    assert found["handlers"]["console"]["formatter"] == formatter
    assert found["formatters"]["json"]["()"] == "runtime.log_formatter.JsonFormatter"
