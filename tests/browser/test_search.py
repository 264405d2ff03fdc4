"""Searching on a phone: key by key, to the place and back, and what stays in the tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Error, Page, Request, Route, expect

from bench import dataset
from couples.models import Couple, User
from tests.browser.chromium import launched
from tests.dialogues.dialogue_driver import Talk
from tests.factories import session_cookie
from tests.transcripts.search_helpers import mirrored_dialogue
from tests.web_process import WebProcess

pytestmark = pytest.mark.browser
PATH = "/transcripts/search/"
KEPT = "Object.values(sessionStorage).concat(Object.values(localStorage)).filter((text) => text.includes('garden'))"


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    return mirrored_dialogue(
        ana, ben, *(f"The path {number} leads far" for number in range(12)), "I miss our garden"
    )


@pytest.fixture
def script() -> bool:
    return True


@pytest.fixture
def context(server: WebProcess, talk: Talk, ana: User, script: bool) -> Iterator[BrowserContext]:
    cookie = session_cookie(ana)
    with launched() as browser:
        yield browser.phone(server.base_url, cookie, java_script_enabled=script)


@pytest.fixture
def phone(context: BrowserContext) -> Page:
    """Ana's phone at the search, the words already opened."""
    page = context.new_page()
    page.goto("/transcripts/")
    with page.expect_response(lambda answer: answer.request.resource_type == "fetch"):
        page.get_by_role("button", name="Search").click()
    return page


def test_marks_come_while_one_types_and_lead_to_the_place_and_back(phone: Page, talk: Talk):
    addresses: list[str] = []
    phone.on("request", lambda request: addresses.append(request.url))
    expect(phone.locator("#q")).to_be_focused()
    phone.keyboard.type("gar")
    expect(phone.locator("#found")).to_have_text("Found in 2 places.")
    expect(phone.locator("mark")).to_have_text(["gar", "gar"])
    phone.keyboard.type("den “our gard")
    expect(phone.locator("mark")).to_have_text(["our garden", "our garden"])
    hit = phone.locator(".link-list a").first
    box = hit.bounding_box()
    assert box
    assert box["height"] >= 44
    hit.click()
    seq = 4 + 2 * 12
    phone.wait_for_url(f"**/transcripts/{talk.pk}/?mark={seq}:7-17#turn-{seq}")
    expect(phone.locator(f"#turn-{seq} mark")).to_have_text("our garden")
    expect(phone.locator(f"#turn-{seq}")).to_be_in_viewport()
    phone.go_back()
    expect(phone.locator("#q")).to_have_value("garden “our gard")
    expect(phone.locator("mark")).to_have_text(["our garden", "our garden"])
    assert "gard" not in "".join(addresses) + str(phone.evaluate("[location.href, history.state]"))


def test_the_way_back_leads_to_where_one_was_in_the_list(phone: Page):
    phone.fill("#q", "path")
    expect(phone.locator("#found")).to_have_text("Found in 24 places.")
    expect(phone.locator(".link-list a")).to_have_count(3)
    phone.get_by_role("button", name="21 more in this dialogue").click()
    expect(phone.locator(".link-list a").nth(3)).to_be_focused()
    expect(phone.locator(".link-list a")).to_have_count(24)
    last = phone.locator(".link-list a").last
    last.scroll_into_view_if_needed()
    last.click()
    phone.wait_for_url("**mark=**")
    phone.go_back()
    expect(phone.locator(".link-list a")).to_have_count(24)
    expect(phone.locator(".link-list a").last).to_be_in_viewport()


def test_a_place_offers_the_way_back_too(phone: Page):
    phone.fill("#q", "garde")
    expect(phone.locator("#found")).to_have_text("Found in 2 places.")
    phone.locator(".link-list a").first.click()
    phone.get_by_role("button", name="Back to search").click()
    expect(phone.locator("#q")).to_have_value("garde")
    expect(phone.locator("mark")).to_have_text(["garde", "garde"])
    with phone.expect_navigation():
        phone.evaluate("document.getElementById('search').submit()")  # before the script was there
    phone.locator(".link-list a").first.click()
    phone.wait_for_url("**mark=**")
    phone.go_back()
    expect(phone.locator("mark")).to_have_text(["garde", "garde"])
    phone.locator("main").get_by_role("link", name="Past", exact=True).first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Past")


