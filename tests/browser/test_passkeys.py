"""A passkey is added, signs in, and confirms; where there can be none, the page says so: safety 18."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from couples.models import User
from tests.browser.chromium import QUIET, Chromium, launched
from tests.install import chromium
from tests.web_process import WebProcess

pytestmark = pytest.mark.browser
PASSWORD = "seven quiet otters"
LOCK = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def browser(server: WebProcess, eve: User) -> Iterator[Chromium]:
    """It ends before the database is emptied, which its event loop would forbid."""
    eve.set_password(PASSWORD)
    eve.save()
    with launched() as browser:
        yield browser


@pytest.fixture
def phone(browser: Chromium, server: WebProcess) -> Page:
    """A phone with a lock that makes passkeys. `localhost` counts as secure without https."""
    page = browser.phone(f"http://localhost:{server.port}").new_page()
    page.context.new_cdp_session(page).send("WebAuthn.enable")
    page.context.new_cdp_session(page).send("WebAuthn.addVirtualAuthenticator", {"options": LOCK})
    return page


def sign_in(page: Page, path: str) -> None:
    page.goto(f"/accounts/login/?next={path}")
    page.fill("[name=login]", "eve@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")


def test_a_passkey_signs_in_without_a_password(phone: Page):
    sign_in(phone, "/accounts/2fa/webauthn/add/")
    phone.wait_for_url("**/reauthenticate/**")
    phone.fill("[name=password]", PASSWORD)
    phone.click("main form button")
    phone.wait_for_url("**/webauthn/add/")
    phone.check("[name=passwordless]")
    phone.click("main form button")
    phone.wait_for_url("**/recovery-codes/")
    phone.goto("/accounts/2fa/webauthn/")
    phone.wait_for_selector("text=Added on")
    phone.goto("/accounts/logout/")
    phone.click("main form button")
    phone.goto("/accounts/login/?next=/you/security/")
    phone.click("text=Sign in with a passkey")
    phone.wait_for_url("**/you/security/")


def test_without_a_secure_page_there_is_a_hint_and_no_dead_button(browser: Chromium, server: WebProcess):
    away = [*QUIET, f"--host-resolver-rules=MAP home.lan 127.0.0.1:{server.port}"]
    with_name = browser.browser.browser_type.launch(executable_path=chromium(), args=away)
    page = with_name.new_page(viewport={"width": 390, "height": 844})
    page.goto("http://home.lan/accounts/login/")
    page.wait_for_selector("text=Passkeys don't work on this address")
    assert not page.is_visible("text=Sign in with a passkey")
    with_name.close()
