"""Redis goes while a couple talks: the page says that it is slower, and all is well again by itself (safety 5)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from couples.models import User
from runtime.valkey import Valkey
from tests.browser.chromium import launched
from tests.browser.couple import LONG, Phone
from tests.dialogues.dialogue_driver import Talk
from tests.factories import session_cookie
from tests.web_process import WebProcess

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    valkey = Valkey(tmp_path / "valkey")
    valkey.start()
    yield valkey
    valkey.stop()


@pytest.fixture
def processes(valkey: Valkey, tmp_path: Path) -> Iterator[list[WebProcess]]:
    both = [WebProcess(tmp_path / f"{number}.log", REDIS_URL=valkey.url()) for number in (1, 2)]
    for process in both:
        process.start()
    yield both
    for process in both:
        process.terminate()


def test_the_page_says_that_it_is_slower_and_heals_without_a_reload(
    ana: User, ben: User, valkey: Valkey, processes: list[WebProcess]
):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    cookies = [session_cookie(user) for user in (ana, ben)]
    with launched() as browser:
        phones = [
            Phone(browser.phone(process.base_url, cookie), name)
            for process, cookie, name in zip(processes, cookies, ("ana", "ben"), strict=True)
        ]
        for phone in phones:
            phone.page.goto(f"/dialogues/{talk.pk}/")
            phone.sees("sending", mine=phone.name == "ana")
        ana_phone, ben_phone = phones
        valkey.stop()
        ana_phone.do("send", "I feel alone.")
        ben_phone.sees("mirroring", mine=True)
        for phone in phones:
            expect(phone.page.locator("#connection")).to_contain_text("longer than usual", timeout=LONG)
        valkey.start()
        for phone in phones:
            expect(phone.page.locator("#connection")).to_be_hidden(timeout=LONG)
        ben_phone.do("mirror", "You feel alone.")
        ana_phone.sees("checking", mine=True)
