"""The form door: the same moves by POST, for plain pages and for scripts, and the same stage as by the socket."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any

import pytest
from channels.db import database_sync_to_async as in_database
from django.test import Client

from couples.models import Couple, User
from dialogues.models import Dialogue
from tests.dialogues.dialogue_driver import Talk, new_key
from tests.dialogues.socket_client import Phone
from tests.factories import pair, person, session_cookie, signed_in
from tests.web_process import WebProcess

pytestmark = pytest.mark.django_db
TO_SENDING = "ben accept, ana ready, ben ready"
BROWSER = {"Sec-Fetch-Mode": "navigate", "Accept": "text/html"}
SCRIPT = {"Sec-Fetch-Mode": "cors", "Accept": "*/*"}
JSON = {"Sec-Fetch-Mode": "cors", "Accept": "application/json"}
WORDS = "When dinner <b>goes</b> quiet, I feel “alone” & small."
ESCAPED = "When dinner &lt;b&gt;goes&lt;/b&gt; quiet, I feel “alone” &amp; small."
STAGE = re.compile(r'<div id="stage".*?\n</div>', re.DOTALL)


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    talk = Talk(ana, ben)
    talk.play(TO_SENDING)
    return talk


def post(talk: Talk, user: User, headers: dict[str, str], **fields: Any) -> Any:
    sent = {"move": "send", "words": WORDS, "seen": 3, "key": new_key(), **fields}
    return signed_in(user).post(f"/dialogues/{talk.pk}/moves/", sent, headers=headers)


def box_of(page: str, move: str) -> str:
    match = re.search(rf'id="words-{move}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert match
    return match[1]


def test_a_plain_form_is_led_back_to_the_room(talk: Talk, ana: User):
    response = post(talk, ana, BROWSER)
    assert (response.status_code, response.headers["Location"]) == (303, f"/dialogues/{talk.pk}/")
    assert ESCAPED in signed_in(ana).get(f"/dialogues/{talk.pk}/").text


def test_a_script_gets_the_stage_or_the_frames_that_the_socket_would_send(talk: Talk, ana: User):
    response = post(talk, ana, SCRIPT)
    assert response.status_code == 200
    assert 'data-step="mirroring" data-version="4" data-mine="false"' in response.text
    key = new_key()
    response = post(talk, ana, JSON, move="pause", seen=4, key=key)
    assert response.status_code == 200
    ack, stage = response.json()["frames"]
    assert ack == {"is": "ack", "key": key, "version": 5}
    assert (stage["is"], stage["version"], stage["step"]) == ("stage", 5, "paused")
    assert [turn["seq"] for turn in stage["turns"]] == [5]


def test_the_same_key_again_answers_as_the_first_time_did(talk: Talk, ana: User):
    key = new_key()
    assert [post(talk, ana, SCRIPT, key=key).status_code for _ in range(3)] == [200] * 3
    assert talk.now().version == 4


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"seen": 2}, 409, "Something just changed"),
        ({"words": "  "}, 422, "Please write a few words"),
        ({"words": "x" * 4001}, 422, "smaller pieces"),
        ({"move": "mirror"}, 422, "fit this step"),
        ({"seen": "x"}, 422, "one piece"),
        ({"key": "short"}, 422, "one piece"),
        ({"words": "\0"}, 422, "one piece"),
    ],
)
def test_a_refusal_says_why_and_shows_the_present_stage(
    talk: Talk, ana: User, fields: dict[str, Any], status: int, sentence: str
):
    for headers in (BROWSER, SCRIPT, JSON):
        response = post(talk, ana, headers, **fields)
        assert response.status_code == status
        assert 'data-step=\\"sending\\"' in response.text or 'data-step="sending"' in response.text
    assert sentence in post(talk, ana, BROWSER, **fields).text
    assert talk.now().version == 3


@pytest.mark.parametrize("headers", [BROWSER, SCRIPT])
@pytest.mark.parametrize(
    "fields",
    [{"seen": 2}, {"seen": "x"}, {"key": "short"}, {"words": WORDS + "\0"}, {"words": WORDS + "x" * 4001}],
)
def test_refused_words_are_still_in_the_box(
    talk: Talk, ana: User, headers: dict[str, str], fields: dict[str, Any]
):
    page = post(talk, ana, headers, **fields).text
    assert box_of(page, "send").startswith(ESCAPED)


def test_the_fold_that_refused_words_lie_in_is_open(talk: Talk, ana: User):
    talk.play("ana send, ben mirror")
    page = post(talk, ana, BROWSER, move="not_quite", seen=4).text
    fold = page.rindex("<details", 0, page.index('id="words-not_quite"'))
    assert page[fold:].startswith("<details open")
    assert box_of(page, "not_quite") == ESCAPED


def test_words_whose_box_is_gone_are_kept_in_sight(talk: Talk, ana: User, ben: User):
    talk.play("ben pause")
    page = post(talk, ana, BROWSER).text
    assert 'data-step="paused"' in page
    assert f'<textarea id="kept-words" rows="3">{ESCAPED}</textarea>' in page


def test_the_receiver_is_refused_and_sees_no_word(talk: Talk, ben: User):
    response = post(talk, ben, BROWSER)
    assert response.status_code == 422
    assert "It isn't your turn right now." in unescape(response.text)
    assert talk.now().turns.count() == 3


def test_a_garbled_move_is_answered_by_its_key(talk: Talk, ana: User):
    key = new_key()
    refused, _ = post(talk, ana, JSON, seen="x", key=key).json()["frames"]
    assert (refused["reason"], refused["key"]) == ("garbled", key)


@pytest.mark.parametrize("move", ["send" * 500_000, "(a*)*" * 8, "<b>"])
def test_a_strange_name_of_a_move_costs_nothing(talk: Talk, ana: User, move: str):
    began = time.thread_time()
    page = post(talk, ana, BROWSER, move=move).text
    assert time.thread_time() - began < 1
    assert ESCAPED in page


def test_whoever_is_signed_out_meanwhile_gets_their_words_back(talk: Talk):
    fields = {"move": "send", "words": WORDS, "seen": 3, "key": new_key()}
    response = Client().post(f"/dialogues/{talk.pk}/moves/", fields, headers=BROWSER)
    assert response.status_code == 403
    assert ESCAPED in response.text
    assert f"/accounts/login/?next=/dialogues/{talk.pk}/" in response.text
    assert talk.now().version == 3


def test_the_way_back_from_signing_in_leads_to_the_room(talk: Talk, ana: User):
    response = signed_in(ana).get(f"/dialogues/{talk.pk}/moves/")
    assert (response.status_code, response.headers["Location"]) == (302, f"/dialogues/{talk.pk}/")


def test_a_no_to_keeping_is_a_no(ana: User):
    fields = {"kind": "intentional", "mode": "written", "topic": "", "keep": "no"}
    signed_in(ana).post("/dialogues/", fields)
    assert not Dialogue.objects.get().keep_asked


def test_a_topic_that_shows_nothing_is_none(ana: User):
    fields = {"kind": "intentional", "mode": "written", "topic": "\u2800\u200b", "keep": "no"}
    signed_in(ana).post("/dialogues/", fields)
    assert Dialogue.objects.get().topic is None


def test_without_the_token_nothing_is_played(talk: Talk, ana: User):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ana)
    fields = {"move": "send", "words": WORDS, "seen": 3, "key": new_key()}
    assert browser.post(f"/dialogues/{talk.pk}/moves/", fields).status_code == 403
    assert talk.now().version == 3


def test_a_beginning_sent_again_leads_to_the_same_room(ana_and_ben: Couple, ana: User):
    phone, fields = signed_in(ana), {"kind": "appreciation", "mode": "written", "key": new_key()}
    rooms = {phone.post("/dialogues/new/", {**fields, "step": "mode"}).headers["Location"] for _ in range(4)}
    assert rooms == {f"/dialogues/{Dialogue.objects.get().pk}/"}
    for changed in ({"key": new_key()}, {"topic": "Our breakfasts"}):
        other = phone.post("/dialogues/new/", {**fields, "step": "mode", **changed}).headers["Location"]
        assert other not in rooms


def test_beginning_leads_into_the_room_and_who_begins_is_the_sender(ana_and_ben: Couple, ben: User):
    fields = {"kind": "appreciation", "mode": "spoken", "topic": "Our breakfasts", "keep": "yes"}
    response = signed_in(ben).post("/dialogues/", fields)
    begun = Dialogue.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, f"/dialogues/{begun.pk}/")
    assert (begun.kind, begun.mode, begun.topic, begun.keep_asked) == (
        "appreciation",
        "spoken",
        "Our breakfasts",
        True,
    )
    assert begun.state.sender == begun.started_by.slot == 1


@pytest.mark.parametrize("invalid", [{}, {"kind": "quarrel"}, {"mode": "sung"}, {"topic": "x" * 201}])
def test_a_beginning_that_does_not_fit_is_asked_for_again_and_keeps_what_was_typed(
    ana: User, invalid: dict[str, str]
):
    sent = {"kind": "intentional", "mode": "written", "topic": "Our evenings"} | invalid if invalid else {}
    response = signed_in(ana).post("/dialogues/", sent)
    assert response.status_code == 422
    if sent:
        assert sent["topic"] in response.text
    assert not Dialogue.objects.exists()


@pytest.mark.slow
def test_more_than_sixty_moves_a_minute_are_asked_to_slow_down(talk: Talk, ana: User):
    answers = [post(talk, ana, BROWSER, seen=2) for _ in range(61)]
    statuses = [response.status_code for response in answers]
    assert statuses == [409] * 59 + [422] * 2  # one move she had made before
    assert "Too fast" in answers[-1].text
    assert box_of(answers[-1].text, "send") == ESCAPED
    assert post(talk, ana, BROWSER, move="pause", words="").status_code == 303


@pytest.mark.django_db(transaction=True)
async def test_page_form_and_socket_show_the_same_bytes(server: WebProcess):
    def begin() -> tuple[Talk, dict[str, str]]:
        ana, ben = person("Ana"), person("Ben")
        pair(ana, ben)
        talk = Talk(ana, ben)
        talk.play(TO_SENDING)
        return talk, {"ana": session_cookie(ana), "ben": session_cookie(ben)}

    talk, cookies = await in_database(begin)()
    for cookie in cookies.values():
        phone = await Phone.join(server.base_url, talk.pk, cookie)
        by_socket = (await phone.stage())["html"]
        await phone.leave()
        browser = Client()
        browser.cookies["imago_session"] = cookie
        page = await in_database(lambda browser=browser: browser.get(f"/dialogues/{talk.pk}/").text)()
        fields = {"move": "mirror", "words": "", "seen": 3, "key": new_key()}
        by_form = await in_database(
            lambda browser=browser, fields=fields: (
                browser.post(f"/dialogues/{talk.pk}/moves/", fields, headers=SCRIPT).text
            )
        )()
        assert by_socket in page
        assert by_form == by_socket
