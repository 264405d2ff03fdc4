"""A form outside the room: what is typed stays on the phone until the server has it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from change_requests import drafts, plans
from change_requests.draft_data import RequestDraft
from change_requests.models import Request
from core.form_utils import idempotency_key
from couples.models import Partner, User
from tests.browser.conftest import Phones, before_its_script
from tests.browser.couple import LONG
from tests.change_requests.factories import create_chosen_request, partner_of, plan_of
from tests.web_process import WebProcess

pytestmark = pytest.mark.browser
NEW = "/requests/new/"


def opened(phones: Phones, path: str = NEW) -> Page:
    page = phones.page("ana")
    page.goto(path)
    return page


def save(page: Page) -> None:
    page.locator(".step-buttons .button").last.click()


@pytest.fixture
def draft(ana: User, ben: User) -> Request:
    place = Partner.objects.current(ana)
    assert place
    return drafts.create_draft(place, RequestDraft(desire="to be seen"), idempotency_key())


def test_words_survive_a_closed_page_and_a_server_that_is_away(phones: Phones, server: WebProcess):
    page = opened(phones)
    page.fill("#id_frustration", "to be heard")
    page.close()
    page = opened(phones)
    expect(page.locator("#id_frustration")).to_have_value("to be heard")
    expect(page.locator(".autosave-status")).to_contain_text("earlier visit")
    server.terminate()
    save(page)
    expect(page.locator(".autosave-status")).to_contain_text("Not saved yet", timeout=LONG)
    server.start()
    save(page)
    page.wait_for_url("**/ladder/?step=feel")
    assert Request.objects.get().details.frustration == "to be heard"
    page.goto(NEW)
    expect(page.locator("#id_frustration")).to_have_value("")


def test_words_typed_before_the_script_is_there_are_kept_too(phones: Phones):
    page = phones.page("ana")
    with before_its_script(page, NEW, "autosave"):
        page.fill("#id_frustration", "to be heard")
    page.reload()
    expect(page.locator("#id_frustration")).to_have_value("to be heard")


def test_a_page_that_was_open_too_long_says_so_and_has_the_words_when_it_is_loaded_again(phones: Phones):
    page = opened(phones)
    page.fill("#id_frustration", "to be heard")
    page.context.clear_cookies(name="imago_csrf")  # as signing in again elsewhere would renew it
    save(page)
    expect(page.locator(".autosave-status")).to_contain_text("open too long")
    page.get_by_role("link", name="Reload the page").click()
    expect(page.locator(".autosave-status")).to_contain_text("earlier visit")
    save(page)
    page.wait_for_url("**/ladder/?step=feel")
    assert Request.objects.get().details.frustration == "to be heard"


def test_an_answer_that_got_lost_begins_no_second_request(phones: Phones):
    page = opened(phones)
    page.route(
        "**/new/",
        lambda route: (route.fetch(), route.abort()) if route.request.method == "POST" else route.continue_(),
    )
    page.fill("#id_frustration", "to be heard")
    save(page)
    expect(page.locator(".autosave-status")).to_contain_text("Not saved yet")
    page.unroute_all()
    page.reload()
    save(page)
    page.wait_for_url("**/ladder/?step=feel")
    assert [row.details.frustration for row in Request.objects.all()] == ["to be heard"]


def test_a_form_that_was_refused_and_then_saved_leaves_nothing_on_the_phone(phones: Phones):
    page = opened(phones)
    page.locator("#id_frustration").evaluate("box => box.removeAttribute('maxlength')")
    page.fill("#id_frustration", "so long " * 200)
    save(page)
    expect(page.locator("[role=alert]")).to_be_visible()
    page.fill("#id_frustration", "short")
    save(page)
    page.wait_for_url("**/ladder/?step=feel")
    page.goto(NEW)
    expect(page.locator("#id_frustration")).to_have_value("")
    page.fill("#id_frustration", "another one")
    save(page)
    page.wait_for_url("**/ladder/?step=feel")
    assert {row.details.frustration for row in Request.objects.all()} == {"short", "another one"}


def test_words_from_before_never_go_over_those_of_another_device_unseen(phones: Phones, draft: Request):
    path = f"/requests/{draft.pk}/ladder/?step=desire"
    page = opened(phones, path)
    page.fill("#id_desire", "to be held")
    page.close()
    drafts.update_ladder(draft, 0, {"desire": "to be left alone"})  # on the laptop, meanwhile
    page = opened(phones, path)
    expect(page.locator("#id_desire")).to_have_value("to be held")
    save(page)
    expect(page.locator(".conflict")).to_contain_text("to be left alone")
    expect(page.locator("#id_desire")).to_have_value("to be held")
    save(page)
    page.wait_for_url("**/wishes/")
    draft.refresh_from_db()
    assert draft.details.desire == "to be held"


def test_signed_out_meanwhile_the_words_wait_for_signing_in(phones: Phones, ana: User):
    page = opened(phones)
    page.fill("#id_frustration", "to be heard")
    phones.context("ana").clear_cookies()
    save(page)
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    phones.context("ana").add_cookies(phones.new_session("ana"))
    page.goto(NEW)
    expect(page.locator("#id_frustration")).to_have_value("to be heard")


def test_the_next_person_on_this_phone_finds_nothing(phones: Phones, ben: User):
    page = opened(phones)
    page.fill("#id_frustration", "to be heard")
    page.close()
    phones.context("ana").clear_cookies()
    phones.context("ana").add_cookies(phones.new_session("ben"))
    page = opened(phones)
    expect(page.locator("#id_frustration")).to_have_value("")
    assert "heard" not in page.evaluate("JSON.stringify(localStorage)")


def test_words_that_do_not_fit_stay_with_a_kind_sentence(phones: Phones, draft: Request):
    page = opened(phones, f"/requests/{draft.pk}/ladder/?step=fear")
    page.locator("#id_fear").evaluate("box => box.removeAttribute('maxlength')")
    page.fill("#id_fear", "so long " * 200)
    save(page)
    expect(page.locator("[role=alert]")).to_contain_text("nothing is lost")
    expect(page.locator("#id_fear")).to_have_value("so long " * 200)


def test_words_whose_form_is_gone_meanwhile_are_shown_to_be_taken_along(phones: Phones, ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    plans.add_gift(row, partner_of(ben), plan_of(row).pk, plan_of(row).days[0], "")
    page = phones.page("ben")
    page.goto(f"/requests/{row.pk}/")
    page.get_by_text("The next one is on").click()
    page.fill("#give-form textarea", "the lentils, and how you laughed")
    plans.finish_plan(row, partner_of(ana))
    page.reload()
    note = page.get_by_text("the lentils, and how you laughed")
    expect(note).to_be_visible()
    page.get_by_role("button", name="Delete them").click()
    expect(note).to_have_count(0)
    page.reload()
    expect(note).to_have_count(0)


def test_half_an_answer_leaves_a_form_that_can_be_sent_again(phones: Phones):
    # A service worker would send the form itself.
    phone = phones.browser.phone(phones.base_url, phones.cookies["ana"], service_workers="block")
    page = phone.new_page()
    page.goto(NEW)
    page.fill("#id_frustration", "to be heard")
    page.route(f"**{NEW}**", lambda route: route.fulfill(content_type="application/json", body='{"next"'))
    save(page)
    expect(page.locator(".autosave-status")).to_contain_text("Not saved yet")
    page.unroute_all()
    save(page)
    page.wait_for_url("**/ladder/?step=feel")
