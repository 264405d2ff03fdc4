"""The inbox and its settings on a phone: something new comes while one looks, and a phone that is asked to remind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from couples.models import User
from reminders import push
from reminders.models import Notice, Phone, Ways
from tests.browser.chromium import Chromium, launched
from tests.browser.conftest import Phones, looking_into_the_database
from tests.browser.couple import LONG
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
NOTICED = """() => {
    const noticed = {};
    noticed.first = new Promise((done) => {
        const shows = async (title, { body, tag }) => done({ title, body, tag });
        ServiceWorkerRegistration.prototype.showNotification = shows;
    });
    return noticed;
}"""


def test_what_comes_while_one_looks_is_shown_without_a_reload(phones: Phones, ana: User):
    page = phones.page("ana")
    page.goto("/dialogues/")
    mark = page.locator("[data-inbox]")
    expect(mark).to_be_hidden()
    Notice.objects.create(user=ana, sort="review", occasion="1", path="/exits/", due_at=timezone.now())
    expect(mark).to_be_visible(timeout=LONG)
    expect(mark).to_contain_text("1")
    page.get_by_role("link", name="What waits for you").click()
    expect(page.get_by_text("You wanted to look back at a promise today.")).to_be_visible()
    Notice.objects.create(user=ana, sort="gift", occasion="1", path="/requests/", due_at=timezone.now())
    page.get_by_role("link", name="Something new has come").click(timeout=LONG)
    expect(page.get_by_text("There is something you wanted to give today.")).to_be_visible()
    page.get_by_text("You wanted to look back at a promise today.").click()
    page.wait_for_url("**/exits/")


def test_what_somebody_is_reminded_of_and_when_not_is_saved(phones: Phones, ana: User):
    page = phones.page("ana")
    page.goto("/inbox/settings/")
    page.get_by_label("My turn in a dialogue").uncheck()
    page.get_by_label("Nothing is sent from").fill("21:15")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("My turn in a dialogue")).not_to_be_checked()
    assert Ways.objects.get(user=ana).quiet_from.isoformat() == "21:15:00"


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
    phone.get_by_role("button", name="Remind me on this phone").click()
    expect(phone.get_by_text("This phone will remind you.")).to_be_visible()
    expect(phone.get_by_text("This phone reminds you, as long as")).to_be_visible()
    assert push.send_push(Phone.objects.get(user=ana)).value == "sent"
    (_path, _headers, body), *_ = service.pushes
    shown = receive(phone, browser.open(body))
    assert shown == {"title": "imago", "body": "Something is waiting for you.", "tag": "waiting"}
    phone.get_by_role("button", name="Stop there").click()
    expect(phone.get_by_text("That phone reminds you no more.")).to_be_visible()
    assert not Phone.objects.exists()


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
    (worker,) = page.context.service_workers
    shown = worker.evaluate_handle(NOTICED)
    address = {"origin": page.evaluate("location.origin"), "registrationId": registrations[0]}
    line.send("ServiceWorker.deliverPushMessage", {**address, "data": words})
    return shown.evaluate("noticed => noticed.first")


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("delete window.PushManager", "This browser shows no reminders."),
        (
            "Object.defineProperty(navigator, 'userAgent', { value: 'iPhone' }); delete window.PushManager",
            "An iPhone shows reminders once imago is on its home screen",
        ),
        (
            "Object.defineProperty(Notification, 'permission', { value: 'denied' })",
            "This browser was told not to show anything from here.",
        ),
    ],
)
def test_where_a_phone_cannot_remind_it_says_why(phone: Page, script: str, sentence: str):
    phone.add_init_script(script)
    phone.goto("/inbox/settings/")
    expect(phone.get_by_text(sentence)).to_be_visible()
    expect(phone.get_by_role("button", name="Remind me on this phone")).to_be_hidden()
