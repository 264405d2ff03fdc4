"""Who still counts as present: a phone that sleeps in a pocket keeps its line, and says nothing over it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
import pytest_asyncio
from channels.db import database_sync_to_async as in_database
from django.db import connection

from core import db_threads
from core.socket_hub import FEED_INTERVAL, Hub
from core.socket_service import SocketService
from core.sockets import CloseCode, Connection
from couples.session_credentials import end_session
from dialogues.connections import SILENCE_LIMIT, DialogueConnection
from dialogues.hub import LiveRooms
from dialogues.presence import PRESENCE_INTERVAL, PRESENCE_TIMEOUT, SILENCE_INTERVAL
from tests.dialogues.dialogue_driver import Talk
from tests.factories import pair, person

pytestmark = pytest.mark.django_db(transaction=True)


class Screen:
    """A phone's line to one process, and what the page on it says about the partner."""

    def __init__(self, rooms: LiveRooms, talk: Talk, name: str) -> None:
        self.rooms, self.says = rooms, ""
        self.said: list[str] = []
        self.connection = DialogueConnection(talk.pk, talk.credentials[name], 3, self.show, self.hang_up)

    async def show(self, frame: str) -> None:
        shown = json.loads(frame)
        if shown["is"] == "partner":
            self.says = shown["state"]
            self.said.append(self.says)

    async def hang_up(self, code: int) -> None:
        raise AssertionError(f"hung up: {code}")

    async def becomes(self, state: str) -> None:
        async with asyncio.timeout(30):
            while self.says != state:
                await self.rooms.follow([])
                await asyncio.sleep(0.01)

    def sleep_in_a_pocket(self, seconds: float) -> None:
        """As if so much time had gone by without a word from the page."""
        self.connection.heard_at = time.monotonic() - seconds


@pytest_asyncio.fixture
async def processes(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[list[LiveRooms]]:
    database = ThreadPoolExecutor(1)
    monkeypatch.setattr(db_threads, "pool", database)
    hubs = [Hub(), Hub()]
    async with asyncio.timeout(30):
        for hub in hubs:
            await hub.bus.listens.wait()
    yield [hub.service(LiveRooms) for hub in hubs]
    for hub in hubs:
        await hub.stop()
    database.submit(lambda: connection.close()).result()
    database.shutdown()


@pytest.mark.parametrize("bens_process", [0, 1])
async def test_a_phone_asleep_is_not_here_for_long_in_whichever_process(processes, bens_process):
    couple = await in_database(lambda: pair(person("Ana"), person("Ben")))()
    talk = await in_database(lambda: Talk(*(partner.user for partner in couple.partners.order_by("slot"))))()
    await in_database(talk.play)("ben accept, ana ready, ben ready")
    ana, ben = Screen(processes[0], talk, "ana"), Screen(processes[bens_process], talk, "ben")
    for screen in (ana, ben):
        await screen.rooms.join(screen.connection)
    await ana.becomes("here")
    await ben.becomes("here")
    assert ben.said == ["here"]  # nobody who comes back is told that the other is away
    ben.sleep_in_a_pocket(SILENCE_LIMIT / 2)
    await ben.rooms.follow([])
    assert ana.says == "here"
    ben.sleep_in_a_pocket(SILENCE_LIMIT)
    await ben.rooms.follow([])
    await ana.becomes("away")
    ben.connection.hear()
    await ben.rooms.follow([])
    await ana.becomes("here")


class Dawdling(Connection):
    """A socket of a kind whose checks take forever."""

    purpose = "dawdling"


class Dawdlers(SocketService[Dawdling]):
    def __init__(self, hub: Hub) -> None:
        super().__init__(hub)
        self.are_checked = asyncio.Event()

    async def check(self, connections: Sequence[Dawdling]) -> None:
        self.are_checked.set()
        await asyncio.Event().wait()


async def test_who_signs_out_is_hung_up_on_while_other_sockets_take_long(processes):
    couple = await in_database(lambda: pair(person("Ana"), person("Ben")))()
    talk = await in_database(lambda: Talk(*(partner.user for partner in couple.partners.order_by("slot"))))()
    rooms, codes = processes[0], asyncio.Queue[int]()
    ana = Screen(rooms, talk, "ana")
    ana.connection.hang_up = codes.put
    await rooms.join(ana.connection)
    dawdlers = rooms.hub.service(Dawdlers)
    dawdling = Dawdling(talk.credentials["ana"], ana.show, ana.hang_up)
    await dawdlers.join(dawdling)
    dawdlers.listen(dawdling)
    async with asyncio.timeout(15):
        await dawdlers.are_checked.wait()
        await in_database(end_session)(talk.credentials["ana"])
        assert await codes.get() == CloseCode.SIGN_IN_AGAIN


def test_nobody_counts_as_present_for_more_than_45_seconds_after_their_last_word():
    look = (SILENCE_INTERVAL + 1) * FEED_INTERVAL
    assert SILENCE_LIMIT + look <= 45
    assert 2 * PRESENCE_INTERVAL < PRESENCE_TIMEOUT <= 45 - look  # where a whole process is gone
