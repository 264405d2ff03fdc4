"""Rotating keys from the environment while two web processes run, restarted one by one, with keys in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings

from couples.models import User
from tests import migrated_database
from tests.factories import session_cookie
from tests.upgrades.old_data import another_database
from tests.web_process import WebProcess
from vault import keyring, startup
from vault.keyring import Keyring
from workup.models import Workup

NEEDED = "/workup/question/needed/"
WELCOME = {
    "first_name": "Fay",
    "adult": "on",
    "agree": "on",
}


@pytest.fixture
def ring(transactional_db: None) -> Iterator[Keyring]:
    """The keys to a separate database, on which no other test's servers run."""
    ring = keyring.generate_keyring()
    with another_database("rotated"), override_settings(KEYRING=ring, SECRET_KEY=ring.secret):
        migrated_database.fill()
        startup.verify_keys()
        yield ring


def web_process(log, ring: Keyring, masters: dict[str, bytes]) -> WebProcess:
    return WebProcess(log, IMAGO_SECRET_KEY=ring.secret, IMAGO_MASTER_KEYS=keyring.format_masters(masters))


def phone(web: WebProcess, user: User) -> httpx.Client:
    cookies = {settings.SESSION_COOKIE_NAME: session_cookie(user)}
    return httpx.Client(base_url=web.base_url, cookies=cookies, timeout=30)


def send(phone: httpx.Client, path: str, form: dict[str, str]) -> int:
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', phone.get(path).text)
    assert token
    return phone.post(path, data=form | {"csrfmiddlewaretoken": token[1]}).status_code


def write(web: WebProcess, name: str) -> User:
    """A new person, with a key of their own, writes their first words."""
    user = User.objects.create_user(f"{name}@example.org")
    with phone(web, user) as mine:
        assert send(mine, "/welcome/", WELCOME) == 302
        form = {"words": f"{name} needs quiet", "seen": "0", "writer": "A" * 22, "go": "next"}
        assert send(mine, NEEDED, form | {"workup": str(Workup.objects.current(user).pk)}) == 302
    return user


def reads(web: WebProcess, user: User) -> bool:
    with phone(web, user) as mine:
        page = mine.get(NEEDED)
    return page.status_code == 200 and f"{user.email.split('@')[0]} needs quiet" in page.text


def rotate(ring: Keyring, masters: dict[str, bytes], settings) -> None:
    settings.KEYRING = Keyring(ring.secret, masters)
    call_command("vault", "rotate")


def test_every_process_reads_what_any_other_wrote_throughout_a_rotation(ring, tmp_path, settings):
    old, new = ring.masters, keyring.generate_keyring().masters
    first = web_process(tmp_path / "first.log", ring, new | old)
    second = web_process(tmp_path / "second.log", ring, old)
    try:
        first.start()
        second.start()
        before = write(first, "before")
        assert reads(second, before)
        with pytest.raises(CommandError, match=rf"known yet to web \(process {second.pid} on [^,]*\)\. Add"):
            rotate(ring, new | old, settings)
        second.environ["IMAGO_MASTER_KEYS"] = keyring.format_masters(old | new)
        second.restart()
        rotate(ring, new | old, settings)
        after = write(second, "after")
        for web in (first, second):
            assert reads(web, before)
            assert reads(web, after)
    finally:
        first.terminate()
        second.terminate()
