"""The socket of the inbox: it says how much waits, whenever that changes."""

from __future__ import annotations

from couples.credentials import Credentials
from dialogues.consumers import SignedInConsumer
from reminders.live import Looker, watch


class InboxConsumer(SignedInConsumer):
    """Nothing that a browser says here is listened to."""

    looker: Looker | None = None

    async def enter(self, who: Credentials) -> None:
        self.looker = Looker(who, self.send, self.close)
        await watch.join(self.looker)

    async def disconnect(self, code: int) -> None:
        if self.looker is not None:
            watch.leave(self.looker)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        pass
