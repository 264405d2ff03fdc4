"""The sockets of users who have a page with a badge open."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone, translation

from core.change_feed import DIALOGUE, NOTICE, Change
from core.db_threads import run_in_db_thread
from core.socket_hub import get_hub
from core.socket_service import SocketService
from core.sockets import CloseCode, Connection
from couples import home_items
from couples.models import Partner, User
from couples.session_credentials import Credentials
from dialogues.models import Dialogue
from reminders import inbox

NO_DIALOGUES = "0-0"  # their mark
RECOUNT_INTERVAL = 600  # seconds, for what changes by the clock alone


@dataclass(frozen=True, slots=True)
class Mark:
    """What a page and its number depend on: if the mark differs, count again."""

    couple: uuid.UUID | None
    announced_at: datetime | None  # of the latest notice
    dialogues: str  # see `DialogueQuerySet.mark`
    recount: int  # the number of the interval

    def has_news_since(self, before: Mark) -> bool:
        """Whether a page rendered at the earlier mark may be out of date."""
        return (self.announced_at, self.dialogues) != (before.announced_at, before.dialogues)


class InboxConnection(Connection):
    """One person's socket."""

    purpose = "inbox"
    credentials: Credentials

    __slots__ = ("mark", "page_mark", "shown")

    def __init__(
        self,
        credentials: Credentials,
        page_mark: str,
        send: Callable[[str], Coroutine[Any, Any, None]],
        hang_up: Callable[[int], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__(credentials, send, hang_up)
        self.page_mark = page_mark  # of the dialogues on its page, "" if it shows none
        self.shown = -1  # the number on its screen
        self.mark: Mark | None = None


class Inboxes(SocketService[InboxConnection]):
    """All inbox sockets of this process: a few queries for those whose person gets a notice, or whose dialogues move
    on. These get a frame even if the number stays the same: the notice may be a yes."""

    async def join(self, connection: InboxConnection) -> None:
        """Add a socket, and send it how much is open, and whether its page was out of date already."""
        await super().join(connection)
        try:
            await self.check([connection])
            if connection.mark and connection.page_mark not in ("", connection.mark.dialogues):
                connection.push({"is": "inbox", "open": connection.shown, "news": True})
        except Exception:  # the socket closes without a disconnect
            self.leave(connection)
            raise
        self.listen(connection)

    def affected_by(self, changes: Sequence[Change]) -> set[InboxConnection]:
        """Return also those whose person got a notice, or whose couple's dialogues have moved on."""
        users = {int(change.subject) for change in changes if change.kind == NOTICE}
        couples = {change.couple for change in changes if change.kind == DIALOGUE}
        return super().affected_by(changes) | {
            connection
            for connection in (self.connections if users or couples else ())
            if connection.couple in couples or connection.credentials.user_id in users
        }

    async def check(self, connections: Sequence[InboxConnection]) -> None:
        """Send how much is open to those whose page or number may have changed."""
        people = {connection.credentials for connection in connections}
        marks = await run_in_db_thread(load_marks, people) if people else {}
        for connection in connections:
            if connection.credentials not in marks:
                self.disconnect(connection, CloseCode.SIGN_IN_AGAIN)
            elif not connection.closed:  # before it is counted, so that nothing is missed meanwhile
                connection.couple = marks[connection.credentials].couple
                self.hub.bus.listen(connection.shards)
        changed = [one for one in connections if not one.closed and one.mark != marks[one.credentials]]
        users = {one.credentials.user_id for one in changed}
        counts = await run_in_db_thread(count_open, users) if users else {}
        for connection in changed:
            self.update(connection, marks[connection.credentials], counts)

    def update(self, connection: InboxConnection, mark: Mark, counts: dict[int, int]) -> None:
        """Send the number if it is new or there is news."""
        number = counts.get(connection.credentials.user_id)
        if number is None or connection.closed:
            return
        has_news = connection.mark is not None and mark.has_news_since(connection.mark)
        connection.mark = mark
        if has_news or connection.shown != number:
            connection.shown = number
            connection.push({"is": "inbox", "open": number})


def load_marks(people: Collection[Credentials]) -> dict[Credentials, Mark]:
    """Return the marks of these people, leaving out those signed out."""
    keys = {credentials.session_hash for credentials in people}
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    alive = set(sessions.values_list("pk", flat=True))
    users = User.objects.filter(pk__in={credentials.user_id for credentials in people}, is_active=True)
    passwords = dict(users.values_list("pk", "password"))
    claims = inbox.latest_claims(passwords)
    couples = dict(Partner.objects.living().filter(user__in=passwords).values_list("user", "couple"))
    dialogues = Dialogue.objects.marks(couples.values())
    return {
        one: Mark(
            couple := couples.get(one.user_id),
            claims.get(one.user_id),
            dialogues.get(couple, NO_DIALOGUES) if couple else NO_DIALOGUES,
            recount_round(one.user_id),
        )
        for one in people
        if one.session_hash in alive and passwords.get(one.user_id) == one.password
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
