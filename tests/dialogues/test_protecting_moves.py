"""Whoever has used up a minute's moves and frames, in two processes, can still pause, step out, stop and leave."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest
from channels.db import database_sync_to_async as in_database
from websockets.exceptions import ConnectionClosed

from couples.models import Partner, User
from tests.dialogues.dialogue_driver import Talk, new_key
from tests.dialogues.socket_client import Phone
from tests.factories import pair, person
from tests.web_process import WebProcess

pytestmark = pytest.mark.django_db(transaction=True)

SENDING = "ben accept, ana ready, ben ready"
PLAYED = f"{SENDING}, ana send, ben ask"
CSRF = "c" * 32


class AtTheLimit:
    """Ana's phone at one process and her laptop at the other, with nothing left of her minute."""

    def __init__(self, servers: list[WebProcess], cookie: str) -> None:
        self.servers, self.cookie = servers, cookie

    async def use_up(self, talk: Talk) -> None:
        """Move until both processes refuse it, then ping until they hang up."""
        phones = [await self.join(server, talk) for server in self.servers]
        for phone in phones:
            why = ""
            while why != "too_fast":
                why = (await phone.move("got_it", seen=phone.frames[-1]["version"])).get("reason", "")
        for phone in phones:
            with suppress(ConnectionClosed):
                while True:
                    await phone.send({"do": "ping"})
                    await phone.next()

    async def join(self, server: WebProcess, talk: Talk) -> Phone:
        phone = await Phone.join(server.base_url, talk.pk, self.cookie)
        await phone.stage()
        return phone

    async def by_socket(self, server: WebProcess, talk: Talk, move: str) -> str:
        phone = await self.join(server, talk)
        answer = await phone.move(move, seen=phone.frames[-1]["version"])
        await phone.leave()
        return str(answer["is"])

    async def by_form(self, server: WebProcess, talk: Talk, move: str) -> str:
        version = (await in_database(talk.now)()).version
        form = {"move": move, "seen": version, "key": new_key()}
        answer = await self.post(server, f"/dialogues/{talk.pk}/moves/", form, {"Accept": "application/json"})
        return str(answer.json()["frames"][0]["is"])

    async def post(
        self, server: WebProcess, path: str, form: dict[str, Any], headers: dict[str, str]
    ) -> httpx.Response:
        headers |= {"Cookie": f"imago_session={self.cookie}; imago_csrf={CSRF}", "X-CSRFToken": CSRF}
        headers |= {"Origin": server.base_url, "Sec-Fetch-Mode": "cors"}
        async with httpx.AsyncClient(base_url=server.base_url, headers=headers, timeout=30) as web:
            return await web.post(path, data=form)


@in_database
def begin(people: list[User], kind: str, script: str) -> Talk:
    talk = Talk(*people, kind=kind)
    talk.play(script)
    return talk


@in_database
def couple() -> list[User]:
    people = [person("Ana"), person("Ben")]
    pair(*people)
    return people


@in_database
def is_a_partner(user: User) -> bool:
    return Partner.objects.current(user) is not None


@pytest.mark.parametrize("turned", [False, True])
async def test_what_protects_is_taken_by_socket_and_form_in_both_processes(
    server: WebProcess, second_server: WebProcess, turned: bool
):
    servers = [second_server, server] if turned else [server, second_server]
    people = await couple()
    resting = await begin(people, "intentional", SENDING)
    playing = await begin(people, "parent_child", PLAYED)
    ana = AtTheLimit(servers, resting.credentials["ana"].session_key)
    await ana.use_up(playing)
    assert await ana.by_form(servers[0], resting, "send") == "refused"
    ways: list[Callable[..., Any]] = [ana.by_socket, ana.by_form]
    by_one, by_other = reversed(ways) if turned else ways
    assert await by_one(servers[0], resting, "pause") == "ack"
    assert await by_other(servers[1], playing, "step_out") == "ack"
    assert await by_other(servers[0], resting, "stop") == "ack"
    assert await by_one(servers[1], playing, "stop") == "ack"
    await ana.post(servers[1], "/leave/", {"sure": "on"}, {})
    assert not await is_a_partner(people[0])
