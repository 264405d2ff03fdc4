"""The export page, as the owner, the partner and a stranger see it."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from couples.leaving import leave_couple
from couples.models import User
from couples.profiles import withdraw_consent
from dialogues import erasure
from dialogues.models import Dialogue
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import signed_in
from tests.markup import compact
from tests.transcripts.random_dialogue import current_partner
from tests.transcripts.test_export_services import is_deleted, key_of
from transcripts.exports import services, worker
from transcripts.models import Export, Note
from vault import datakeys

EXPORTS_URL = "/transcripts/take/"
ALL_AS_JSON = {"what": "all", "format": "json"}


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    return talk


@pytest.fixture
def browser(ana: User, talk: Talk) -> Client:
    return signed_in(ana)


def post_and_build(client: Client, **wanted: str) -> Export:
    """The export that was requested by the form, built."""
    answer = client.post(EXPORTS_URL, ALL_AS_JSON | wanted)
    export: Export = Export.objects.latest("requested_at")
    assert (answer.status_code, answer["Location"]) == (302, f"{EXPORTS_URL}#parcel-{export.pk}")
    worker.build_waiting()
    export.refresh_from_db()
    return export


def export_url(export: Export, end: str = "") -> str:
    return f"{EXPORTS_URL}{export.pk}/{end}"


@pytest.mark.parametrize(
    ("format", "kind", "begins"),
    [
        ("pdf", "application/pdf", b"%PDF"),
        ("md", "text/markdown; charset=utf-8", b"# Dialogues of Ana and Ben"),
        ("json", "application/json", b"{"),
    ],
)
def test_a_download_has_a_neutral_file_name(browser: Client, format: str, kind: str, begins: bytes):
    answer = browser.get(export_url(post_and_build(browser, format=format)))
    assert answer.content.startswith(begins)
    assert answer["Content-Type"] == kind
    assert (
        answer["Content-Disposition"] == f'attachment; filename="imago-all-{timezone.localdate()}.{format}"'
    )
    assert answer["Cache-Control"] == "no-store"


def test_the_page_shows_progress_and_expiry(browser: Client):
    assert "Your files" not in browser.get(EXPORTS_URL).text
    browser.post(EXPORTS_URL, ALL_AS_JSON)
    waiting = browser.get(EXPORTS_URL).text
    assert "It's waiting its turn." in waiting
    assert 'hx-trigger="every 2s"' in waiting
    export = Export.objects.get()
    claimed = worker.claim_next()
    assert claimed
    worker.update_claimed(claimed, done=0, total=1)
    assert "0 of 1 dialogues" in browser.get(EXPORTS_URL).text
    worker.build_export(claimed)
    done = browser.get(EXPORTS_URL).text
    assert re.search(r"Ready, [\d.]+\sKB\. It's here for 24 more hours\.", done)
    assert export_url(export) in done
    assert "hx-trigger" not in done


def test_polling_returns_only_the_list_of_exports(browser: Client):
    post_and_build(browser)
    part = browser.get(EXPORTS_URL, headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<div class="stack" id="parcels">')
    assert ">Download</a>" in part
    assert "<html" not in part


def test_an_unfinished_export_cannot_be_downloaded(browser: Client):
    browser.post(EXPORTS_URL, ALL_AS_JSON)
    answer = browser.get(export_url(Export.objects.get()))
    assert (answer.status_code, answer["Location"]) == (302, EXPORTS_URL)


def test_a_single_dialogue_is_exported_from_its_page(browser: Client, talk: Talk, ana: User, ben: User):
    Talk(ana, ben).play("ben decline")
    form = render_to_string("transcripts/export_dialogue.html", {"dialogue": talk.dialogue})
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert fields == {"what": "one", "dialogue": str(talk.pk)}
    data = json.loads(browser.get(export_url(post_and_build(browser, **fields))).content)
    assert [dialogue["id"] for dialogue in data["dialogues"]] == [str(talk.pk)]
    day = talk.now().created_at
    assert f"The dialogue of {day.day} {day:%B}, JSON" in browser.get(EXPORTS_URL).text


def test_notes_are_included_on_request(browser: Client, ana: User, talk: Talk):
    Note.objects.create(user=ana, dialogue=talk.dialogue, seq=4, words="a note")
    assert b"a note" not in browser.get(export_url(post_and_build(browser))).content
    assert b"a note" in browser.get(export_url(post_and_build(browser, notes="yes"))).content


def test_an_identical_export_is_not_built_twice(browser: Client):
    first = post_and_build(browser)
    answer = browser.post(EXPORTS_URL, ALL_AS_JSON, follow=True)
    assert "You already have this file." in answer.text
    assert list(Export.objects.all()) == [first]


def test_a_fourth_export_is_refused(browser: Client):
    for format in ("pdf", "md", "json"):
        browser.post(EXPORTS_URL, {"what": "all", "format": format})
    answer = browser.post(EXPORTS_URL, {"what": "mine", "format": "md"})
    assert answer.status_code == 409
    assert "You already have three files." in answer.text
    assert 'value="mine" required checked' in compact(answer.text)
    assert re.search(r'value="md" checked', answer.text)


@pytest.mark.parametrize(
    "fields",
    [{}, {"what": "all"}, {"what": "everything", "format": "json"}, {"what": "all", "format": "doc"}],
)
def test_an_incomplete_form_shows_errors(browser: Client, fields: dict[str, str]):
    answer = browser.post(EXPORTS_URL, fields)
    assert answer.status_code == 422
    assert "Please choose one of these." in answer.text


def test_an_export_can_be_deleted_early(browser: Client):
    export = post_and_build(browser)
    assert browser.post(export_url(export, "drop/"))["Location"] == EXPORTS_URL
    assert is_deleted(export)
    assert browser.get(export_url(export)).status_code == 404
    assert browser.post(export_url(export, "drop/")).status_code == 302


def test_an_export_whose_key_is_gone_is_not_found(browser: Client):
    export = post_and_build(browser)
    datakeys.destroy_key(key_of(export))
    assert browser.get(export_url(export)).status_code == 404


@pytest.mark.parametrize("name", ["ben", "cleo", "eve"])
def test_nobody_else_can_see_download_or_delete_it(
    browser: Client, request: pytest.FixtureRequest, name: str
):
    export = post_and_build(browser)
    other = signed_in(request.getfixturevalue(name))
    assert "Your files" not in other.get(EXPORTS_URL).text
    assert other.get(export_url(export)).status_code == 404
    other.post(export_url(export, "drop/"))
    assert browser.get(export_url(export)).status_code == 200


def test_open_or_foreign_dialogues_cannot_be_exported(
    browser: Client, ana: User, ben: User, cleo: User, dan: User
):
    other_couples = Talk(cleo, dan)
    other_couples.play("ben decline")
    for dialogue in (Talk(ana, ben).pk, other_couples.pk, "", "no"):
        status = browser.post(EXPORTS_URL, {"what": "one", "format": "md", "dialogue": dialogue}).status_code
        assert status in (404, 422)
    assert not Export.objects.exists()


def test_after_leaving_only_own_data_can_be_exported(
    browser: Client, ana: User, ben: User, talk: Talk, add_provider: Callable[..., None]
):
    add_provider("own", "Your own", lambda user: {"name": user.profile.first_name})
    together = post_and_build(browser)
    leave_couple(current_partner(ben))
    assert browser.get(export_url(together)).status_code == 404
    page = browser.get(EXPORTS_URL).text
    assert "All your dialogues" not in page
    assert browser.post(EXPORTS_URL, ALL_AS_JSON).status_code == 422
    assert browser.post(EXPORTS_URL, {"what": "one", "format": "md", "dialogue": talk.pk}).status_code == 422
    own: dict[str, Any] = json.loads(browser.get(export_url(post_and_build(browser, what="mine"))).content)
    assert (own["format"], own["version"], own["name"]) == ("imago-mine", 1, "Ana")
    assert own["rooms"] == [{"name": "own", "title": "Your own", "holds": {"name": "Ana"}}]


@pytest.mark.parametrize(
    ("state", "error", "sentence", "button"),
    [
        ("failed", "no_pdf", "doesn't have the Pango library", "Create it as Markdown"),
        ("failed", "broken", "Nothing of yours is lost", "Try again"),
        ("ready", "letters", "no font for some of the letters", "Create it as Markdown"),
    ],
)
def test_a_failed_export_says_why_and_offers_a_retry(
    browser: Client, state: str, error: str, sentence: str, button: str
):
    export = post_and_build(browser, format="pdf", notes="yes")
    Export.objects.update(state=state, error=error)
    page = browser.get(EXPORTS_URL).text
    assert sentence in page
    [form] = [form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if button in form]
    fields = dict(re.findall(r'<input type="hidden" name="(what|format|notes)" value="([^"]*)"', form))
    assert browser.post(EXPORTS_URL, fields).status_code == 302
    new = Export.objects.exclude(pk=export.pk).get()
    assert (new.scope, new.with_notes) == ("all", True)
    assert new.format == ("pdf" if error == "broken" else "md")


def test_without_consent_only_own_data_can_be_exported(browser: Client, ana: User):
    together = post_and_build(browser)
    withdraw_consent(ana)
    assert browser.get(export_url(together))["Location"] == "/welcome/"
    page = browser.get(EXPORTS_URL).text
    assert 'href="/welcome/"' in page
    assert "You can download it once you've agreed again." in page
    assert export_url(together) not in page.replace(export_url(together, "drop/"), "")
    assert "All your dialogues</strong>" not in page
    for scope in ("all", "one"):
        assert browser.post(EXPORTS_URL, ALL_AS_JSON | {"what": scope}).status_code == 422
    own = json.loads(browser.get(export_url(post_and_build(browser, what="mine"))).content)
    assert own["format"] == "imago-mine"
    assert browser.post(export_url(together, "drop/"))["Location"] == EXPORTS_URL
    assert is_deleted(together)


def test_a_new_user_has_nothing_to_export(db: None):
    newcomer = signed_in(User.objects.create_user("fay@example.org"))
    for answer in (newcomer.get(EXPORTS_URL), newcomer.post(EXPORTS_URL, {"what": "mine", "format": "json"})):
        assert answer.status_code == 200
        assert "There's nothing of yours here yet" in answer.text
    assert newcomer.get(f"{EXPORTS_URL}{uuid.uuid4()}/").status_code == 404
    assert newcomer.post(f"{EXPORTS_URL}{uuid.uuid4()}/drop/").status_code == 302
    assert not Export.objects.exists()


def test_erasing_words_is_reported_once_for_all_revoked_exports(
    browser: Client, ana: User, ben: User, talk: Talk
):
    packed = [post_and_build(browser), post_and_build(browser, format="md")]
    erasure.erase_for_both(talk.now(), current_partner(ben))
    page = browser.get(EXPORTS_URL).text
    assert page.count("A file was removed from here") == 1
    assert "Your files" not in page
    assert "A file was removed from here" in browser.get(EXPORTS_URL, headers={"HX-Request": "true"}).text
    for export in packed:
        assert browser.get(export_url(export))["Location"] == EXPORTS_URL
    post_and_build(browser)
    assert "A file was removed" not in browser.get(EXPORTS_URL).text
    assert "A file was removed" not in signed_in(ben).get(EXPORTS_URL).text


def test_an_export_deleted_during_a_download_is_not_found(browser: Client):
    export = post_and_build(browser)

    def drop_then(execute: Any, sql: str, *more: Any) -> Any:
        result = execute(sql, *more)
        if sql.startswith("SELECT") and "transcripts_parcel" in sql and not dropped:
            dropped.append(export.pk)
            services.delete_exports(Export.objects.filter(pk=export.pk))
        return result

    dropped: list[uuid.UUID] = []
    with connection.execute_wrapper(drop_then):
        answer = browser.get(export_url(export))
    assert dropped
    assert (answer.status_code, "This page isn't here" in answer.text) == (404, True)


def test_the_leave_page_mentions_shared_exports(browser: Client):
    post_and_build(browser, what="mine")
    assert "so save it first" not in browser.get("/leave/").text
    export = post_and_build(browser)
    page = browser.get("/leave/").text
    assert "so save it first" in page
    assert f'href="{EXPORTS_URL}"' in page
    browser.post(export_url(export, "drop/"))
    assert "so save it first" not in browser.get("/leave/").text


def test_the_status_sums_up_all_exports(browser: Client):
    for format in ("pdf", "md"):
        browser.post(EXPORTS_URL, ALL_AS_JSON | {"format": format})

    def news(*states: str) -> str:
        for export, state in zip(Export.objects.order_by("requested_at"), states, strict=True):
            Export.objects.filter(pk=export.pk).update(state=state)
        [status] = re.findall(r'role="status">([^<]*)<', browser.get(EXPORTS_URL).text)
        return unescape(status)

    assert news("waiting", "failed") == "Your file is being created."
    assert news("ready", "making") == "Your file is being created."
    assert news("ready", "ready") == "Your files are ready."
    assert news("ready", "failed") == "Some files couldn't be created."
    assert news("failed", "failed") == "Your file couldn't be created."


def test_own_data_counts_its_parts(browser: Client):
    browser.post(EXPORTS_URL, {"what": "mine", "format": "md"})
    claimed = worker.claim_next()
    assert claimed
    worker.update_claimed(claimed, done=2)
    assert f"2 of {claimed.total} parts" in browser.get(EXPORTS_URL).text


def test_open_dialogues_are_not_counted(browser: Client, ana: User, ben: User):
    Talk(ana, ben)
    assert Dialogue.objects.count() == 2
    assert "One dialogue that has ended" in browser.get(EXPORTS_URL).text
