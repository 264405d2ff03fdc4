"""The live rooms: who is in them, and how a move reaches them.

A move made in this process is shown to its own sockets at once. Other processes get an event if they have sockets in
that room: whoever joins tells all that listen to the couple's shard, and each room remembers who answered.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence

from core.change_feed import DIALOGUE, Change
from core.db_threads import run_in_db_thread
from core.event_bus import Event
from core.socket_hub import Hub, get_hub, running_hub
from core.socket_service import SocketService
from core.sockets import CloseCode
from dialogues.connections import DialogueConnection, Room, check_connections
from dialogues.frames import Frame, layer_frame, present_frame, stage_frame
from dialogues.play import MoveResult
from dialogues.presence import PRESENCE_TIMEOUT, Presence, RoomEvents
from dialogues.scenes import NotDialoguePartner, SignedOut, load_scene
from dialogues.store import Scene
from dialogues.transcript_types import TranscriptLine

log = logging.getLogger(__name__)

OWN_MOVE_DELAY = 1.0  # seconds for a move to be shown otherwise before the feed makes sockets catch up
ANSWER_DELAY = 0.25  # seconds for other processes to answer whoever joins, before the partner counts as away
DEPARTURE_DELAY = 2.0  # seconds after which whoever has left counts as away: a reload is no leaving
TYPING_INTERVAL, CATCH_UP_INTERVAL = 1.5, 1.0  # minimum seconds between two from one socket


class LiveRooms(SocketService[DialogueConnection]):
    """The rooms of this process that someone is in."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub)
        self.rooms: dict[uuid.UUID, Room] = {}
        self.events = RoomEvents(hub.bus)
        self.presence = Presence(self.rooms, self.events)

    async def join(self, connection: DialogueConnection) -> None:
        """Add a socket, send it the present stage and every turn it hasn't seen, and let the partner know."""
        await super().join(connection)
        self.rooms.setdefault(connection.dialogue, Room()).connections.add(connection)
        await self.catch_up(connection)
        if not connection.closed:
            self.listen(connection)
            self.events.publish(connection.dialogue, connection.couple, "here", connection.slot, 1)
            if self.hub.bus.is_away:
                connection.push(layer_frame(is_slow=True))
            self.update_presence(connection.dialogue)
            self.hub.loop.call_later(ANSWER_DELAY, self.settle_presence, connection)

    def settle_presence(self, connection: DialogueConnection) -> None:
        """Tell a new socket that the partner is away, unless another process has answered by now."""
        connection.knows_partner = True
        self.update_presence(connection.dialogue)

    def leave(self, connection: DialogueConnection) -> None:
        """Remove a socket. Its person counts as away a little later."""
        super().leave(connection)
        room = self.rooms.get(connection.dialogue)
        if room is None or connection not in room.connections:
            return
        room.connections.discard(connection)
        if not room.connections:
            del self.rooms[connection.dialogue]
        if connection.slot >= 0:
            self.hub.loop.call_later(DEPARTURE_DELAY, self.presence.depart, connection)

    def update_presence(self, dialogue: uuid.UUID) -> None:
        """Tell those in a room who is here."""
        if room := self.rooms.get(dialogue):
            room.update_presence()

    def update_room(self, scene: Scene) -> None:
        """Let the two see each other, once the invitation is accepted."""
        if room := self.rooms.get(scene.dialogue):
            room.couple = scene.couple
            room.update_state(scene.state)
            room.update_presence()

    async def catch_up(self, connection: DialogueConnection) -> None:
        """Send a socket the present stage and all turns it hasn't shown."""
        connection.needs_catch_up = True
        if connection.catching_up:
            return
        connection.catching_up = True
        try:
            while connection.needs_catch_up and not connection.closed:
                connection.needs_catch_up = False
                scene, frame = await run_in_db_thread(load_frame, connection)
                connection.identify(scene)
                connection.shown = scene.state.version
                connection.push(frame)
                self.update_room(scene)
        except NotDialoguePartner:
            self.disconnect(connection, CloseCode.NOT_DIALOGUE_PARTNER)
        except SignedOut:
            self.disconnect(connection, CloseCode.SIGN_IN_AGAIN)
        except Exception:
            log.exception("the stage could not be sent; the socket is closed")
            self.disconnect(connection, CloseCode.RESTARTING)
        finally:
            connection.catching_up = False

    def broadcast_move(self, result: MoveResult) -> None:
        """Show a move that was stored in this process, and tell the other processes."""
        if result.line is None:
            return
        dialogue = result.scene.dialogue
        room = self.rooms.get(dialogue)
        if room is None:
            self.events.publish(dialogue, result.scene.couple, "version", result.version)
        else:
            self.events.tell(dialogue, room.other_processes(), "version", result.version)
        for connection in list(room.connections) if room else ():
            self.show_turn(connection, result.scene, result.line)
        self.update_room(result.scene)

    def show_turn(self, connection: DialogueConnection, scene: Scene, line: TranscriptLine) -> None:
        """Send one new turn to one screen. One that is further behind catches up from the database."""
        if connection.shown == line.seq - 1 and not connection.catching_up:
            connection.shown = line.seq
            reader = connection.slot, connection.language, connection.time_zone
            connection.push(stage_frame(scene, [line], *reader))
        elif connection.shown < line.seq:
            self.hub.start(self.catch_up(connection))

    def show_typing(self, connection: DialogueConnection) -> None:
        """Tell the partner that someone is typing, now and then."""
        room = self.rooms[connection.dialogue]
        if room.is_under_way and connection.may("typing", TYPING_INTERVAL):
            room.show_typing(connection.slot)
            self.events.tell(connection.dialogue, room.other_processes(), "typing", connection.slot)

    def notice_return(self, connection: DialogueConnection) -> None:
        """Show that someone who had fallen silent is back."""
        self.presence.refresh(connection.dialogue)

    def receive(self, sender: str, event: Event) -> None:
        """Handle an event in a room that is open in this process too."""
        event_name, room_id, *numbers = event
        dialogue = uuid.UUID(room_id)
        room = self.rooms.get(dialogue)
        if room is None:
            return
        slot = numbers[0]
        if event_name == "version":
            self.show_version(room, numbers[0])
        elif event_name == "typing":
            room.show_typing(slot)
        elif event_name == "away":
            room.hear_of(sender, slot, 0)
        elif event_name == "here":
            room.hear_of(sender, slot, PRESENCE_TIMEOUT)
            for present in room.local_slots() if numbers[1:] else ():
                self.events.publish(dialogue, room.couple, "here", present)
        room.update_presence()

    def update_layer_status(self) -> None:
        """Tell everybody that the channel layer has gone away, or is back."""
        for connection in self.connections:
            connection.push(layer_frame(is_slow=self.hub.bus.is_away))

    async def follow(self, changes: Sequence[Change] | None) -> None:
        """Update presence as well, a few rooms at a time."""
        self.presence.follow()
        await super().follow(changes)

    def affected_by(self, changes: Sequence[Change]) -> set[DialogueConnection]:
        """Return also those in rooms where words were blanked. Those that missed a move start to catch up."""
        affected = super().affected_by(changes)
        for change in changes:
            room = self.rooms.get(uuid.UUID(change.subject)) if change.kind == DIALOGUE else None
            if room is None:
                continue
            if change.version is None:
                affected |= room.connections
            elif room.is_behind(change.version):
                self.hub.loop.call_later(OWN_MOVE_DELAY, self.show_version, room, change.version)
        return affected

    def show_version(self, room: Room, version: int) -> None:
        """Send everyone in a room who is behind a version what they missed."""
        for connection in room.connections:
            if connection.shown < version:
                self.hub.start(self.catch_up(connection))

    async def check(self, connections: Sequence[DialogueConnection]) -> None:
        """Check these sockets with one query."""
        identified = [connection for connection in connections if connection.slot >= 0]
        checks = await run_in_db_thread(check_connections, identified) if identified else []
        for connection, (version, blanked_at, is_partner, signed_in) in zip(identified, checks, strict=True):
            if not signed_in:
                self.disconnect(connection, CloseCode.SIGN_IN_AGAIN)
            elif not is_partner:
                self.disconnect(connection, CloseCode.NOT_DIALOGUE_PARTNER)
            elif connection.blanked_at != blanked_at:  # send all turns again, without the blanked words
                connection.shown, connection.blanked_at = 0, blanked_at
                self.hub.start(self.catch_up(connection))
            elif connection.shown < version and (room := self.rooms.get(connection.dialogue)):
                self.hub.loop.call_later(OWN_MOVE_DELAY, self.show_version, room, version)


def load_frame(connection: DialogueConnection) -> tuple[Scene, Frame]:
    """Load the present stage for a socket, with the turns it hasn't shown."""
    scene = load_scene(connection.dialogue, connection.credentials)
    return scene, present_frame(scene, connection.shown)


def live_rooms() -> LiveRooms:
    """Return the rooms of this process, on the running loop."""
    return get_hub().service(LiveRooms)


def announce_move(result: MoveResult) -> None:
    """Show a stored move to those who are in the room. Called from a request's thread."""
    if hub := running_hub():
        hub.loop.call_soon_threadsafe(lambda: hub.service(LiveRooms).broadcast_move(result))
