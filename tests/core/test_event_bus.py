"""News by shard, over a real Redis: who listens hears, whatever was given up and taken up again meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from core.event_bus import Event, EventBus


class Line:
    """One process's line, and the events that it has heard."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[Event] = asyncio.Queue()
        self.bus = EventBus(lambda _, event: self.heard.put_nowait(event), lambda: None)
        self.jobs = [asyncio.ensure_future(job) for job in self.bus.jobs()]

    async def settled(self) -> None:
        """Wait until the layer knows what is listened to."""
        await self.bus.listens.wait()
        while self.bus.unsettled:
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        for job in self.jobs:
            job.cancel()
        await asyncio.wait(self.jobs, timeout=5)


@pytest_asyncio.fixture
async def lines() -> AsyncIterator[tuple[Line, Line]]:
    pair = Line(), Line()
    async with asyncio.timeout(30):
        for line in pair:
            await line.settled()
        yield pair
        for line in pair:
            await line.stop()


async def is_heard(lines: tuple[Line, Line], shard: int) -> bool:
    """Tell of something in a shard until the first hears of it; False if it doesn't for seconds."""
    listener, sender = lines
    await listener.settled()
    for _ in range(60):
        sender.bus.publish(shard, "moved", shard)
        await asyncio.sleep(0.05)
        while not listener.heard.empty():
            if listener.heard.get_nowait() == ["moved", shard]:
                return True
    return False


async def test_a_shard_that_is_taken_up_while_it_is_given_up_is_heard(lines: tuple[Line, Line]):
    bus = lines[0].bus
    bus.listen({1, 2, 3})
    await lines[0].settled()
    bus.listen_only(set())
    await asyncio.sleep(0)  # the publisher begins to tell the layer
    await asyncio.sleep(0)
    bus.listen({1, 2, 3})
    assert await is_heard(lines, 3)
    assert await is_heard(lines, 1)


async def test_a_shard_that_is_kept_before_anybody_asked_for_it_is_heard(lines: tuple[Line, Line]):
    bus = lines[0].bus
    bus.listen_only({7})
    bus.listen({7})
    assert await is_heard(lines, 7)


async def test_what_is_given_up_is_heard_no_more(lines: tuple[Line, Line]):
    listener, sender = lines
    listener.bus.listen({1, 2})
    await listener.settled()
    listener.bus.listen_only({2})
    await listener.settled()
    sender.bus.publish(1, "moved", 1)
    sender.bus.publish(2, "moved", 2)
    assert await listener.heard.get() == ["moved", 2]
