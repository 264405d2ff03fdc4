"""The open sockets of this process, and its line to the other processes. The only code that talks to the channel layer.

The database holds the truth. Events carry ids and numbers only, and any of them may be lost: each service asks the
database for what its sockets missed, in a sweep.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import uuid
from collections.abc import Coroutine
from typing import Any, Generic, TypeVar

from channels.layers import get_channel_layer

from core.socket_limit import Report, SocketLimit
from core.sockets import CloseCode, Connection

log = logging.getLogger(__name__)

GROUP = "dialogues"
HEARTBEAT_INTERVAL = 1.0  # seconds
BATCH_WINDOW = 0.005  # seconds in which events are gathered into one message
LAYER_TIMEOUT = 5.0  # seconds

C = TypeVar("C", bound=Connection)
S = TypeVar("S", bound="SocketService[Any]")
Event = list[Any]  # a name, then ids and numbers


class SocketService(Generic[C]):
    """All sockets of one kind in this process."""

    sweep_interval = 1.0  # seconds

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.connections: set[C] = set()

    async def join(self, connection: C) -> None:
        """Add a socket. Closes its person's oldest if they have too many."""
        limit = self.hub.socket_limit
        connection.joined_at = limit.join(
            connection.limit_key, lambda: self.disconnect(connection, CloseCode.ABUSE)
        )
        self.connections.add(connection)

    def leave(self, connection: C) -> None:
        """Remove a socket that is closed, or about to be."""
        connection.closed = True
        self.hub.socket_limit.leave(connection.limit_key, connection.joined_at)
        self.connections.discard(connection)

    def disconnect(self, connection: C, code: CloseCode) -> None:
        """Close a socket and remove it."""
        connection.close(code)
        self.leave(connection)

    async def sweep(self) -> None:
        """Close the sockets whose people may not be here any more, and send the others what they missed."""
        raise NotImplementedError

    def receive(self, event: Event) -> None:
        """Handle an event from another process."""

    def update_layer_status(self) -> None:
        """Called when the channel layer has gone away, or is back."""


class Hub:
    """The services of this process, and the channel layer."""

    def __init__(self) -> None:
        self.id = uuid.uuid4().hex
        self.loop = asyncio.get_running_loop()
        self.services: dict[type, Any] = {}
        self.events: list[Event] = []
        self.socket_reports: list[Report] = []
        self.socket_limit = SocketLimit(self.report_sockets)
        self.has_messages = asyncio.Event()
        self.listens = asyncio.Event()  # what others send from now on arrives
        self.echoed_at = time.monotonic()
        self.is_layer_away = False
        self.jobs: set[asyncio.Task[Any]] = set()
        for job in (self.run_publisher(), self.run_listener(), self.run_heartbeat()):
            self.start(job)

    def service(self, service_type: type[S]) -> S:
        """Return this process's service of a kind."""
        if service_type not in self.services:
            self.services[service_type] = service_type(self)
            self.start(self.run_sweeps(self.services[service_type]))
        service: S = self.services[service_type]
        return service

    def start(self, job: Coroutine[Any, Any, Any]) -> None:
        """Run a coroutine beside the others, and hold a reference to it."""
        task = self.loop.create_task(job)
        self.jobs.add(task)
        task.add_done_callback(self.jobs.discard)

    async def stop(self) -> None:
        """Cancel everything that runs."""
        jobs = list(self.jobs)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    def publish(self, *event: Any) -> None:
        """Send an event to the other processes, as soon as the last ones have gone out."""
        self.events.append(list(event))
        self.has_messages.set()

    def report_sockets(self, report: Report) -> None:
        """Send a report of the socket limit to the other processes."""
        self.socket_reports.append(report)
        self.has_messages.set()

    async def run_publisher(self) -> None:
        """Send what is waiting, in one message."""
        while True:
            await self.has_messages.wait()
            self.has_messages.clear()
            events, self.events = self.events, []
            reports, self.socket_reports = self.socket_reports, []
            message = {"type": "news", "from": self.id, "news": events, "sockets": reports}
            try:
                async with asyncio.timeout(2):
                    await channel_layer().group_send(GROUP, message)
            except Exception:  # lost, as any of them may be
                await asyncio.sleep(0.2)
            await asyncio.sleep(BATCH_WINDOW)

    async def run_listener(self) -> None:
        """Receive the others' events. Its own heartbeat comes back each second; if it doesn't, connect again."""
        while True:
            try:
                async with asyncio.timeout(LAYER_TIMEOUT):
                    channel = await channel_layer().new_channel()
                    await channel_layer().group_add(GROUP, channel)
                self.listens.set()
                while True:
                    async with asyncio.timeout(LAYER_TIMEOUT):
                        message = await channel_layer().receive(channel)
                    self.receive(message)
            except Exception as error:
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

    def receive(self, message: dict[str, Any]) -> None:
        """Handle a message from the layer."""
        if message["from"] == self.id:
            self.echoed_at = time.monotonic()
            return
        self.socket_limit.receive(message["from"], message.get("sockets", []))
        for event in message["news"]:
            for service in self.services.values():
                service.receive(event)

    async def run_heartbeat(self) -> None:
        """Send a sign of life each second, and notice when its echo stays away."""
        while True:
            await asyncio.sleep(HEARTBEAT_INTERVAL)
            self.has_messages.set()
            is_away = time.monotonic() - self.echoed_at > LAYER_TIMEOUT
            if is_away is not self.is_layer_away:
                self.is_layer_away = is_away
                if not is_away:
                    log.warning("Redis answers again.")
                for service in self.services.values():
                    service.update_layer_status()

    async def run_sweeps(self, service: SocketService[Any]) -> None:
        """Sweep a service again and again."""
        while True:
            await asyncio.sleep(service.sweep_interval)
            try:
                await service.sweep()
            except Exception:
                log.exception("a sweep of the sockets failed; the next one follows")


def channel_layer() -> Any:
    """Return Django's channel layer."""
    return get_channel_layer()


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
