"""A new export format is one class: the page offers it, the worker writes it, and it downloads with its own type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from django.test import Client

from couples.models import User
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import signed_in
from transcripts.exports import worker
from transcripts.exports.formats import FORMATS
from transcripts.exports.types import (
    AppDataSource,
    ExportFile,
    ExportFormat,
    ExportInfo,
    Progress,
    Transcript,
    track,
)
from transcripts.models import Export, Note

TAKE = "/transcripts/take/"


class PlainText(ExportFormat):
    name, suffix = "text", "txt"
    title, hint = "Plain text", "The words alone."
    content_type = "text/plain; charset=utf-8"

    def write_dialogues(
        self, info: ExportInfo, batches: Iterable[Sequence[Transcript]], *, single: bool = False
    ) -> ExportFile:
        transcripts = [one for batch in batches for one in batch]
        texts = [line.words or "" for one in transcripts for line in one.lines]
        notes = [note for one in transcripts for note in (one.notes or {}).values()]
        return ExportFile("\n".join([*texts, *notes]).encode())

    def write_own_data(self, info: ExportInfo, apps: AppDataSource, progress: Progress) -> ExportFile:
        return ExportFile("\n".join(f"{app.title}: {app.data}" for app in track(apps, progress)).encode())


@pytest.fixture(autouse=True)
def plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, PlainText.name, PlainText())


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    Note.objects.create(user=ana, dialogue=talk.dialogue, seq=4, words="what I noted")
    return talk


def download(client: Client, **wanted: str) -> str:
    """The file, requested by the page's form and built by the worker."""
    assert client.post(TAKE, {"format": "text", "notes": "yes"} | wanted).status_code == 302
    worker.build_waiting()
    export = Export.objects.get()
    page = client.get(TAKE).content.decode()
    assert f"{TAKE}{export.pk}/" in page
    assert ", Plain text</h3>" in page
    answer = client.get(f"{TAKE}{export.pk}/")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].endswith('.txt"')
    return answer.content.decode()


def test_the_pages_offer_it_with_its_title(ana: User, talk: Talk):
    phone = signed_in(ana)
    page = phone.get(TAKE).content.decode()
    assert '<input type="radio" name="format" value="text"' in page
    assert "The words alone." in page
    assert (
        'name="format" value="text">Plain text</button>'
        in phone.get(f"/transcripts/{talk.pk}/").content.decode()
    )


@pytest.mark.parametrize("scope", ["all", "one"])
def test_dialogues_and_notes_download_in_it(ana: User, talk: Talk, scope: str):
    text = download(signed_in(ana), what=scope, dialogue=str(talk.pk))
    assert "ana has something to send" in text
    assert text.endswith("what I noted")


def test_own_data_downloads_in_it(ana: User, talk: Talk):
    assert "what I noted" in download(signed_in(ana), what="mine")
