"""Exports are complete, contain only the user's own data, and load nothing external."""

from __future__ import annotations

import json
import re
import sys
import zlib
from datetime import timedelta
from types import ModuleType

import pytest
from django.template.loader import render_to_string
from django.test import Client

from couples.models import Couple, Partner, User
from tests.factories import signed_in
from workup import export, services
from workup.models import Workup
from workup.picture_context import PicturePage
from workup.queries import answers_of

JSON = "/workup/take-away/workup.json"
SCRIPTS = "Ωμέγα Москва مرحبا שלום नमस्ते 你好 👩‍👩‍👧 ¿qué?"


@pytest.fixture
def ana_client(ana: User, workup_of_ana: Workup) -> Client:
    return signed_in(ana)


def pdf_of(user: User) -> str:
    return f"/workup/take-away/{Workup.objects.current(user).pk}/workup.pdf"


def test_the_json_holds_every_answer_and_says_where_the_picture_comes_from(
    ana_client: Client, workup_of_ana: Workup
):
    answer = ana_client.get(JSON)
    data = json.loads(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="workup.json"'
    assert answer["Cache-Control"] == "no-store"
    assert (data["format"], data["version"]) == ("imago-workup", 1)
    [workup] = data["workups"]
    stored = answers_of(workup_of_ana)
    assert {(item["question"], item["about"]): item["answer"] for item in workup["answers"]} == stored
    need = next(part for part in data["picture"] if part["part"] == "need")
    assert need["from"] == [{"question": "needed", "about": "", "item": ""}]


def test_the_json_holds_earlier_workups_too(ana_client: Client, ana: User):
    Workup.objects.create(user=ana)
    assert len(json.loads(ana_client.get(JSON).content)["workups"]) == 2


@pytest.mark.slow
def test_an_earlier_workup_can_be_printed_too(ana_client: Client, ana: User, workup_of_ana: Workup):
    Workup.objects.create(user=ana)
    path = f"/workup/take-away/{workup_of_ana.pk}/workup.pdf"
    assert path in ana_client.get("/workup/take-away/").content.decode()
    assert ana_client.get(path).content.startswith(b"%PDF")


def test_an_empty_workup_can_be_exported(eve: User):
    phone = signed_in(eve)
    assert json.loads(phone.get(JSON).content)["picture"] == []
    assert phone.get(pdf_of(eve)).content.startswith(b"%PDF")


def test_the_printed_page_holds_every_answer_and_every_part(workup_of_ana: Workup, ana: User):
    page = render_to_string("workup/pdf.html", export.print_context(PicturePage(workup_of_ana, None), "Ana"))
    for text in (
        "Where Ana comes from",
        "Grandma Rosa",
        "told my day to the cat",
        "always busy (a great deal)",
        "7",
    ):
        assert text in page
    assert "Where I can grow" in page
    assert page.count("<svg") == 2


def test_the_partner_is_named_unless_it_was_finished_before_them(
    ana_and_ben: Couple, ana: User, workup_of_ana: Workup
):
    page = PicturePage(workup_of_ana, Partner.objects.current(ana))
    printed = render_to_string("workup/pdf.html", export.print_context(page, "Ana"))
    for text in ("<h2>About Ben</h2>", "What do you love about Ben?", "The people who raised me, and Ben"):
        assert text in printed
    assert "partner" not in printed.lower()
    assert "Ben" in {choices.label for choices in page.word_choices}
    workup_of_ana.finished_at = ana_and_ben.created_at - timedelta(days=1)
    page = PicturePage(workup_of_ana, Partner.objects.current(ana))
    printed = render_to_string("workup/pdf.html", export.print_context(page, "Ana"))
    assert "<h2>About your partner</h2>" in printed
    assert "Ben" not in printed


@pytest.mark.slow
def test_the_pdf_has_all_pages_and_no_external_links(ana_client: Client, ana: User, workup_of_ana: Workup):
    services.save_answer(workup_of_ana, "want", "", SCRIPTS, services.BaseVersion(1))
    answer = ana_client.get(pdf_of(ana))
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert len(re.findall(rb"/Type /Page\b", inflated(answer.content))) >= 3
    assert b"http" not in re.sub(rb"http://www\.w3\.org|http://ns\.adobe\.com", b"", inflated(answer.content))


def inflated(pdf: bytes) -> bytes:
    """Return a PDF with its streams decompressed."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    opened = [zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x"]
    return pdf + b"".join(opened)


class NoPango(ModuleType):
    """WeasyPrint on a machine without Pango."""

    def __getattr__(self, name: str) -> object:
        raise OSError("cannot load library 'libpango-1.0-0'")


def test_without_pango_it_says_so_kindly_and_offers_the_rest(
    ana_client: Client, ana: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "weasyprint", NoPango("weasyprint"))
    answer = ana_client.get(pdf_of(ana))
    assert answer.status_code == 503
    assert "have the Pango library" in answer.content.decode()
    assert JSON in answer.content.decode()
