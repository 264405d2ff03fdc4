"""Events from process to process, over the channel layer. The only code that talks to it.

Events carry ids and numbers, and any of them may be lost. Each belongs to the shard of a couple or a person, and
reaches the processes that listen to that shard.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from channels.layers import get_channel_layer

log = logging.getLogger(__name__)

GROUP = "dialogues"  # where processes of earlier versions send all events
HEARTBEAT_INTERVAL = 1.0  # seconds
BATCH_WINDOW = 0.005  # seconds for which a shard's events are gathered into one message
LAYER_TIMEOUT = 5.0  # seconds without a heartbeat after which Redis counts as gone
CALL_TIMEOUT = 2.0  # seconds for one message to the layer
SUBSCRIBE_AT_ONCE = 200  # subscriptions changed before waiting events are sent
OLDER_TIMEOUT = 10.0  # seconds for which a message from an earlier version counts

Event = list[Any]  # a name, then ids and numbers


class EventBus:
    """This process's connection to the others: calls `receive` with each event's sender and the event, and
    `update_status` when the channel layer goes away or comes back."""

    def __init__(self, receive: Callable[[str, Event], None], update_status: Callable[[], None]) -> None:
        self.id = uuid.uuid4().hex
        self.receive, self.update_status = receive, update_status
        self.waiting: defaultdict[str, list[Event]] = defaultdict(list)  # by the layer's group
        self.shards: set[int] = set()  # to listen to
        self.unsettled: set[int] = set()  # whose subscription has yet to be changed
        self.channel = ""
        self.has_work = asyncio.Event()
        self.listens = asyncio.Event()  # what others send from now on arrives
        self.echoed_at = time.monotonic()
        self.older_heard_at = -OLDER_TIMEOUT
        self.is_away = False

    def jobs(self) -> list[Coroutine[Any, Any, None]]:
        """Return the loops that run as long as the process does."""
        return [self.run_publisher(), self.run_listener(), self.run_heartbeat()]

    def listen(self, shards: Iterable[int]) -> None:
        """Listen to these shards as well."""
        if new := set(shards) - self.shards:
            self.shards |= new
            self.unsettled |= new
            self.has_work.set()

    def listen_only(self, shards: set[int]) -> None:
        """Listen to these shards only."""
        self.unsettled |= self.shards ^ shards
        self.shards = shards
        self.has_work.set()

    def publish(self, shard: int, *event: Any) -> None:
        """Queue an event for the other processes that listen to a shard."""
        self.waiting[group_of(shard)].append(list(event))
        self.has_work.set()

    def publish_to(self, process: str, *event: Any) -> None:
        """Queue an event for one other process. Many such events travel as one message."""
        self.waiting[group_of_process(process)].append(list(event))
        self.has_work.set()

    async def run_publisher(self) -> None:
        """Send queued events, in one message a group."""
        while True:
            await self.has_work.wait()
            self.has_work.clear()
            waiting, self.waiting = self.waiting, defaultdict(list)
            try:
                await self.subscribe()
                for group, events in waiting.items():
                    await self.send(group, self.message(events))
                if waiting and self.hears_older:
                    events = [event for of_group in waiting.values() for event in of_group]
                    await self.send(GROUP, self.message(events) | {"is_copy": True})
            except Exception:  # lost, as any of them may be
                await asyncio.sleep(0.2)
            if self.unsettled and self.channel:
                self.has_work.set()
            await asyncio.sleep(BATCH_WINDOW)

    async def send(self, group: str, message: dict[str, Any]) -> None:
        """Send a message to a group of the layer."""
        async with asyncio.timeout(CALL_TIMEOUT):
            await channel_layer().group_send(group, message)

    def message(self, events: list[Event]) -> dict[str, Any]:
        """Return a message for the layer."""
        return {"type": "news", "from": self.id, "news": events}

    async def subscribe(self) -> None:
        """Subscribe to new shards, and unsubscribe from others, `SUBSCRIBE_AT_ONCE` at most."""
        new_first = sorted(self.unsettled, key=self.shards.__contains__, reverse=True)
        for shard in new_first[:SUBSCRIBE_AT_ONCE] if self.channel else ():
            self.unsettled.discard(shard)  # before the call: it may change again meanwhile
            layer = channel_layer()
            tell = layer.group_add if shard in self.shards else layer.group_discard
            try:
                async with asyncio.timeout(CALL_TIMEOUT):
                    await tell(group_of(shard), self.channel)
            except BaseException:
                self.unsettled.add(shard)
                raise

    async def run_listener(self) -> None:
        """Receive events. The process's own heartbeat arrives each second; if it doesn't, reconnect."""
        while True:
            try:
                async with asyncio.timeout(LAYER_TIMEOUT):
                    await self.connect()
                while True:
                    async with asyncio.timeout(LAYER_TIMEOUT):
                        message = await channel_layer().receive(self.channel)
                    self.read(message)
            except Exception as error:
                self.channel = ""
                self.listens.clear()
                log.warning(
                    "reading from the channel layer failed: %s",
                    type(error).__name__,
                    extra={"outage": "redis"},
                )
            with contextlib.suppress(Exception):
                async with asyncio.timeout(2):
                    await channel_layer().flush()
            await asyncio.sleep(1)

    async def connect(self) -> None:
        """Open a channel, and have all shards subscribed to again."""
        self.channel = await channel_layer().new_channel()
        for group in (GROUP, group_of_process(self.id)):
            await channel_layer().group_add(group, self.channel)
        self.unsettled = set(self.shards)
        self.has_work.set()
        self.listens.set()

    def read(self, message: dict[str, Any]) -> None:
        """Pass on the events of a message."""
        sender = message["from"]
        if sender == self.id:
            self.echoed_at = time.monotonic()
        elif not message.get("is_copy"):
            if "sockets" in message:
                self.older_heard_at = time.monotonic()
            for event in message["news"]:
                self.receive(sender, event)

    @property
    def hears_older(self) -> bool:
        """Whether processes of an earlier version run beside this one, as they do during an update."""
        return time.monotonic() - self.older_heard_at < OLDER_TIMEOUT

    async def run_heartbeat(self) -> None:
        """Send itself a heartbeat each second, and notice when it doesn't come back."""
        while True:
            await asyncio.sleep(HEARTBEAT_INTERVAL)
            with contextlib.suppress(Exception):
                async with asyncio.timeout(CALL_TIMEOUT):
                    await channel_layer().send(self.channel, self.message([]))
            is_away = time.monotonic() - self.echoed_at > LAYER_TIMEOUT
            if is_away is not self.is_away:
                self.is_away = is_away
                if not is_away:
                    log.warning("Redis answers again.")
                self.update_status()


def group_of(shard: int) -> str:
    """Return the layer's group for a shard."""
    return f"shard.{shard}"


def group_of_process(process: str) -> str:
    """Return the layer's group that this process alone listens to."""
    return f"process.{process}"


def channel_layer() -> Any:
    """Return Django's channel layer."""
    return get_channel_layer()
