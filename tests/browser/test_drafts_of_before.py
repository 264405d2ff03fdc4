"""What a phone has kept under an earlier version is there under this one. Names and values are written here as 0.2.0
writes them: a phone keeps them for as long as nobody opens the page."""

from __future__ import annotations

import json
import secrets

import pytest
from playwright.sync_api import Page, expect

from couples.models import Partner, User
from dialogues.models import Turn
from tests.browser.conftest import Phones
from tests.dialogues.dialogue_driver import Talk
from workup.models import Workup

pytestmark = pytest.mark.browser
WORDS = "When dinner goes quiet, I feel alone."
SENT = "I would like to tell you about Sunday."
NEEDED = "/workup/question/needed/"
NEW_REQUEST = "/requests/new/"


def keep(page: Page, **areas: dict[str, str]) -> None:
    """Put this into the phone's storage, as a page of before did."""
    page.goto("/robots.txt")
    page.evaluate(
        "(areas) => { for (const [area, kept] of Object.entries(areas)) Object.assign(window[area], kept) }",
        areas,
    )


def partner_of(user: User) -> int:
    partner = Partner.objects.current(user)
    assert partner
    return partner.pk


def test_the_dialogue_has_its_draft_its_setting_and_the_move_that_was_on_its_way(
    talk: Talk, phones: Phones, ana: User
):
    talk.play("ben accept, ana ready, ben ready")
    room = f"imago:{partner_of(ana)}:{talk.pk}:"
    page = phones.page("ana")
    settings = {"imago:memory": "off", "imago:hands-free:on": "yes", "imago:hands-free:voice": "no"}
    keep(page, localStorage={f"{room}draft:send": WORDS, **settings})
    phones.enter("ana", page)
    expect(page.locator("#words-send")).to_have_value(WORDS)
    expect(page.locator("#memory")).not_to_be_checked()
    assert settings.items() <= page.evaluate("({ ...localStorage })").items()
    move = {
        "pressed": 1,
        "move": "send",
        "words": SENT,
        "fields": {},
        "seen": talk.now().version,
        "step": "sending",
    }
    pending = {**move, "key": secrets.token_urlsafe(16)}
    keep(page, localStorage={f"{room}outbox": json.dumps({"pending": pending, "next": None})})
    phones.enter("ana", page)
    expect(page.locator("#stage")).to_have_attribute("data-step", "mirroring", timeout=20_000)
    assert Turn.objects.get(dialogue=talk.pk, move="send").key == pending["key"]


def test_a_form_a_workup_and_the_search_have_their_words(phones: Phones, ana: User):
    workup, page = Workup.objects.create(user=ana), phones.page("ana")
    upon = {"key": secrets.token_urlsafe(16)}
    form = {"typed": [["frustration", ""], ["desire", WORDS]], "upon": upon}
    answer = [
        ["workup", str(workup.pk)],
        ["seen", "0"],
        ["writer", "a" * 22],
        ["words", SENT],
        ["count", "1"],
    ]
    keep(
        page,
        localStorage={
            f"imago:user-{ana.pk}:form:{NEW_REQUEST}": json.dumps(form),
            f"imago:user-{ana.pk}:answer:{'a' * 22}:{NEEDED}": json.dumps(answer),
        },
        sessionStorage={
            f"imago:{partner_of(ana)}:search": json.dumps({"typed": "Sunday", "scroll": 0, "steps": []})
        },
    )
    page.goto(NEW_REQUEST)
    expect(page.locator(".autosave-status")).to_contain_text("earlier visit")
    expect(page.locator("[name=key]")).to_have_value(upon["key"])
    page.fill("#id_frustration", SENT)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/ladder/?step=feel")
    page.goto(page.url.replace("feel", "desire"))
    expect(page.locator("#id_desire")).to_have_value(WORDS)
    page.goto("/transcripts/search/")
    expect(page.locator("[name=q]")).to_have_value("Sunday")
    with page.expect_response(lambda response: NEEDED in response.url and response.request.method == "POST"):
        page.goto("/workup/")
    page.goto(NEEDED)
    expect(page.locator("#words")).to_have_value(SENT)


def test_a_tab_of_before_that_signs_out_or_leaves_takes_the_new_one_along(phones: Phones):
    here, there = phones.page("ana"), phones.page("ana")
    here.goto(NEW_REQUEST)
    here.evaluate("localStorage['imago:user-1:form:/x/'] = '{}'")
    there.goto("/robots.txt")
    there.evaluate("localStorage['signed-out'] = '1'")
    expect(here.locator("#id_frustration")).to_be_visible()
    here.wait_for_function("!('imago:user-1:form:/x/' in localStorage)")
    there.evaluate("localStorage['leaving'] = '1'")
    here.wait_for_url("**/blank/")
