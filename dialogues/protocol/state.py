"""Where a dialogue stands, and a partner making a move."""

from __future__ import annotations

from dataclasses import dataclass

from dialogues.protocol.types import INVITED, Actor


@dataclass(frozen=True, slots=True)
class State:
    """The state of a dialogue after `version` accepted moves. Stored as JSON with these field names."""

    version: int = 0
    step: str = INVITED
    round: int = 1
    sender: int = 0  # the slot (0 or 1) of this round's sender
    # The slots that have made a move that needs both, or asked the other; at the end, who took the invitation back.
    done: tuple[int, ...] = ()
    back: str = ""  # the step that a pause returns to; at the end, the last step
    back_done: tuple[int, ...] = ()  # `done` of that step
    open_at: int = 0  # the version of the latest move that may be withdrawn, 0 if none
    open_from: str = ""  # the step it was made at
    open_by: int | None = None  # the slot that made it; None where it was the sender
    finished: bool = False
    edition: int = 1  # of the kind: dialogues that were stored without it began with the first

    def slot_of(self, actor: Actor) -> int:
        """Return the slot of the sender or the receiver."""
        return self.sender if actor is Actor.SENDER else 1 - self.sender


@dataclass(frozen=True)
class Act:
    """A partner (by slot) making a move."""

    slot: int
    move: str
