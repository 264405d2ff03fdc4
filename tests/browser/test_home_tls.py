"""HTTPS at home on a phone: from the front door to a secure page with its service worker."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import BrowserContext, expect

from runtime import local_ca
from tests.browser.accessible.rules import faults
from tests.browser.chromium import PHONE, QUIET, launched
from tests.install import chromium
from tests.ports import lasting_port
from tests.runtime.conftest import used_folder
from tests.runtime.running import Up

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("home tls")]


@pytest.fixture(scope="module")
def up() -> Iterator[Up]:
    with used_folder() as folder:
        one = Up(folder, "--https", "--https-port", str(lasting_port())).start()
        yield one
        one.stop()


def trusted(up: Up) -> str:
    """How Chromium is told to believe this machine's certificate, and no other that it does not know."""
    server = x509.load_pem_x509_certificate((up.data / "tls" / local_ca.SERVER).read_bytes())
    key = server.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


@pytest.fixture
def phone(up: Up) -> Iterator[BrowserContext]:
    """A phone in the same Wi-Fi, which finds this machine by its name there."""
    home = [
        f"--host-resolver-rules=MAP {local_ca.mdns_name()} 127.0.0.1",
        f"--ignore-certificate-errors-spki-list={trusted(up)}",
    ]
    with launched() as browser:
        own = browser.browser.browser_type.launch(executable_path=chromium(), args=[*QUIET, *home])
        yield own.new_context(**PHONE)
        own.close()


def test_a_phone_goes_from_the_front_door_to_a_secure_page(up: Up, phone: BrowserContext):
    page = phone.new_page()
    page.goto(f"http://{local_ca.mdns_name()}:{up.port}/dialogues/")
    assert page.url.endswith("/trust/")
    assert page.evaluate("isSecureContext") is False
    assert not faults(page)
    page.get_by_role("link", name="Continue to the safe address").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Talk so you both feel heard")
    assert page.url.startswith("https://")
    assert page.evaluate("isSecureContext") is True
    assert page.evaluate("navigator.serviceWorker.ready.then((kept) => kept.active.scriptURL)").endswith(
        "/sw.js"
    )
    page.goto(page.url + "trust/")
    assert not faults(page)


def test_the_quick_exit_works_at_the_front_door(up: Up, phone: BrowserContext):
    page = phone.new_page()
    page.goto(f"http://{local_ca.mdns_name()}:{up.port}/")
    page.get_by_role("button", name="Hide now").click()
    page.wait_for_url("**/blank/")
