"""The inbox and its settings on a phone: something new comes while one looks, and a phone that is asked to remind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from couples.models import Partner, User
from dialogues.begin import begin_dialogue
from reminders import push
from reminders.models import Notice, PushSubscription, ReminderPreferences
from tests.browser.chromium import Chromium, launched
from tests.browser.conftest import Phones, looking_into_the_database
from tests.browser.couple import LONG
from tests.browser.in_view import expect_in_view
from tests.browser.screens import Album
from tests.dialogues.dialogue_driver import Talk
from tests.factories import session_cookie
from tests.reminders.fake_servers import Browser, PushService, push_service
from tests.web_process import WebProcess

pytestmark = pytest.mark.browser
# Chromium's own push service is on the internet, and without a window it asks nobody and shows nothing. What it would
# give the page, and what it would show, is put in its place.
SUBSCRIBED = """fields => {
    Object.defineProperty(Notification, "permission", { value: "granted" });
    Notification.requestPermission = async () => "granted";
    const found = { endpoint: fields.endpoint, keys: { p256dh: fields.p256dh, auth: fields.auth } };
    const made = { ...found, toJSON: () => found, unsubscribe: async () => true };
    PushManager.prototype.subscribe = async () => made;
    PushManager.prototype.getSubscription = async () => made;
}"""
COUNT_RELOADS = """navigation.addEventListener("navigate", ({ navigationType }) => {
    sessionStorage.reloads = Number(sessionStorage.reloads ?? 0) + (navigationType === "reload");
});"""
NOTICED = """() => {
    const noticed = {};
    noticed.first = new Promise((done) => {
        const shows = async (title, { body, tag, silent }) => done({ title, body, tag, silent });
        ServiceWorkerRegistration.prototype.showNotification = shows;
    });
    return noticed;
}"""


def test_what_comes_while_one_looks_is_shown_without_a_reload(phones: Phones, ana: User, ben: User):
    page = phones.page("ben")
    page.goto("/inbox/")
    expect(page.get_by_text("Ana invites you")).to_be_visible()
    begin_dialogue(Partner.objects.get(user=ana), kind="appreciation", mode="written", topic="", keep=False)
    Notice.objects.create(user=ben, sort="turn", occasion="1", path="/", due_at=timezone.now())
    page.get_by_role("link", name="There's something new").click(timeout=LONG)
    expect(page.get_by_text("Ana invites you")).to_have_count(2)
    page.goto("/")
    expect(page.locator(".tab-badge")).to_contain_text("2")


def test_home_loads_again_only_once_for_a_number_that_is_not_its_own(phones: Phones):
    page, sockets = phones.page("ana"), count(5)
    page.add_init_script(COUNT_RELOADS)
    page.route_web_socket("**/ws/inbox/*", lambda socket: socket.send(f'{{"open": {next(sockets)}}}'))
    page.goto("/")
    expect(page.locator(".tab-badge")).to_contain_text("6", timeout=LONG)
    assert page.evaluate("sessionStorage.reloads") == "1"


def test_home_hears_of_an_invitation_although_no_socket_opens(phones: Phones, ana: User):
    page = phones.page("ben")
    page.clock.install()
    page.route_web_socket("**/ws/inbox/*", lambda socket: socket.close())
    page.goto("/")
    page.clock.run_for(10_000)  # the socket is tried again
    begin_dialogue(Partner.objects.get(user=ana), kind="appreciation", mode="written", topic="", keep=False)
    with page.expect_navigation():
        page.clock.run_for(20_000)
    expect(page.locator(".tab-badge")).to_contain_text("2")


def test_home_leaves_the_screen_of_whoever_is_signed_out_elsewhere(phones: Phones):
    page = phones.page("ana")
    with page.expect_websocket() as opened:
        page.goto("/")
    opened.value.wait_for_event("framereceived")
    Session.objects.all().delete()
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible(timeout=LONG)


def test_what_somebody_is_reminded_of_and_when_not_is_saved(phones: Phones, ana: User):
    page = phones.page("ana")
    page.goto("/inbox/settings/")
    page.get_by_text("What for").click()
    page.get_by_label("My turn in a dialogue").uncheck()
    page.get_by_label("Send nothing from").fill("21:15")
    page.get_by_role("heading").first.click()
    expect_in_view(page, ".save button")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_text("What for").click()
    expect(page.get_by_label("My turn in a dialogue")).not_to_be_checked()
    assert ReminderPreferences.objects.get(user=ana).quiet_from.isoformat() == "21:15:00"


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as service:
        yield service


@pytest.fixture
def phone(
    service: PushService, transactional_db: None, ana: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """Ana's phone at a server that knows this push service, by an address that counts as secure."""
    server = WebProcess(tmp_path / "web.log", IMAGO_PUSH_SERVICES=service.origin)
    server.start()
    with launched() as browser, looking_into_the_database(monkeypatch):
        yield opened(browser, f"http://localhost:{server.port}", ana)
    server.terminate()


