"""Pages are served without the indentation of their templates."""

from __future__ import annotations

from pathlib import Path

from django.template import Engine

INDENTED = """<ul>
  {% for word in words %}
    <li
        class="word">{{ word }} <b>!</b></li>
  {% endfor %}

</ul>
"""


def served(folder: Path, name: str, **context: object) -> str:
    (folder / name).write_text(INDENTED)
    engine = Engine(dirs=[str(folder)], loaders=["core.template_loader.Loader"])
    return engine.render_to_string(name, context)


def test_a_page_is_served_without_indentation_and_blank_lines(tmp_path: Path):
    page = served(tmp_path, "page.html", words=["one"])
    assert page == '<ul>\n\n<li\nclass="word">one <b>!</b></li>\n\n</ul>\n'


def test_what_people_wrote_keeps_its_indentation(tmp_path: Path):
    assert "\n    two" in served(tmp_path, "page.html", words=["one\n    two"])


def test_a_mail_is_sent_as_it_stands(tmp_path: Path):
    assert "\n    <li\n        class=" in served(tmp_path, "mail.txt", words=["one"])
