"""All sockets of one kind in a process, and which of them to check after a change in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from core.change_feed import SESSION, USER, Change
from core.event_bus import Event
from core.round_robin import RoundRobin
from core.sockets import CloseCode, Connection

if TYPE_CHECKING:
    from core.socket_hub import Hub

CHECK_PERIOD = (
    60  # reads of the feed, one a second, in which each socket is checked even if nothing has changed
)
BATCH = 500  # sockets checked at once

C = TypeVar("C", bound=Connection)


class SocketService(Generic[C]):
    """All sockets of one kind in this process."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.connections: set[C] = set()
        self.unchecked: set[C] = set()  # to be checked at the next read
        self.rotation: RoundRobin[C] = RoundRobin(CHECK_PERIOD)
        self.is_checking = False

    async def join(self, connection: C) -> None:
        """Add a socket. Closes its person's oldest if they have too many.

        A service calls `listen` as soon as it knows what the socket is for.
        """
        self.hub.bus.listen(connection.shards)  # first, to hear what the others report of this person
        limit = self.hub.socket_limit
        connection.joined_at = limit.join(
            connection.limit_key, lambda: self.disconnect(connection, CloseCode.ABUSE)
        )
        self.connections.add(connection)

    def listen(self, connection: C) -> None:
        """Listen to a socket's shards, and have it checked once more: something may have changed meanwhile."""
        self.hub.bus.listen(connection.shards)
        self.unchecked.add(connection)

    def leave(self, connection: C) -> None:
        """Remove a socket that is closed, or about to be."""
        connection.closed = True
        self.hub.socket_limit.leave(connection.limit_key, connection.joined_at)
        self.connections.discard(connection)

    def disconnect(self, connection: C, code: CloseCode) -> None:
        """Close a socket and remove it."""
        connection.close(code)
        self.leave(connection)

    async def follow(self, changes: Sequence[Change] | None) -> None:
        """Check the sockets that changes concern, the new ones, and a few of the others.

        Checks all of them if the changes aren't known. While a check still runs, they wait for the next read.
        """
        if changes is None:
            self.unchecked |= self.connections
        else:
            self.unchecked |= {*self.rotation.take(self.connections), *self.affected_by(changes)}
        if not self.is_checking:
            self.is_checking = True
            try:
                await self.check_noted()
            finally:
                self.is_checking = False

    async def check_noted(self) -> None:
        """Check the sockets that are due. If that fails, they stay due."""
        due, self.unchecked = self.unchecked, set()
        connections = [connection for connection in due if not connection.closed]
        try:
            for start in range(0, len(connections), BATCH):
                await self.check(connections[start : start + BATCH])
        except BaseException:
            self.unchecked |= due
            raise

    def affected_by(self, changes: Sequence[Change]) -> set[C]:
        """Return the sockets that have to be checked."""
        sessions = {change.subject for change in changes if change.kind == SESSION}
        users = {int(change.subject) for change in changes if change.kind == USER}
        if not sessions and not users:
            return set()
        return {
            connection
            for connection in self.connections
            if connection.credentials.session_hash in sessions or connection.credentials.user_id in users
        }

    async def check(self, connections: Sequence[C]) -> None:
        """Close the sockets whose people no longer have access, and send the others what they missed."""
        raise NotImplementedError

    def receive(self, sender: str, event: Event) -> None:
        """Handle an event from another process."""

    def update_layer_status(self) -> None:
        """Called when the channel layer has gone away, or is back."""
