"""The live room when things go wrong: no Redis, lost news, a restart, a dead phone. Two phones on two processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
import redis
from channels.db import database_sync_to_async as in_database
from django.conf import settings
from websockets.asyncio.client import connect

from core.sockets import CloseCode
from runtime.valkey import Valkey
from tests.dialogues.dialogue_driver import Talk
from tests.dialogues.socket_client import Phone
from tests.factories import pair, person
from tests.web_process import WebProcess

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("hard times")]
TO_SENDING = "ben accept, ana ready, ben ready"


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """One of its own, since it is stopped and its lines are cut here."""
    valkey = Valkey(tmp_path_factory.mktemp("hard") / "valkey")
    valkey.start()
    yield valkey
    valkey.stop()


@pytest.fixture(scope="module")
def processes(
    django_db_setup: None, valkey: Valkey, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[WebProcess]]:
    folder = tmp_path_factory.mktemp("hard-web")
    both = [
        WebProcess(
            folder / f"{number}.log",
            REDIS_URL=valkey.url(),
            IMAGO_MOVES_A_MINUTE="100000",
            IMAGO_KEEP_ALIVE="3",
        )
        for number in (1, 2)
    ]
    yield both
    for process in both:
        process.terminate()


@pytest_asyncio.fixture
async def talk(transactional_db: None, valkey: Valkey, processes: list[WebProcess]) -> Talk:
    """Ana's turn to say something."""
    if not valkey.is_running():
        await asyncio.to_thread(valkey.start)
    for process in processes:
        await asyncio.to_thread(process.start)

    def begin() -> Talk:
        ana, ben = (partner.user for partner in pair(person("Ana"), person("Ben")).partners.order_by("slot"))
        talk = Talk(ana, ben)
        talk.play(TO_SENDING)
        return talk

    return await in_database(begin)()


@pytest_asyncio.fixture
async def room(talk: Talk, processes: list[WebProcess]) -> AsyncIterator[tuple[Phone, Phone]]:
    """Ana on one process, Ben on the other, and the line between the two is up."""
    ana, ben = [
        await Phone.join(process.base_url, talk.pk, talk.credentials[who].session_key, seen=3)
        for process, who in zip(processes, ("ana", "ben"), strict=True)
    ]
    await ana.until(lambda frame: frame["is"] == "partner" and frame["state"] == "here")
    yield ana, ben
    for phone in (ana, ben):
        await phone.leave()


async def until_slow(phone: Phone, slow: bool) -> None:
    """Until the page is told that news takes longer, or that all is well again."""
    await phone.until(lambda frame: frame == {"is": "layer", "slow": slow})


async def test_without_redis_a_move_is_stored_the_partner_catches_up_and_all_heals(
    room: tuple[Phone, Phone], valkey: Valkey
):
    ana, ben = room
    await asyncio.to_thread(valkey.stop)
    assert (await ana.move("send", "I feel alone.", seen=3))["is"] == "ack"
    stage = await ben.stage(4)
    assert "I feel alone." in stage["turns"][0]["html"]
    await until_slow(ana, True)

    await asyncio.to_thread(valkey.start)
    await until_slow(ana, False)
    await until_slow(ben, False)
    await ben.send({"do": "typing"})  # typing goes by Redis alone
    await ana.until(lambda frame: frame["is"] == "partner" and frame["state"] == "typing")
    await ben.move("mirror", "You feel alone.", seen=4)
    await ana.stage(5)


async def test_each_screen_has_every_turn_once_and_in_order_while_news_is_lost(
    room: tuple[Phone, Phone], talk: Talk, valkey: Valkey
):
    ana, ben = room
    done = asyncio.Event()

    async def cut_lines() -> int:
        """Cut the processes' lines to Redis again and again, so that what is on its way is lost."""
        cut = 0
        with redis.Redis.from_url(valkey.url()) as client:
            while not done.is_set():
                cut += int(client.client_kill_filter(_type="pubsub"))
                await asyncio.sleep(0.3)
        return cut

    cutting = asyncio.create_task(cut_lines())
    version = 3
    for turn in range(14):
        sender, receiver = (ana, ben) if turn % 2 == 0 else (ben, ana)
        move = "mirror" if turn % 2 else "more" if turn else "send"
        assert (await sender.move(move, f"piece {turn}", seen=version))["is"] == "ack"
        version += 1
        await receiver.stage(version)
    done.set()
    assert await cutting > 4
    await ben.stage(version)  # his own last move
    for phone in room:
        seqs = phone.turns()
        assert list(dict.fromkeys(seqs)) == list(range(4, version + 1))


async def test_a_restart_says_so_and_a_phone_that_comes_back_has_the_rest(
    room: tuple[Phone, Phone], talk: Talk, processes: list[WebProcess]
):
    ana, ben = room
    stopping = asyncio.create_task(asyncio.to_thread(processes[0].terminate))
    assert await ana.closed() == CloseCode.RESTARTING
    await stopping
    await asyncio.to_thread(processes[0].start)
    await in_database(lambda: talk.make("ana", "send", "said meanwhile"))()
    again = await Phone.join(processes[0].base_url, talk.pk, talk.credentials["ana"].session_key, seen=3)
    assert (await again.stage(4))["turns"][0]["seq"] == 4
    await ben.stage(4)
    await again.leave()


async def test_a_dead_phone_is_noticed_within_45_seconds(talk: Talk, processes: list[WebProcess]):
    """Ben's phone goes out: its line stays open, and nothing comes from it any more, not even a pong."""
    assert 2 * settings.KEEP_ALIVE <= 40  # three seconds here
    ana = await Phone.join(processes[0].base_url, talk.pk, talk.credentials["ana"].session_key, seen=3)
    url = f"{processes[0].base_url.replace('http', 'ws', 1)}/ws/dialogues/{talk.pk}/?seen=3"
    ben = await connect(
        url,
        additional_headers={"Cookie": f"imago_session={talk.credentials['ben'].session_key}"},
        ping_interval=None,
    )
    await ana.until(lambda frame: frame["is"] == "partner" and frame["state"] == "here")
    ben.transport.pause_reading()
    await ana.until(lambda frame: frame == {"is": "partner", "state": "away"})
    ben.transport.abort()
    await ana.leave()