@pytest.fixture
def years_of_it(ana_and_ben: Couple) -> int:
    """So many dialogues, in each of which someone says what they feel."""
    dataset.create(ana_and_ben, 41)
    return 41


def test_earlier_ones_are_added_and_are_there_again_on_the_way_back(
    years_of_it: int, phone: Page, context: BrowserContext
):
    phone.fill("#q", "I feel")
    talks, earlier = phone.locator(".search-result"), phone.get_by_role("button", name="Show earlier")
    expect(talks).to_have_count(20)
    context.set_offline(True)
    earlier.click()
    told = phone.locator("#earlier [role=status]")
    expect(told).to_have_text("No answer right now. Please try again in a moment.")
    context.set_offline(False)
    earlier.click()
    expect(talks).to_have_count(40)
    expect(told).to_have_count(0)
    expect(talks.nth(20).locator("h2 a")).to_be_focused()
    earlier.click()
    expect(talks).to_have_count(years_of_it)
    expect(earlier).to_have_count(0)
    oldest = talks.last.locator(".link-list a").first
    oldest.scroll_into_view_if_needed()
    oldest.click()
    phone.wait_for_url("**mark=**")
    phone.go_back()
    expect(talks).to_have_count(years_of_it)
    expect(oldest).to_be_in_viewport()
    phone.press("#q", "End")
    phone.keyboard.type("xyz")  # more than a slip of the finger
    expect(talks).to_have_count(0)


