"""The open sockets of this process, and how they learn what happens elsewhere.

The database holds the truth: the change feed says each second which sockets to check. Events from other processes only
make that quicker.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

from core.change_feed import Change, ChangeFeed, shard_of_user
from core.db_threads import run_in_db_thread
from core.event_bus import Event, EventBus
from core.socket_limit import Report, SocketLimit
from core.socket_service import SocketService

log = logging.getLogger(__name__)

FEED_INTERVAL = 1.0  # seconds between two reads of the change feed
PRUNE_INTERVAL = 30.0  # seconds after which shards without sockets are unsubscribed from

S = TypeVar("S", bound=SocketService[Any])


class Hub:
    """The services of this process, its reader of the change feed, and its line to other processes."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.services: dict[type, Any] = {}
        self.feed = ChangeFeed()
        self.feed_followed_at = time.monotonic()
        self.bus = EventBus(self.receive, self.update_layer_status)
        self.socket_limit = SocketLimit(self.report_sockets)
        self.jobs: set[asyncio.Task[Any]] = set()
        for job in (*self.bus.jobs(), self.run_feed(), self.run_prune()):
            self.start(job)

    def service(self, service_type: type[S]) -> S:
        """Return this process's service of a kind."""
        if service_type not in self.services:
            self.services[service_type] = service_type(self)
        service: S = self.services[service_type]
        return service

    def start(self, job: Coroutine[Any, Any, Any]) -> None:
        """Run a coroutine beside the others, and hold a reference to it."""
        task = self.loop.create_task(job)
        self.jobs.add(task)
        task.add_done_callback(self.jobs.discard)

    async def stop(self) -> None:
        """Cancel all jobs until they have ended: a client library may swallow a cancellation."""
        while self.jobs:
            for job in self.jobs:
                job.cancel()
            await asyncio.wait(self.jobs, timeout=1)

    def receive(self, sender: str, event: Event) -> None:
        """Handle an event from another process."""
        if event[0] == "sockets":
            self.socket_limit.receive(sender, (event[1], event[2], event[3]))
        else:
            for service in self.services.values():
                service.receive(sender, event)

    def report_sockets(self, report: Report) -> None:
        """Send a report of the socket limit to the other processes."""
        user_id = int(report[0].rpartition(":")[2])
        self.bus.publish(shard_of_user(user_id), "sockets", *report)

    def update_layer_status(self) -> None:
        """The channel layer has gone away, or is back."""
        for service in self.services.values():
            service.update_layer_status()

    async def run_feed(self) -> None:
        """Follow the change feed."""
        while True:
            await asyncio.sleep(FEED_INTERVAL)
            try:
                await self.follow_feed()
            except Exception:
                log.exception("following the change feed failed; trying again")

    async def follow_feed(self) -> None:
        """Read the feed once, and have each service check the sockets concerned."""
        services = [service for service in self.services.values() if service.connections]
        if not services:
            self.feed_followed_at = time.monotonic()
            return
        changes = await run_in_db_thread(self.feed.read, self.bus.shards)
        self.feed_followed_at = time.monotonic()
        for service in services:
            self.start(self.look_after(service, changes))

    async def look_after(self, service: SocketService[Any], changes: list[Change] | None) -> None:
        """Have one service check its sockets. The others don't wait for it."""
        try:
            await service.follow(changes)
        except Exception:
            log.exception("checking sockets failed; trying again")

    async def run_prune(self) -> None:
        """Unsubscribe from shards that no socket here belongs to any more."""
        while True:
            await asyncio.sleep(PRUNE_INTERVAL)
            services = self.services.values()
            shards = {shard for service in services for one in service.connections for shard in one.shards}
            self.bus.listen_only(shards)


_hub: Hub | None = None


def get_hub() -> Hub:
    """Return this process's hub, on the running loop."""
    global _hub
    if _hub is None or _hub.loop.is_closed() or _hub.loop is not asyncio.get_running_loop():
        _hub = Hub()
    return _hub


def running_hub() -> Hub | None:
    """Return the hub, if there is one. For other threads."""
    return _hub if _hub is not None and not _hub.loop.is_closed() else None


async def start() -> None:
    """Create the hub of this process."""
    get_hub()


async def stop() -> None:
    """Stop the hub of this process."""
    global _hub
    if _hub is not None:
        await _hub.stop()
        _hub = None
