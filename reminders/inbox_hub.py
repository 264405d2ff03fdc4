"""The inbox while somebody looks: one question every two seconds for all open sockets of this process."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

from django.contrib.sessions.models import Session
from django.utils import timezone

from couples.credentials import Credentials
from couples.models import User
from dialogues.db_threads import run_in_db_thread
from dialogues.hub import ABUSE, RESTARTING, SIGN_IN_AGAIN, get_hub
from reminders import inbox

log = logging.getLogger(__name__)
EVERY = 2.0  # seconds

Send = Callable[[str], Awaitable[None]]
HangUp = Callable[[int], Awaitable[None]]


class Looker:
    """One socket of somebody who looks: what it was told last, and how to tell it more."""

    def __init__(self, who: Credentials, send: Send, hang_up: HangUp) -> None:
        self.who, self.send, self.hang_up = who, send, hang_up
        self.told = -1
        self.joined_at = 0.0

    @property
    def socket_key(self) -> str:
        return f"inbox:{self.who.user_id}"


class Watch:
    """All who look at their inbox in this process."""

    def __init__(self) -> None:
        self.lookers: list[Looker] = []
        self.job: asyncio.Task[None] | None = None

    async def join(self, looker: Looker) -> None:
        self.lookers.append(looker)
        hub = get_hub()
        looker.joined_at = hub.sockets.join(looker.socket_key, lambda: hub.start(self.dismiss(looker, ABUSE)))
        if self.job is None or self.job.done():
            self.job = asyncio.get_running_loop().create_task(self.watch())
        await self.look([looker])

    def leave(self, looker: Looker) -> None:
        if looker in self.lookers:
            self.lookers.remove(looker)
            get_hub().sockets.leave(looker.socket_key, looker.joined_at)

    async def dismiss(self, looker: Looker, code: int) -> None:
        self.leave(looker)
        with suppress(Exception):  # it may be gone already
            await looker.hang_up(code)

    async def watch(self) -> None:
        while self.lookers:
            try:
                await self.look(list(self.lookers))
            except Exception:
                log.exception("the inboxes could not be looked at; it is tried again")
            await asyncio.sleep(EVERY)

    async def look(self, lookers: list[Looker]) -> None:
        counts = await run_in_db_thread(ask, [looker.who for looker in lookers])
        for looker in lookers:
            if looker.who not in counts:
                await self.dismiss(looker, SIGN_IN_AGAIN)
            elif looker.told != counts[looker.who]:
                looker.told = counts[looker.who]
                await self.tell(looker)

    async def tell(self, looker: Looker) -> None:
        """Whoever cannot take a line within a second is dropped, and comes back."""
        try:
            async with asyncio.timeout(1):
                await looker.send(json.dumps({"is": "inbox", "unseen": looker.told}))
        except Exception:
            await self.dismiss(looker, RESTARTING)


def ask(everybody: Iterable[Credentials]) -> dict[Credentials, int]:
    """How much each has not seen; who is signed out is not among them."""
    people = set(everybody)
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


watch = Watch()
