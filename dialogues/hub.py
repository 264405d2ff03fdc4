"""The live room: who is in it, and how news reaches them. The only code that talks to the channel layer.

The database holds the truth. A move made in this process is shown at once to the seats in this process.
Other processes hear of it through the layer, which carries ids and versions only and may lose any message:
a sweep asks the database every second and mends what was missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import uuid
from typing import Any

from channels.layers import get_channel_layer

from dialogues import liveness
from dialogues.connections import Connection, Room, stage_frame
from dialogues.db_threads import run_in_db_thread
from dialogues.play import MoveResult, NotDialoguePartner, SignedOut, load_scene
from dialogues.socket_limit import Report, SocketLimit
from dialogues.store import Scene
from dialogues.transcript_lines import read_lines
from dialogues.transcript_types import TranscriptLine

log = logging.getLogger(__name__)

GROUP = "dialogues"
SWEEP_INTERVAL, PRESENCE_INTERVAL = 1.0, 15.0
BATCH_WINDOW = 0.005  # seconds in which news is gathered into one message
TYPING_INTERVAL, CATCH_UP_INTERVAL = 1.5, 1.0  # seconds at least between two that one socket may ask for
PRESENCE_TIMEOUT, DEPARTURE_DELAY, LAYER_TIMEOUT = 40.0, 2.0, 5.0
SIGN_IN_AGAIN, NOT_DIALOGUE_PARTNER, ABUSE, RESTARTING = 4401, 4403, 1008, 1012


class Hub:
    """All rooms of this process, and its line to the other processes."""

    def __init__(self) -> None:
        self.id = uuid.uuid4().hex
        self.loop = asyncio.get_running_loop()
        self.rooms: dict[uuid.UUID, Room] = {}
        self.news: list[list[Any]] = []
        self.socket_reports: list[Report] = []
        self.sockets = SocketLimit(self.report_sockets)
        self.has_news = asyncio.Event()
        self.heard_at = time.monotonic()
        self.told_slow = False
        self.jobs = {self.loop.create_task(job()) for job in (self.publish, self.listen, self.watch)}

    @property
    def slow(self) -> bool:
        """Whether the layer is away: partners on other processes hear by the sweep only."""
        return time.monotonic() - self.heard_at > LAYER_TIMEOUT

    async def stop(self) -> None:
        for job in self.jobs:
            job.cancel()
        await asyncio.gather(*self.jobs, return_exceptions=True)

    def start(self, job: Any) -> None:
        """Run a coroutine beside the others, and keep hold of it."""
        task = self.loop.create_task(job)
        self.jobs.add(task)
        task.add_done_callback(self.jobs.discard)

    # Seats

    async def join(self, seat: Connection) -> None:
        """Take a place: get the present stage and every turn not seen, and be seen."""
        seat.joined_at = self.sockets.join(limit_key(seat), lambda: self.dismiss(seat, ABUSE))
        self.rooms.setdefault(seat.dialogue, Room()).seats.add(seat)
        await self.catch_up(seat)
        if not seat.closed:
            self.tell("here", seat.dialogue, seat.slot, 1)
            if self.told_slow:
                seat.push({"is": "layer", "slow": True})
            self.look_round(seat.dialogue)

    def leave(self, seat: Connection) -> None:
        seat.closed = True
        self.sockets.leave(limit_key(seat), seat.joined_at)
        room = self.rooms.get(seat.dialogue)
        if room is None or seat not in room.seats:
            return
        room.seats.discard(seat)
        if not room.seats:
            del self.rooms[seat.dialogue]
        if seat.slot >= 0:
            self.loop.call_later(DEPARTURE_DELAY, self.gone, seat.dialogue, seat.slot)

    def gone(self, dialogue: uuid.UUID, slot: int) -> None:
        """A little after the last seat was left: a reload is no leaving."""
        room = self.rooms.get(dialogue)
        if room is None or not room.sits(slot):
            self.tell("away", dialogue, slot)
        self.look_round(dialogue)

    def look_round(self, dialogue: uuid.UUID) -> None:
        if room := self.rooms.get(dialogue):
            room.tell_who_is_here()

    async def catch_up(self, seat: Connection) -> None:
        """Show a seat the present stage and all turns it has not shown."""
        seat.again = True
        if seat.catching_up:
            return
        seat.catching_up = True
        try:
            while seat.again and not seat.closed:
                seat.again = False
                scene, frame = await run_in_db_thread(load_frame, seat)
                seat.settle(scene)
                seat.shown = scene.state.version
                seat.push(frame)
                self.follow(scene)
        except NotDialoguePartner:
            self.dismiss(seat, NOT_DIALOGUE_PARTNER)
        except SignedOut:
            self.dismiss(seat, SIGN_IN_AGAIN)
        except Exception:
            log.exception("a seat could not be served")
            self.dismiss(seat, RESTARTING)
        finally:
            seat.catching_up = False

    def follow(self, scene: Scene) -> None:
        """Once an invitation is accepted, the two begin to see each other."""
        if room := self.rooms.get(scene.dialogue):
            room.follow(scene.state)
            self.look_round(scene.dialogue)

    def dismiss(self, seat: Connection, code: int) -> None:
        seat.close(code)
        self.leave(seat)

    # Moves

    def accepted(self, answer: MoveResult) -> None:
        """A move was stored in this process: show it here, and tell the others."""
        if answer.line is None:
            return
        dialogue = answer.scene.dialogue
        self.tell("version", dialogue, answer.version)
        room = self.rooms.get(dialogue)
        for seat in list(room.seats) if room else ():
            self.show(seat, answer.scene, answer.line)
        self.follow(answer.scene)

    def show(self, seat: Connection, scene: Scene, line: TranscriptLine) -> None:
        """One new turn on one screen; whoever is further behind catches up from the database."""
        if seat.shown == line.seq - 1 and not seat.catching_up:
            seat.shown = line.seq
            seat.push(stage_frame(scene, [line], seat.slot, seat.language, seat.time_zone))
        elif seat.shown < line.seq:
            self.start(self.catch_up(seat))

    def typing(self, seat: Connection) -> None:
        room = self.rooms[seat.dialogue]
        if room.is_under_way and seat.may("typing", TYPING_INTERVAL):
            room.tell_typing(seat.slot)
            self.tell("typing", seat.dialogue, seat.slot)

    # The layer

    def tell(self, what: str, dialogue: uuid.UUID, *numbers: int) -> None:
        """News for the other processes, sent as soon as the last has gone out."""
        self.news.append([what, dialogue.hex, *numbers])
        self.has_news.set()

    def report_sockets(self, report: Report) -> None:
        self.socket_reports.append(report)
        self.has_news.set()

    async def publish(self) -> None:
        while True:
            await self.has_news.wait()
            self.has_news.clear()
            news, self.news = self.news, []
            sockets, self.socket_reports = self.socket_reports, []
            message = {"type": "news", "from": self.id, "news": news, "sockets": sockets}
            try:
                async with asyncio.timeout(2):
                    await channel_layer().group_send(GROUP, message)
            except Exception:  # lost, as any of them may be
                await asyncio.sleep(0.2)
            await asyncio.sleep(BATCH_WINDOW)

    async def listen(self) -> None:
        """Hear the others. The own heartbeat comes back each second: when it does not, begin anew."""
        while True:
            try:
                async with asyncio.timeout(LAYER_TIMEOUT):
                    channel = await channel_layer().new_channel()
                    await channel_layer().group_add(GROUP, channel)
                while True:
                    async with asyncio.timeout(LAYER_TIMEOUT):
                        message = await channel_layer().receive(channel)
                    self.hear(message)
            except Exception as error:
                log.warning(
                    "reading from the channel layer failed: %s",
                    type(error).__name__,
                    extra={"outage": "redis"},
                )
            with contextlib.suppress(Exception):
                async with asyncio.timeout(2):
                    await channel_layer().flush()
            await asyncio.sleep(1)

    def hear(self, message: dict[str, Any]) -> None:
        if message["from"] == self.id:
            self.heard_at = time.monotonic()
            return
        self.sockets.receive(message["from"], message.get("sockets", []))
        for what, dialogue, *numbers in message["news"]:
            room = self.rooms.get(uuid.UUID(dialogue))
            if room is not None:
                self.learn(uuid.UUID(dialogue), room, what, numbers)

    def learn(self, dialogue: uuid.UUID, room: Room, what: str, numbers: list[int]) -> None:
        """One piece of news about a room that is open here."""
        slot = numbers[0]
        if what == "version":
            for seat in room.seats:
                if seat.shown < numbers[0]:
                    self.start(self.catch_up(seat))
        elif what == "typing":
            room.tell_typing(slot)
        elif what == "away":
            room.elsewhere[slot] = 0.0
        elif what == "here":
            room.elsewhere[slot] = time.monotonic() + PRESENCE_TIMEOUT
            if numbers[1:] and room.sits(1 - slot):
                self.tell("here", dialogue, 1 - slot)
        self.look_round(dialogue)

    # The sweep

    async def watch(self) -> None:
        here_at = time.monotonic()
        while True:
            await asyncio.sleep(SWEEP_INTERVAL)
            self.has_news.set()
            if time.monotonic() - here_at > PRESENCE_INTERVAL:
                here_at = time.monotonic()
                self.say_who_is_here()
            if self.slow is not self.told_slow:
                self.say_how_quick_it_is()
            try:
                await self.sweep()
            except Exception:
                log.exception("a sweep failed; the next one follows")

    def say_who_is_here(self) -> None:
        for dialogue, room in self.rooms.items():
            for slot in {seat.slot for seat in room.seats} & {0, 1}:
                self.tell("here", dialogue, slot)

    def say_how_quick_it_is(self) -> None:
        """Let every page say that the layer has gone, or that it is back."""
        self.told_slow = self.slow
        if not self.slow:
            log.warning("Redis answers again.")
        for room in self.rooms.values():
            for seat in room.seats:
                seat.push({"is": "layer", "slow": self.slow})

    async def sweep(self) -> None:
        """Close what is not welcome any more, mend what was missed, notice who fell silent."""
        seats = [seat for room in self.rooms.values() for seat in room.seats if seat.slot >= 0]
        if not seats:
            return
        answers = await run_in_db_thread(
            liveness.check_connections, [(seat.dialogue, seat.who) for seat in seats]
        )
        for seat, (version, blanked_at, theirs, signed_in) in zip(seats, answers, strict=True):
            if not signed_in:
                self.dismiss(seat, SIGN_IN_AGAIN)
            elif not theirs:
                self.dismiss(seat, NOT_DIALOGUE_PARTNER)
            elif seat.shown < version or seat.blanked_at != blanked_at:
                if seat.blanked_at != blanked_at:
                    seat.shown, seat.blanked_at = (
                        0,
                        blanked_at,
                    )  # every turn once more, without what was let go
                self.start(self.catch_up(seat))
        for dialogue in list(self.rooms):
            self.look_round(dialogue)


def limit_key(seat: Connection) -> str:
    return f"room:{seat.who.user_id}"


def load_frame(seat: Connection) -> tuple[Scene, dict[str, Any]]:
    """The present stage for a seat, with the turns it has not shown."""
    scene = load_scene(seat.dialogue, seat.who)
    lines = read_lines(scene, seat.shown)
    return scene, stage_frame(scene, lines, scene.me.slot, scene.language, scene.time_zone)


def channel_layer() -> Any:
    return get_channel_layer()


hub: Hub | None = None


def get_hub() -> Hub:
    """This process's hub, on the running loop."""
    global hub
    if hub is None or hub.loop.is_closed() or hub.loop is not asyncio.get_running_loop():
        hub = Hub()
    return hub


async def start_hub() -> None:
    get_hub()


async def stop_hub() -> None:
    global hub
    if hub is not None:
        await hub.stop()
        hub = None


def announce_move(answer: MoveResult) -> None:
    """From a request's thread: show a stored move to those who are in the room."""
    if hub is not None and not hub.loop.is_closed():
        hub.loop.call_soon_threadsafe(hub.accepted, answer)