def test_a_slow_answer_never_takes_the_place_of_a_later_one(phone: Page):
    held: list[Route] = []

    def slowly(route: Route, request: Request) -> None:
        if "q=path" in (request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    phone.fill("#q", "leads")
    expect(phone.locator("#found")).to_have_text("Found in 24 places.")  # nothing is under way any more
    phone.evaluate(
        """() => { globalThis.told = []; const place = document.getElementById("found");
            new MutationObserver(() => told.push(place.textContent.trim())).observe(place, { childList: true }); }"""
    )
    phone.route(f"**{PATH}", slowly)
    with phone.expect_request(lambda request: "q=path" in (request.post_data or "")):
        phone.fill("#q", "path")
    phone.fill("#q", "garden")
    expect(phone.locator("#found")).to_have_text("Found in 2 places.")
    for route in held:
        with suppress(Error):  # nobody waits for it any more
            route.continue_()
    phone.fill("#q", "garden miss")
    expect(phone.locator("mark")).to_have_text(["miss", "garden"] * 2)
    assert held
    assert set(phone.evaluate("told")) == {"Found in 2 places."}


def test_who_was_signed_out_keeps_what_they_typed(phone: Page, context: BrowserContext):
    phone.fill("#q", "garden")
    expect(phone.locator("mark")).to_have_count(2)
    [cookie] = [one for one in context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    phone.press("#q", "End")
    phone.keyboard.type(" miss")
    expect(phone.locator("#found")).to_contain_text("Please sign in again")
    expect(phone.locator("mark")).to_have_count(0)
    expect(phone.locator("#q")).to_have_value("garden miss")
    href = phone.get_by_role("link", name="Sign in").get_attribute("href")
    assert href == "/accounts/login/?next=%2Ftranscripts%2Fsearch%2F"
    context.add_cookies([{**cookie}])  # type: ignore[typeddict-item]  # signed in again
    phone.goto(PATH)
    expect(phone.locator("#q")).to_have_value("garden miss")
    expect(phone.locator("mark")).to_have_count(4)


def test_without_an_answer_it_says_so_and_goes_on_with_the_next_key(phone: Page, context: BrowserContext):
    context.set_offline(True)
    phone.fill("#q", "garde")
    expect(phone.locator("#found")).to_contain_text("No answer right now")
    context.set_offline(False)
    phone.press("#q", "End")
    phone.keyboard.type("n")
    expect(phone.locator("mark")).to_have_count(2)


def sign_out(page: Page) -> None:
    page.evaluate(
        """() => { const form = document.createElement("form");
            form.action = "/accounts/logout/"; form.method = "post";
            form.append(document.querySelector("#search [name=csrfmiddlewaretoken]").cloneNode());
            document.body.append(form); form.requestSubmit(); }"""
    )


def empty_the_box(page: Page) -> None:
    page.fill("#q", "")
    page.goto("/dialogues/")


LEAVING: dict[str, Callable[[Page], None]] = {
    "the quick exit": lambda page: page.tap("#exit button"),
    "signing out": sign_out,
    "an empty box": empty_the_box,
}


@pytest.mark.parametrize("how", LEAVING)
def test_nothing_of_it_stays_in_the_tab(phone: Page, how: str):
    phone.fill("#q", "garden")
    expect(phone.locator("mark")).to_have_count(2)
    assert phone.evaluate(KEPT)
    before = phone.url
    LEAVING[how](phone)
    phone.wait_for_url(lambda url: url != before)
    assert phone.evaluate(KEPT) == []


def test_signing_out_in_another_tab_takes_it_away_too(phone: Page, context: BrowserContext):
    phone.fill("#q", "garden")
    expect(phone.locator("mark")).to_have_count(2)
    other = context.new_page()
    other.goto("/accounts/logout/")
    other.locator("main form button").click()
    expect(phone.locator("mark")).to_have_count(0)
    phone.wait_for_url("**/accounts/login/**")
    assert phone.evaluate(KEPT) == []


@pytest.fixture
def bens_cookie(ben: User) -> str:
    return session_cookie(ben)


def test_the_next_person_in_the_tab_finds_nothing_of_it(
    bens_cookie: str, phone: Page, context: BrowserContext
):
    phone.fill("#q", "garden")
    expect(phone.locator("mark")).to_have_count(2)
    [cookie] = [one for one in context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    context.add_cookies([{**cookie, "value": bens_cookie}])  # type: ignore[typeddict-item]
    phone.goto(PATH)
    expect(phone.locator("#q")).to_have_value("")
    assert phone.evaluate(KEPT) == []


@pytest.mark.parametrize("script", [False])
def test_it_works_without_a_script(context: BrowserContext, talk: Talk):
    page = context.new_page()
    page.goto(PATH)
    page.fill("#q", "garden")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark")).to_have_text(["garden", "garden"])
    expect(page.locator("#q")).to_have_value("garden")
    assert page.url.endswith(PATH)
    page.locator(".link-list a").first.click()
    page.get_by_role("button", name="Back to search").click()
    expect(page.locator("#q")).to_have_value("garden")
    expect(page.locator("mark")).to_have_text(["garden", "garden"])
    assert page.url.endswith(PATH)


@pytest.mark.parametrize("script", [False])
def test_everything_is_reached_without_a_script(years_of_it: int, context: BrowserContext):
    page = context.new_page()
    page.goto(PATH)
    page.fill("#q", "“I feel”")
    page.get_by_role("button", name="Search").click()
    talks, earlier = page.locator(".search-result"), page.get_by_role("button", name="Show earlier")
    newest = talks.first.inner_text()
    for count in (20, 20, years_of_it - 40):
        expect(talks).to_have_count(count)
        if count == 20:
            earlier.click()
    page.locator("button[name=only]").first.click()
    expect(talks).to_have_count(1)
    expect(page.locator("#q")).to_have_value("“I feel”")
    page.get_by_role("button", name="Show all results").click()
    expect(talks).to_have_count(20)
    assert talks.first.inner_text() == newest
