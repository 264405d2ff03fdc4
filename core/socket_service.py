"""All sockets of one kind in a process, and which of them a change in the database concerns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from core.change_feed import SESSION, USER, Change
from core.news import Event
from core.rotation import Rotation
from core.sockets import CloseCode, Connection

if TYPE_CHECKING:
    from core.socket_hub import Hub

CHECK_PERIOD = (
    60  # looks at the feed, one a second, in which each socket is checked even if nothing has changed
)
BATCH = 500  # sockets checked at once

C = TypeVar("C", bound=Connection)


class SocketService(Generic[C]):
    """All sockets of one kind in this process."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.connections: set[C] = set()
        self.unchecked: set[C] = set()  # to be checked at the next look
        self.rotation: Rotation[C] = Rotation(CHECK_PERIOD)
        self.has_lost_track = False

    async def join(self, connection: C) -> None:
        """Add a socket. Closes its person's oldest if they have too many.

        A service calls `listen` as soon as it knows what the socket is for.
        """
        self.hub.news.listen(connection.shards)  # first, to hear what the others report of this person
        limit = self.hub.socket_limit
        connection.joined_at = limit.join(
            connection.limit_key, lambda: self.disconnect(connection, CloseCode.ABUSE)
        )
        self.connections.add(connection)

    def listen(self, connection: C) -> None:
        """Listen to what concerns a socket, and have it checked once more: something may have changed meanwhile."""
        self.hub.news.listen(connection.shards)
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
        """Look after the sockets that changes concern, those that are new, and a few of the others.

        All of them if it isn't known what has changed, or if the last time failed.
        """
        unchecked, self.unchecked = self.unchecked, set()
        if changes is None or self.has_lost_track:
            due = set(self.connections)
        else:
            due = unchecked | set(self.rotation.take(self.connections)) | self.affected_by(changes)
        self.has_lost_track = True
        connections = [connection for connection in due if not connection.closed]
        for start in range(0, len(connections), BATCH):
            await self.check(connections[start : start + BATCH])
        self.has_lost_track = False

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
        """Close those of these sockets whose people may not be here any more, and send the others what they missed."""
        raise NotImplementedError

    def receive(self, event: Event) -> None:
        """Handle an event from another process."""

    def update_layer_status(self) -> None:
        """Called when the channel layer has gone away, or is back."""
