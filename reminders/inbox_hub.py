"""The sockets of those who have their inbox in view."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from core.db_threads import run_in_db_thread
from core.socket_hub import SocketService, get_hub
from core.sockets import CloseCode, Connection
from couples.models import User
from couples.session_credentials import Credentials
from reminders import inbox


class InboxConnection(Connection):
    """One person's socket."""

    __slots__ = ("shown", "who")

    def __init__(
        self,
        who: Credentials,
        send: Callable[[str], Coroutine[Any, Any, None]],
        hang_up: Callable[[int], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__(f"inbox:{who.user_id}", send, hang_up)
        self.who = who
        self.shown = -1  # the number on its screen


class Inboxes(SocketService[InboxConnection]):
    """All inbox sockets of this process: one query for all of them every two seconds."""

    sweep_interval = 2.0

    async def join(self, connection: InboxConnection) -> None:
        """Add a socket, and send it how much is unseen."""
        await super().join(connection)
        try:
            await self.update([connection])
        except Exception:  # the socket closes without a disconnect
            self.leave(connection)
            raise

    async def sweep(self) -> None:
        """Check all sockets with one query."""
        await self.update(list(self.connections))

    async def update(self, connections: Sequence[InboxConnection]) -> None:
        """Send how much is unseen to those whose number has changed."""
        people = {connection.who for connection in connections}
        counts = await run_in_db_thread(count_unseen, people) if people else {}
        for connection in connections:
            unseen = counts.get(connection.who)
            if unseen is None:
                self.disconnect(connection, CloseCode.SIGN_IN_AGAIN)
            elif connection.shown != unseen:
                connection.shown = unseen
                connection.push({"is": "inbox", "unseen": unseen})


def count_unseen(people: set[Credentials]) -> dict[Credentials, int]:
    """Return how many notices each hasn't seen, without those who are signed out."""
    keys = {who.session_hash for who in people}
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    alive = set(sessions.values_list("pk", flat=True))
    users = User.objects.filter(pk__in={who.user_id for who in people}, is_active=True)
    passwords = dict(users.values_list("pk", "password"))
    unseen = inbox.unseen_counts(passwords)
    signed_in = (
        who for who in people if who.session_hash in alive and passwords.get(who.user_id) == who.password
    )
    return {who: unseen[who.user_id] for who in signed_in}


def inboxes() -> Inboxes:
    """Return the inbox sockets of this process, on the running loop."""
    return get_hub().service(Inboxes)
