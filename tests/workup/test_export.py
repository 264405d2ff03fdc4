"""What someone takes away is whole, theirs alone, and made without asking anybody."""

from __future__ import annotations

import json
import re
import sys
import zlib
from types import ModuleType

import pytest
from django.template.loader import render_to_string
from django.test import Client

from couples.models import User
from tests.factories import signed_in
from workup import export, services
from workup.models import Workup
from workup.picture_context import PicturePage
from workup.queries import answers_of

JSON = "/workup/take-away/workup.json"
SCRIPTS = "Ωμέγα Москва مرحبا שלום नमस्ते 你好 👩‍👩‍👧 ¿qué?"


@pytest.fixture
def mine(ana: User, workup_of_ana: Workup) -> Client:
    return signed_in(ana)


def pdf_of(user: User) -> str:
    return f"/workup/take-away/{Workup.objects.current(user).pk}/workup.pdf"


def test_the_json_holds_every_answer_and_says_where_the_picture_comes_from(
    mine: Client, workup_of_ana: Workup
):
    answer = mine.get(JSON)
    told = json.loads(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="workup.json"'
    assert answer["Cache-Control"] == "no-store"
    assert (told["format"], told["version"]) == ("imago-workup", 1)
    [workup] = told["workups"]
    stored = answers_of(workup_of_ana)
    assert {(one["question"], one["about"]): one["answer"] for one in workup["answers"]} == stored
    need = next(part for part in told["picture"] if part["part"] == "need")
    assert need["from"] == [{"question": "needed", "about": "", "item": ""}]


def test_the_json_holds_earlier_workups_too(mine: Client, ana: User):
    Workup.objects.create(user=ana)
    assert len(json.loads(mine.get(JSON).content)["workups"]) == 2


@pytest.mark.slow
def test_an_earlier_workup_can_be_printed_too(mine: Client, ana: User, workup_of_ana: Workup):
    Workup.objects.create(user=ana)
    path = f"/workup/take-away/{workup_of_ana.pk}/workup.pdf"
    assert path in mine.get("/workup/take-away/").content.decode()
    assert mine.get(path).content.startswith(b"%PDF")


def test_somebody_who_has_answered_nothing_can_take_that_away(eve: User):
    phone = signed_in(eve)
    assert json.loads(phone.get(JSON).content)["picture"] == []
    assert phone.get(pdf_of(eve)).content.startswith(b"%PDF")


def test_the_printed_page_holds_every_answer_and_every_part(workup_of_ana: Workup, ana: User):
    page = render_to_string("workup/pdf.html", export.print_context(PicturePage(workup_of_ana, None), "Ana"))
    for sign in (
        "The workup of Ana",
        "Grandma Rosa",
        "told my day to the cat",
        "always busy (very much)",
        "7",
    ):
        assert sign in page
    assert "My growing edge" in page
    assert page.count("<svg") == 2


@pytest.mark.slow
def test_the_pdf_is_made_of_what_is_in_it(mine: Client, ana: User, workup_of_ana: Workup):
    services.save_answer(workup_of_ana, "want", "", SCRIPTS, services.BaseVersion(1))
    answer = mine.get(pdf_of(ana))
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert len(re.findall(rb"/Type /Page\b", inflated(answer.content))) >= 3
    assert b"http" not in re.sub(rb"http://www\.w3\.org|http://ns\.adobe\.com", b"", inflated(answer.content))


def inflated(pdf: bytes) -> bytes:
    """A PDF with its streams opened."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    opened = [zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x"]
    return pdf + b"".join(opened)


class NoPango(ModuleType):
    """The library as it is where the libraries that it needs are missing."""

    def __getattr__(self, name: str) -> object:
        raise OSError("cannot load library 'libpango-1.0-0'")


def test_without_pango_it_says_so_kindly_and_offers_the_rest(
    mine: Client, ana: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "weasyprint", NoPango("weasyprint"))
    answer = mine.get(pdf_of(ana))
    assert answer.status_code == 503
    assert "lacks the library Pango" in answer.content.decode()
    assert JSON in answer.content.decode()