def opened(browser: Chromium, base_url: str, user: User) -> Page:
    return browser.phone(base_url, session_cookie(user)).new_page()


def test_a_phone_that_is_asked_to_reminds_with_the_words_that_tell_nothing(
    phone: Page, service: PushService, ana: User, settings: Settings
):
    settings.PUSH_SERVICES = [service.origin]
    browser = Browser(f"{service.origin}/anas-phone")
    phone.add_init_script(f"({SUBSCRIBED})({json.dumps(browser.fields)})")
    phone.goto("/inbox/settings/")
    phone.get_by_role("button", name="Notify me on this phone").click()
    expect(phone.get_by_text("This phone will notify you.")).to_be_visible()
    expect(phone.get_by_text("This phone notifies you as long as")).to_be_visible()
    assert push.send_push(PushSubscription.objects.get(user=ana)).value == "sent"
    (_path, _headers, body), *_ = service.pushes
    shown = receive(phone, browser.open(body))
    assert shown == {
        "title": "imago",
        "body": "Something is waiting for you.",
        "tag": "waiting",
        "silent": True,
    }
    phone.get_by_role("button", name="Turn off").click()
    expect(phone.get_by_text("That phone won't notify you any more.")).to_be_visible()
    assert not PushSubscription.objects.exists()


def test_after_the_first_invitation_a_phone_is_asked_to_tell_of_the_answer(
    phone: Page, service: PushService, ana: User, ben: User
):
    browser = Browser(f"{service.origin}/anas-phone")
    phone.add_init_script(f"({SUBSCRIBED})({json.dumps(browser.fields)})")
    talk, album = Talk(ana, ben), Album("told")
    phone.goto(f"/dialogues/{talk.pk}/")
    expect(
        phone.get_by_text("We can't send Ben a notification. It's best to tell Ben yourself.")
    ).to_be_visible()
    ask = phone.get_by_role("button", name="Tell me when Ben answers")
    expect(ask).to_be_visible()
    album.photograph(phone, "invited", "ana")
    talk.make("ana", "propose", at=timezone.now() + timedelta(hours=3))
    expect(phone.locator("#stage[data-step=postponed]")).to_be_attached(timeout=LONG)
    expect(ask).to_be_visible()  # inserted anew
    ask.click()
    phone.wait_for_url(f"**/dialogues/{talk.pk}/")
    expect(phone.get_by_text("This phone tells you when Ben answers.")).to_be_visible()
    expect(ask).to_be_hidden()
    assert PushSubscription.objects.get().user == ana
    talk.play("ben agree")
    expect(phone.locator("#stage[data-step=agreed]")).to_be_attached(timeout=LONG)
    expect(phone.get_by_text("This phone tells you when Ben answers.")).to_be_hidden()


def receive(page: Page, words: str) -> Any:
    """Hand a push to the service worker, as the browser does; what it would show."""
    line = page.context.new_cdp_session(page)
    registrations: list[str] = []
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(one["registrationId"] for one in event["registrations"]),
    )
    line.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    context = page.context
    worker = (context.service_workers or [context.wait_for_event("serviceworker")])[0]
    shown = worker.evaluate_handle(NOTICED)
    address = {"origin": page.evaluate("location.origin"), "registrationId": registrations[0]}
    line.send("ServiceWorker.deliverPushMessage", {**address, "data": words})
    return shown.evaluate("noticed => noticed.first")


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("delete window.PushManager", "This browser can't show notifications."),
        (
            "Object.defineProperty(navigator, 'userAgent', { value: 'iPhone' }); delete window.PushManager",
            "An iPhone shows notifications once imago is on its home screen",
        ),
        (
            "Object.defineProperty(Notification, 'permission', { value: 'denied' })",
            "This browser is blocking notifications from imago.",
        ),
    ],
)
def test_where_a_phone_cannot_remind_it_says_why(phone: Page, script: str, sentence: str):
    phone.add_init_script(script)
    phone.goto("/inbox/settings/")
    expect(phone.get_by_text(sentence)).to_be_visible()
    expect(phone.get_by_role("button", name="Notify me on this phone")).to_be_hidden()
