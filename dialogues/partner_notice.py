"""What the partner gets a notification of while they are waited for: the invitation, or an answer to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialogues.invitations import PLANNED
from dialogues.models import Dialogue, Turn
from dialogues.protocol import CLOSED, INVITED
from dialogues.protocol.arrangements import ARRANGING, POSTPONED
from dialogues.reminder_types import ANSWER, NEW_INVITATION, is_answer
from dialogues.store import Scene
from dialogues.transcript_types import find_turn_move

NOTICE_STEPS = (*ARRANGING, "centering", CLOSED)  # that an invitation or an answer leads to


@dataclass(frozen=True, slots=True)
class PartnerNotice:
    """A notification of the partner's, by its reminder type and occasion. `at` is when an answer was given."""

    reminder_type: str
    occasion: str
    at: datetime | None = None

    @property
    def is_invitation(self) -> bool:
        return self.reminder_type == NEW_INVITATION


def partner_notice(scene: Scene) -> PartnerNotice | None:
    """Return what the partner is notified of, if the last thing that happened was this one's doing."""
    if is_waiting_for_answer(scene):
        return PartnerNotice(NEW_INVITATION, str(scene.dialogue))
    if scene.state.step not in NOTICE_STEPS:
        return None
    turns = Turn.objects.filter(dialogue=scene.dialogue, seq=scene.state.version, author=scene.me.id)
    turn = turns.only("step", "move", "created_at").first()
    move = find_turn_move(scene.kind, turn.step, turn.move) if turn else None
    if not (turn and move and is_answer(turn.step, move)):
        return None
    return PartnerNotice(ANSWER, f"{scene.dialogue}:{scene.state.version}", turn.created_at)


def is_waiting_for_answer(scene: Scene) -> bool:
    """Whether this one has invited, for now or for a later time, and the partner hasn't answered."""
    if scene.me.slot != scene.state.sender:
        return False
    is_asking = scene.state.step == POSTPONED.name and scene.me.slot in scene.state.done
    return scene.state.step == INVITED or (
        is_asking and Dialogue.objects.filter(PLANNED, pk=scene.dialogue).exists()
    )
