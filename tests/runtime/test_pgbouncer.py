"""A couple's evening with PgBouncer in front of PostgreSQL, which lends a connection for one transaction at a time."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.db import connection

from couples.models import User
from reminders.models import ReminderPreferences
from tests.dialogues.dialogue_driver import WHOLE
from tests.dialogues.socket_client import Phone
from tests.factories import pair, person
from tests.pgbouncer import POOL_SIZE, PgBouncer
from tests.reminders.fake_servers import mail_server
from tests.web_process import PATIENCE, WebProcess, Worker
from transcripts.models import Export

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PASSWORD = "seven quiet otters"
TOPIC = "Quiet dinners"
BEGINNING = {"kind": "intentional", "mode": "written", "topic": TOPIC, "keep": "on", "step": "mode"}
SERVERS = ("sv_active", "sv_idle", "sv_used", "sv_tested", "sv_login")
SOCKETS = 4  # that each partner opens at once


class Browser:
    """Someone who has signed in through the page."""

    def __init__(self, web: WebProcess, user: User) -> None:
        self.pages = httpx.Client(base_url=web.base_url, timeout=PATIENCE)
        assert self.send("/accounts/login/", {"login": user.email, "password": PASSWORD}) == 302
        self.cookie = str(self.pages.cookies[settings.SESSION_COOKIE_NAME])

    def read(self, path: str) -> str:
        return self.pages.get(path).text

    def send(self, path: str, form: dict[str, str]) -> int:
        return self.post(path, form).status_code

    def post(self, path: str, form: dict[str, str]) -> httpx.Response:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.read(path))
        assert token
        return self.pages.post(path, data=form | {"csrfmiddlewaretoken": token[1]})


def until(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def couple() -> tuple[User, User]:
    """Two people with passwords. Ben gets mail at any hour."""
    ana, ben = person("Ana"), person("Ben")
    for user in (ana, ben):
        user.set_password(PASSWORD)
        user.save()
    pair(ana, ben)
    ReminderPreferences.objects.create(user=ben, by_mail=True, quiet_from="00:00", quiet_until="00:00")
    return ana, ben


async def hold(web: WebProcess, dialogue: uuid.UUID, cookies: Mapping[str, str]) -> None:
    """Hold a whole dialogue, after all the phones have come at once and most have left."""
    everybody = [cookie for cookie in cookies.values() for _ in range(SOCKETS)]
    for phone in await asyncio.gather(*(Phone.join(web.base_url, dialogue, cookie) for cookie in everybody)):
        await phone.stage()
        await phone.leave()
    phones = {who: await Phone.join(web.base_url, dialogue, cookie) for who, cookie in cookies.items()}
    acts = WHOLE.split(",")
    for version, act in enumerate(acts):
        who, move = act.split()
        answer = await phones[who].move(move, f"{who} says {move}", seen=version, keep=True)
        assert (answer["is"], answer["version"]) == ("ack", version + 1)
    for phone in phones.values():
        while len(phone.turns()) < len(acts):
            await phone.next()
        await phone.leave()


def assert_shared(pooler: PgBouncer, name: str) -> None:
    """Everything went through the pooler, which had fewer connections than clients."""
    [pool] = [row for row in pooler.show("POOLS") if row["database"] == name]
    [stats] = [row for row in pooler.show("STATS") if row["database"] == name]
    servers = sum(number for state, number in pool.items() if state in SERVERS)
    assert pool["pool_mode"] == "transaction"
    assert 0 < servers <= POOL_SIZE < pool["cl_active"]
    assert stats["total_xact_count"] > 2 * len(WHOLE.split(","))


def test_an_evening_behind_a_pooler_that_lends_connections_by_the_transaction(tmp_path: Path):
    ana, ben = couple()
    name = connection.settings_dict["NAME"]
    with PgBouncer(tmp_path) as pooler, mail_server() as post:
        usual = {"DATABASE_URL": pooler.url(name)}
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(post.port), "IMAGO_ORIGINS": "http://localhost"}
        web, worker = WebProcess(tmp_path / "web", **usual), Worker(tmp_path / "worker", **usual, **mail)
        try:
            web.start()
            hers, his = Browser(web, ana), Browser(web, ben)
            assert hers.send("/dialogues/new/?kind=intentional", BEGINNING) == 302
            until(lambda: [mail["To"] for mail in post.mails] == [ben.email])
            dialogue = ana.partners.get().couple.dialogues.get()
            asyncio.run(hold(web, dialogue.pk, {"ana": hers.cookie, "ben": his.cookie}))
            dialogue.refresh_from_db()
            assert dialogue.state.finished
            assert "Found in" in his.post("/transcripts/search/", {"q": "says mirror"}).text
            his.send("/accounts/reauthenticate/", {"password": PASSWORD})
            assert his.send("/transcripts/take/", {"what": "all", "format": "json"}) == 302
            until(lambda: Export.objects.filter(state=Export.READY).exists())
            assert_shared(pooler, name)
        finally:
            web.terminate()
            worker.terminate()
