"""The sockets of users who have a page with a badge open."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone, translation

from core.db_threads import run_in_db_thread
from core.socket_hub import SocketService, get_hub
from core.sockets import CloseCode, Connection
from couples import home_items
from couples.models import User
from couples.session_credentials import Credentials
from reminders import inbox

RECOUNT_INTERVAL = 120  # seconds, for what changes without an announcement
Mark = tuple[object, ...]


class InboxConnection(Connection):
    """One person's socket."""

    __slots__ = ("shown", "mark", "credentials")

    def __init__(
        self,
        credentials: Credentials,
        send: Callable[[str], Coroutine[Any, Any, None]],
        hang_up: Callable[[int], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__(f"inbox:{credentials.user_id}", send, hang_up)
        self.credentials = credentials
        self.shown = -1  # the number on its screen
        self.mark: Mark = ()  # of what that number was counted for


class Inboxes(SocketService[InboxConnection]):
    """All inbox sockets of this process: a few queries for all of them every two seconds, and a count for each user
    whom something was announced to. An announcement is sent on even if the number stays the same: it may be a yes."""

    sweep_interval = 2.0

    async def join(self, connection: InboxConnection) -> None:
        """Add a socket, and send it how much is open."""
        await super().join(connection)
        try:
            await self.update([connection])
        except Exception:  # the socket closes without a disconnect
            self.leave(connection)
            raise

    async def sweep(self) -> None:
        """Check all sockets."""
        await self.update(list(self.connections))

    async def update(self, connections: Sequence[InboxConnection]) -> None:
        """Send how much is open to those whose number has changed, or whom something was announced to."""
        people = {connection.credentials for connection in connections}
        marks = await run_in_db_thread(load_marks, people) if people else {}
        changed = [one for one in connections if one.mark != marks.get(one.credentials)]
        for connection in changed:
            if connection.credentials not in marks:
                self.disconnect(connection, CloseCode.SIGN_IN_AGAIN)
        users = {one.credentials.user_id for one in changed if not one.closed}
        counts = await run_in_db_thread(count_open, users) if users else {}
        for connection in changed:
            number = counts.get(connection.credentials.user_id)
            if number is not None and not connection.closed:
                mark = marks[connection.credentials]
                has_news = bool(connection.mark) and connection.mark[0] != mark[0]
                connection.mark = mark
                if has_news or connection.shown != number:
                    connection.shown = number
                    connection.push({"is": "inbox", "open": number})


def load_marks(people: set[Credentials]) -> dict[Credentials, Mark]:
    """Return what changes with each announcement to a user and every two minutes, leaving out those signed out."""
    keys = {credentials.session_hash for credentials in people}
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    alive = set(sessions.values_list("pk", flat=True))
    users = User.objects.filter(pk__in={credentials.user_id for credentials in people}, is_active=True)
    passwords = dict(users.values_list("pk", "password"))
    claims = inbox.latest_claims(passwords)
    return {
        credentials: (claims.get(credentials.user_id), recount_round(credentials.user_id))
        for credentials in people
        if credentials.session_hash in alive and passwords.get(credentials.user_id) == credentials.password
    }


def recount_round(user: int) -> int:
    """Return the number of the current interval, which begins at another second for each user."""
    return int(time.time() + user) // RECOUNT_INTERVAL


def count_open(users: Iterable[int]) -> dict[int, int]:
    """Return how much each user can do now."""
    return {user.pk: count_for(user) for user in User.objects.filter(pk__in=users).select_related("profile")}


def count_for(user: User) -> int:
    """Return how much this user can do now, where they are."""
    with timezone.override(user.profile.time_zone), translation.override(user.profile.language):
        found = home_items.home_of(user)
        return len(found.open) if found else 0


def inboxes() -> Inboxes:
    """Return the inbox sockets of this process, on the running loop."""
    return get_hub().service(Inboxes)
