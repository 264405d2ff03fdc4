"""The pages of taking away, as their owner, their partner and a stranger see them."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
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
from tests.transcripts.random_dialogue import place
from tests.transcripts.test_export_services import is_gone, key_of
from transcripts.exports import services, worker
from transcripts.models import Export, Note
from vault import datakeys

TAKE = "/transcripts/take/"
ALL_AS_JSON = {"what": "all", "format": "json"}


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    return talk


@pytest.fixture
def mine(ana: User, talk: Talk) -> Client:
    return signed_in(ana)


def ready(client: Client, **wanted: str) -> Export:
    """What was asked for by the form, packed."""
    answer = client.post(TAKE, ALL_AS_JSON | wanted)
    export: Export = Export.objects.latest("asked_at")
    assert (answer.status_code, answer["Location"]) == (302, f"{TAKE}#parcel-{export.pk}")
    worker.build_waiting()
    export.refresh_from_db()
    return export


def at(export: Export, end: str = "") -> str:
    return f"{TAKE}{export.pk}/{end}"


@pytest.mark.parametrize(
    ("format", "kind", "begins"),
    [
        ("pdf", "application/pdf", b"%PDF"),
        ("md", "text/markdown; charset=utf-8", b"# Dialogues of Ana and Ben"),
        ("json", "application/json", b"{"),
    ],
)
def test_what_was_packed_is_fetched_under_a_name_that_says_nothing(
    mine: Client, format: str, kind: str, begins: bytes
):
    answer = mine.get(at(ready(mine, format=format)))
    assert answer.content.startswith(begins)
    assert answer["Content-Type"] == kind
    assert (
        answer["Content-Disposition"] == f'attachment; filename="imago-all-{timezone.localdate()}.{format}"'
    )
    assert answer["Cache-Control"] == "no-store"


def test_the_page_says_what_is_packed_and_how_long_it_is_there(mine: Client):
    assert "Packed for you" not in mine.get(TAKE).text
    mine.post(TAKE, ALL_AS_JSON)
    waiting = mine.get(TAKE).text
    assert "It waits for its turn." in waiting
    assert 'hx-trigger="every 2s"' in waiting
    export = Export.objects.get()
    claimed = worker.claim_next()
    assert claimed
    worker.update_claimed(claimed, done=0, total=1)
    assert "0 of 1 dialogues" in mine.get(TAKE).text
    worker.build_export(claimed)
    done = mine.get(TAKE).text
    assert re.search(r"Ready, [\d.]+\sKB\. It is here for 24 more hours\.", done)
    assert at(export) in done
    assert "hx-trigger" not in done


def test_a_page_that_asks_how_far_it_is_gets_the_exports_alone(mine: Client):
    ready(mine)
    part = mine.get(TAKE, headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<div class="stack" id="parcels">')
    assert "Save the file" in part
    assert "<html" not in part


def test_what_is_not_ready_cannot_be_fetched_yet(mine: Client):
    mine.post(TAKE, ALL_AS_JSON)
    answer = mine.get(at(Export.objects.get()))
    assert (answer.status_code, answer["Location"]) == (302, TAKE)


def test_one_dialogue_is_asked_for_where_it_is_read(mine: Client, talk: Talk, ana: User, ben: User):
    Talk(ana, ben).play("ben decline")
    form = render_to_string("transcripts/export_dialogue.html", {"dialogue": talk.dialogue})
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert fields == {"what": "one", "dialogue": str(talk.pk)}
    told = json.loads(mine.get(at(ready(mine, **fields))).content)
    assert [one["id"] for one in told["dialogues"]] == [str(talk.pk)]
    day = talk.now().created_at
    assert f"The dialogue of {day.day} {day:%B}, JSON" in mine.get(TAKE).text


def test_notes_come_along_when_the_box_is_ticked(mine: Client, ana: User, talk: Talk):
    Note.objects.create(user=ana, dialogue=talk.dialogue, seq=4, words="a note")
    assert b"a note" not in mine.get(at(ready(mine))).content
    assert b"a note" in mine.get(at(ready(mine, notes="yes"))).content


def test_the_same_again_is_shown_and_not_packed_twice(mine: Client):
    first = ready(mine)
    answer = mine.post(TAKE, ALL_AS_JSON, follow=True)
    assert "This one is here already." in answer.text
    assert list(Export.objects.all()) == [first]


def test_a_fourth_one_is_put_off_with_a_sentence(mine: Client):
    for format in ("pdf", "md", "json"):
        mine.post(TAKE, {"what": "all", "format": format})
    answer = mine.post(TAKE, {"what": "mine", "format": "md"})
    assert answer.status_code == 409
    assert "Three are here already." in answer.text
    assert 'value="mine" required checked' in compact(answer.text)
    assert re.search(r'value="md" checked', answer.text)


@pytest.mark.parametrize(
    "said", [{}, {"what": "all"}, {"what": "everything", "format": "json"}, {"what": "all", "format": "doc"}]
)
def test_what_is_missing_is_asked_for_once_more(mine: Client, said: dict[str, str]):
    answer = mine.post(TAKE, said)
    assert answer.status_code == 422
    assert "Please choose one of these." in answer.text


def test_it_can_be_let_go_before_its_day_is_over(mine: Client):
    export = ready(mine)
    assert mine.post(at(export, "drop/"))["Location"] == TAKE
    assert is_gone(export)
    assert mine.get(at(export)).status_code == 404
    assert mine.post(at(export, "drop/")).status_code == 302


def test_what_goes_at_the_very_moment_of_fetching_is_not_there(mine: Client):
    export = ready(mine)
    datakeys.destroy_key(key_of(export))
    assert mine.get(at(export)).status_code == 404


@pytest.mark.parametrize("who", ["ben", "cleo", "eve"])
def test_nobody_else_sees_fetches_or_lets_go_of_it(mine: Client, request: pytest.FixtureRequest, who: str):
    export = ready(mine)
    other = signed_in(request.getfixturevalue(who))
    assert "Packed for you" not in other.get(TAKE).text
    assert other.get(at(export)).status_code == 404
    other.post(at(export, "drop/"))
    assert mine.get(at(export)).status_code == 200


def test_what_is_not_over_or_not_theirs_cannot_be_asked_for(
    mine: Client, ana: User, ben: User, cleo: User, dan: User
):
    theirs = Talk(cleo, dan)
    theirs.play("ben decline")
    for dialogue in (Talk(ana, ben).pk, theirs.pk, "", "no"):
        status = mine.post(TAKE, {"what": "one", "format": "md", "dialogue": dialogue}).status_code
        assert status in (404, 422)
    assert not Export.objects.exists()


def test_after_leaving_there_is_what_is_ones_own_and_nothing_else(
    mine: Client, ana: User, ben: User, talk: Talk, belonging: Callable[..., None]
):
    belonging("own", "Your own", lambda user: {"name": user.profile.first_name})
    together = ready(mine)
    leave_couple(place(ben))
    assert mine.get(at(together)).status_code == 404
    page = mine.get(TAKE).text
    assert "All your dialogues" not in page
    assert mine.post(TAKE, ALL_AS_JSON).status_code == 422
    assert mine.post(TAKE, {"what": "one", "format": "md", "dialogue": talk.pk}).status_code == 422
    own: dict[str, Any] = json.loads(mine.get(at(ready(mine, what="mine"))).content)
    assert (own["format"], own["version"], own["name"]) == ("imago-mine", 1, "Ana")
    assert own["rooms"] == [{"name": "own", "title": "Your own", "holds": {"name": "Ana"}}]


@pytest.mark.parametrize(
    ("state", "error", "sentence", "button"),
    [
        ("failed", "no_pdf", "lacks the library Pango", "Pack it as Markdown"),
        ("failed", "broken", "Nothing of yours is lost", "Try it again"),
        ("ready", "letters", "no font for some of the letters", "Pack it as Markdown"),
    ],
)
def test_what_is_wrong_is_said_kindly_with_a_way_on(
    mine: Client, state: str, error: str, sentence: str, button: str
):
    export = ready(mine, format="pdf", notes="yes")
    Export.objects.update(state=state, error=error)
    page = mine.get(TAKE).text
    assert sentence in page
    [form] = [form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if button in form]
    fields = dict(re.findall(r'<input type="hidden" name="(what|format|notes)" value="([^"]*)"', form))
    assert mine.post(TAKE, fields).status_code == 302
    new = Export.objects.exclude(pk=export.pk).get()
    assert (new.scope, new.with_notes) == ("all", True)
    assert new.format == ("pdf" if error == "broken" else "md")


def test_who_has_taken_their_agreement_back_takes_what_is_theirs_and_nothing_else(mine: Client, ana: User):
    together = ready(mine)
    withdraw_consent(ana)
    assert mine.get(at(together))["Location"] == "/welcome/"
    page = mine.get(TAKE).text
    assert 'href="/welcome/"' in page
    assert "You can save it once you have agreed again." in page
    assert at(together) not in page.replace(at(together, "drop/"), "")
    assert "All your dialogues</strong>" not in page
    for what in ("all", "one"):
        assert mine.post(TAKE, ALL_AS_JSON | {"what": what}).status_code == 422
    own = json.loads(mine.get(at(ready(mine, what="mine"))).content)
    assert own["format"] == "imago-mine"
    assert mine.post(at(together, "drop/"))["Location"] == TAKE
    assert is_gone(together)


def test_who_has_told_nothing_of_themselves_yet_reads_that_there_is_nothing(db: None):
    newcomer = signed_in(User.objects.create_user("fay@example.org"))
    for answer in (newcomer.get(TAKE), newcomer.post(TAKE, {"what": "mine", "format": "json"})):
        assert answer.status_code == 200
        assert "There is nothing of yours here yet" in answer.text
    assert newcomer.get(f"{TAKE}{uuid.uuid4()}/").status_code == 404
    assert newcomer.post(f"{TAKE}{uuid.uuid4()}/drop/").status_code == 302
    assert not Export.objects.exists()


def test_when_words_were_let_go_the_page_says_once_that_a_file_went(
    mine: Client, ana: User, ben: User, talk: Talk
):
    packed = [ready(mine), ready(mine, format="md")]
    erasure.erase_for_both(talk.now(), place(ben))
    page = mine.get(TAKE).text
    assert page.count("A file that was packed here has gone") == 1
    assert "Packed for you" not in page
    assert "A file that was packed here has gone" in mine.get(TAKE, headers={"HX-Request": "true"}).text
    for export in packed:
        assert mine.get(at(export))["Location"] == TAKE
    ready(mine)
    assert "has gone" not in mine.get(TAKE).text
    assert "has gone" not in signed_in(ben).get(TAKE).text


def test_what_is_dropped_while_it_is_fetched_is_not_found(mine: Client):
    export = ready(mine)

    def drop_then(execute: Any, sql: str, *more: Any) -> Any:
        found = execute(sql, *more)
        if sql.startswith("SELECT") and "transcripts_parcel" in sql and not dropped:
            dropped.append(export.pk)
            services.delete_exports(Export.objects.filter(pk=export.pk))
        return found

    dropped: list[uuid.UUID] = []
    with connection.execute_wrapper(drop_then):
        answer = mine.get(at(export))
    assert dropped
    assert (answer.status_code, "There is nothing here for you" in answer.text) == (404, True)


def test_the_page_of_leaving_says_to_save_what_is_packed_of_both(mine: Client):
    ready(mine, what="mine")
    assert "save the file before you leave" not in mine.get("/leave/").text
    export = ready(mine)
    page = mine.get("/leave/").text
    assert "save the file before you leave" in page
    assert f'href="{TAKE}"' in page
    mine.post(at(export, "drop/"))
    assert "save the file before you leave" not in mine.get("/leave/").text


def test_how_it_stands_with_all_of_them_is_told_as_it_is(mine: Client):
    for format in ("pdf", "md"):
        mine.post(TAKE, ALL_AS_JSON | {"format": format})

    def news(*states: str) -> str:
        for export, state in zip(Export.objects.order_by("asked_at"), states, strict=True):
            Export.objects.filter(pk=export.pk).update(state=state)
        [status] = re.findall(r'role="status">([^<]*)<', mine.get(TAKE).text)
        return str(status)

    assert news("waiting", "failed") == "It is being packed."
    assert news("ready", "making") == "It is being packed."
    assert news("ready", "ready") == "All is packed."
    assert news("ready", "failed") == "Some of it could not be packed."
    assert news("failed", "failed") == "It could not be packed."


def test_of_what_is_ones_own_the_parts_are_counted(mine: Client):
    mine.post(TAKE, {"what": "mine", "format": "md"})
    claimed = worker.claim_next()
    assert claimed
    worker.update_claimed(claimed, done=2)
    assert f"2 of {claimed.total} parts" in mine.get(TAKE).text


def test_open_dialogues_are_not_counted(mine: Client, ana: User, ben: User):
    Talk(ana, ben)
    assert Dialogue.objects.count() == 2
    assert "One dialogue that has ended" in mine.get(TAKE).text
