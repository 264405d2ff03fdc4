"""Who is present in the rooms of this process, and how the other processes learn of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from core.change_feed import shard_of_couple
from core.event_bus import EventBus
from core.round_robin import RoundRobin
from dialogues.connections import DialogueConnection, Room

PRESENCE_INTERVAL = 15  # seconds between two announcements of who is here
PRESENCE_TIMEOUT = 40.0  # seconds that an announcement counts
SILENCE_INTERVAL = 4  # seconds between two checks of a room for who has fallen silent


class RoomEvents:
    """Sends the events of rooms to other processes."""

    def __init__(self, bus: EventBus) -> None:
        self.bus = bus

    def publish(self, dialogue: uuid.UUID, couple: uuid.UUID | None, name: str, *numbers: int) -> None:
        """Send an event to all processes that listen to a room's couple, if that is known."""
        if couple is not None:
            self.bus.publish(shard_of_couple(couple), name, dialogue.hex, *numbers)

    def tell(self, dialogue: uuid.UUID, processes: Iterable[str], name: str, *numbers: int) -> None:
        """Send an event to the processes that are known to have sockets in a room."""
        for process in processes:
            self.bus.publish_to(process, name, dialogue.hex, *numbers)


class Presence:
    """Looks after all rooms, a few at a time."""

    def __init__(self, rooms: Mapping[uuid.UUID, Room], events: RoomEvents) -> None:
        self.rooms, self.events = rooms, events
        self.to_announce: RoundRobin[uuid.UUID] = RoundRobin(PRESENCE_INTERVAL)
        self.to_refresh: RoundRobin[uuid.UUID] = RoundRobin(SILENCE_INTERVAL)

    def follow(self) -> None:
        """Take the next few rooms. Called once a second."""
        for dialogue in self.to_refresh.take(self.rooms):
            self.refresh(dialogue)
        for dialogue in self.to_announce.take(self.rooms):
            self.announce(dialogue)

    def refresh(self, dialogue: uuid.UUID) -> None:
        """Show, here and in other processes, who in a room has fallen silent or is back."""
        if room := self.rooms.get(dialogue):
            present = room.local_slots()
            for slot in present ^ room.announced:
                self.events.publish(dialogue, room.couple, "here" if slot in present else "away", slot)
            room.announced = present
            room.update_presence()

    def announce(self, dialogue: uuid.UUID) -> None:
        """Tell the processes that share a room who is present. If none does, whoever is there alone is announced to
        all that listen to the couple: the partner may have joined elsewhere unheard."""
        room = self.rooms.get(dialogue)
        if room is None:
            return
        present, others = room.local_slots(), room.other_processes()
        for slot in present:
            self.events.tell(dialogue, others, "here", slot)
            if not others and len(present) < 2:
                self.events.publish(dialogue, room.couple, "here", slot)

    def depart(self, connection: DialogueConnection) -> None:
        """Say that a partner has left, unless they have come back."""
        room = self.rooms.get(connection.dialogue)
        if room is None or connection.slot not in room.local_slots():
            self.events.publish(connection.dialogue, connection.couple, "away", connection.slot)
        if room:
            room.update_presence()
