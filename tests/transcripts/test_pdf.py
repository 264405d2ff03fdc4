"""PDF exports: every script is readable, pages are numbered, and nothing is left behind."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pypdf import PdfReader

from bench import dataset
from core.pdf_renderer import PdfUnavailable, block_external_fetch
from couples.models import Couple, User
from dialogues.models import Dialogue
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.transcripts.random_dialogue import MARKUP, SCRIPTS, RandomDialogue, current_partner
from transcripts.exports import build
from transcripts.exports.build import exportable_dialogues
from transcripts.exports.types import ExportFile

UNKNOWN = "\uf8ff"  # private use: no script has it


def build_pdf(user: User) -> ExportFile:
    me = current_partner(user)
    pks = list(exportable_dialogues(me).values_list("pk", flat=True))
    return build.build_dialogues(me, pks, "pdf", lambda done, total: None, notes=True)


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def build_pdf_with(ana: User, ben: User, words: str) -> ExportFile:
    talk = RandomDialogue(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    talk.make("ana", "send", words)
    talk.play("ben stop")
    return build_pdf(ana)


def fonts_of(content: bytes) -> set[str]:
    names = set()
    for page in PdfReader(io.BytesIO(content)).pages:
        resources: Any = page["/Resources"]
        fonts = resources.get("/Font", {})
        names |= {str(font.get_object()["/BaseFont"]) for font in fonts.values()}
    return names


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_printed(ana: User, ben: User, script: str):
    file = build_pdf_with(ana, ben, SCRIPTS[script])
    assert file.is_complete
    text = "".join(pages_of(file.content))
    letters = {letter for letter in SCRIPTS[script] if not letter.isspace()}
    assert letters - set(text) == set()


def test_no_script_is_slanted_or_bold(ana: User, ben: User):
    """Slanted or bold, letters of one font come out as those of another (see print/dialogues.css)."""
    fonts = fonts_of(build_pdf_with(ana, ben, "\n".join(SCRIPTS.values())).content)
    assert len(fonts) > 5
    assert not [name for name in fonts if any(face in name for face in ("Italic", "Oblique", "Bold"))]


def test_digits_are_not_set_in_an_emoji_font(ana: User, ben: User):
    assert not [
        name for name in fonts_of(build_pdf_with(ana, ben, "at 7, # 12 *").content) if "Emoji" in name
    ]


def test_markup_is_printed_as_text(ana: User, ben: User):
    text = "".join(pages_of(build_pdf_with(ana, ben, MARKUP).content))
    assert "<b>d</b> [e](f)" in text
    assert "{name}" in text


def test_missing_glyphs_are_noticed_and_not_logged(
    ana: User, ben: User, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    assert not build_pdf_with(ana, ben, f"one {UNKNOWN} sign").is_complete
    out, err = capfd.readouterr()
    assert UNKNOWN not in caplog.text + out + err
    assert "F8FF" not in caplog.text + out + err


@pytest.mark.slow
def test_pages_are_numbered_and_the_contents_link_to_them(
    ana: User, ana_and_ben: Couple, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(build, "DIALOGUE_BATCH", 2)
    dataset.create(ana_and_ben, 3)
    content = build_pdf(ana).content
    reader: Any = PdfReader(io.BytesIO(content))
    pages = [page.extract_text().strip() for page in reader.pages]
    [title, contents, *book] = pages
    assert title.startswith("Dialogues of Ana and Ben")
    assert [page.splitlines()[-1] for page in book] == [str(number) for number in range(1, len(book) + 1)]
    begins = [reader.get_destination_page_number(one) for one in reader.outline]
    topics = [one.topic for one in Dialogue.objects.order_by("created_at")]
    assert [pages[number].splitlines()[0] for number in begins] == topics
    listed = [line.split()[-1] for line in contents.splitlines() if "20" in line]
    assert listed == [str(page - 1) for page in begins]
    links = [note.get_object()["/Dest"][0].get_object() for note in reader.pages[1]["/Annots"]]
    assert [reader.get_page_number(page) for page in links] == begins
    assert reader.metadata.title == "imago"


def test_a_single_dialogue_has_no_cover(ana: User, ben: User):
    Talk(ana, ben).play(WHOLE)
    first = pages_of(build_pdf(ana).content)[0]
    assert first.startswith("Quiet dinners")
    assert "Ana speaks, Ben listens" in first
    assert "ana has something to send" in first
    assert "Contents" not in first


@pytest.mark.slow
def test_progress_counts_dialogues(ana: User, ana_and_ben: Couple, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(build, "DIALOGUE_BATCH", 1)
    dataset.create(ana_and_ben, 2)
    reports: list[tuple[int, int]] = []
    me = current_partner(ana)
    chosen = list(exportable_dialogues(me).values_list("pk", flat=True))
    build.build_dialogues(me, chosen, "pdf", lambda done, total: reports.append((done, total)), notes=False)
    assert reports == [(1, 2), (2, 2)]


def test_no_temporary_file_is_left(ana: User, ben: User):
    before = set(Path(tempfile.gettempdir()).iterdir())
    assert build_pdf_with(ana, ben, "\n".join(SCRIPTS.values())).content.startswith(b"%PDF")
    new = set(Path(tempfile.gettempdir()).iterdir()) - before
    assert [path for path in new if "weasy" in path.name or path.is_file()] == []


def test_own_data_is_printed_app_by_app(ana: User, add_provider: Callable[..., None]):
    add_provider(
        "first", "A first room", {"words": SCRIPTS["Hebrew"], "on": "2026-11-25T20:00:00+00:00", "yes": True}
    )
    add_provider("second", "A second room", [])
    made_of = build.build_own_data(ana, "pdf", lambda done, total: None)
    text = "\n".join(pages_of(made_of.content))
    assert "Everything that's yours,\nAna" in text
    assert text.index("A first room") < text.index("25 November 2026, 20:00") < text.index("A second room")
    assert "לבד" in text or "דבל" in text
    assert "Nothing here." in text


def test_nothing_is_fetched():
    with pytest.raises(ValueError, match="Blocked external fetch"):
        block_external_fetch("http://localhost/")


class NoPango(ModuleType):
    """The library as it is where the libraries that it needs are missing."""

    def __getattr__(self, name: str) -> object:
        raise OSError("cannot load library 'libpango-1.0-0'")


def test_missing_pango_is_reported(ana: User, ben: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "weasyprint", NoPango("weasyprint"))
    with pytest.raises(PdfUnavailable):
        build_pdf_with(ana, ben, "words")
