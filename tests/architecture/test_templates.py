"""Templates are written for people to read."""

from __future__ import annotations

import re

from django.template.loader import get_template

from runtime.instance import ROOT

LONGEST_LINE = 150
DJANGO_ATTRIBUTES = {
    "allow_multiple_selected",
    "attrs",
    "auto_id",
    "choice_label",
    "id_for_label",
    "is_bound",
    "non_field_errors",
    "widget_type",
}
OWN_ROOMS = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()} - {"tests", "bench"}
TEMPLATES = {path.relative_to(ROOT): path.read_text() for path in (ROOT / "templates").rglob("*.html")}
MESSAGE = re.compile(r"{% blocktranslate(?P<options>.*?)%}(?P<text>.*?){% endblocktranslate %}", re.DOTALL)


def test_every_template_compiles():
    for path in TEMPLATES:
        get_template(str(path.relative_to("templates")))


def test_no_line_is_too_long_to_read():
    lines = ((path, line) for path, source in TEMPLATES.items() for line in source.splitlines())
    assert [(path, line) for path, line in lines if len(line) > LONGEST_LINE] == []


def test_every_attribute_in_a_template_is_named_in_code():
    """Django renders an attribute that doesn't exist as nothing, so that a renamed one would just be missing."""
    code = "".join(path.read_text() for room in OWN_ROOMS for path in (ROOT / room).rglob("*.py"))
    names = set(re.findall(r"\w+", code)) | DJANGO_ATTRIBUTES
    used = {
        (str(path), name)
        for path, source in TEMPLATES.items()
        if path.parts[1] in {*OWN_ROOMS, "shell"}
        for tag in re.findall(r"{[{%].*?[%}]}", source, re.DOTALL)
        for name in re.findall(r"(?<=\w)\.([a-z_]+)\b", re.sub(r'"[^"]*"|\'[^\']*\'', "", tag))
    }
    assert len(used) > 500
    assert sorted((path, name) for path, name in used if name not in names) == []


def test_messages_on_several_lines_are_translated_without_their_indentation():
    messages = [(path, message) for path, source in TEMPLATES.items() for message in MESSAGE.finditer(source)]
    several_lines = [(path, message) for path, message in messages if "\n" in message["text"]]
    assert [
        (path, message[0]) for path, message in several_lines if "trimmed" not in message["options"]
    ] == []


def test_every_drawing_has_a_label_or_is_decoration():
    drawings = [
        (path, tag[0])
        for path, source in TEMPLATES.items()
        for tag in re.finditer(r"<svg\b.*?[^%]>", source, re.DOTALL)
    ]
    assert len(drawings) > 15
    hidden = 'aria-hidden="true"'
    labelled = re.compile(r'role="img".*aria-label', re.DOTALL)
    assert [one for one in drawings if hidden not in one[1] and not labelled.search(one[1])] == [], (
        'Give a chart role="img" and aria-label or aria-labelledby; hide a decoration with aria-hidden="true".'
    )
