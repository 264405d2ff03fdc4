"""`begin`: one partner invites the other to a dialogue."""

from __future__ import annotations

from couples.models import Partner
from dialogues.models import Dialogue, to_snapshot
from dialogues.protocol import State
from dialogues.protocol.kinds import KINDS


def begin(partner: Partner, *, kind: str, mode: str, topic: str, keep: bool) -> Dialogue:
    """A new dialogue in which this partner is the sender of the first round. KeyError for an unknown kind."""
    dialogue = Dialogue(
        couple=partner.couple,
        started_by=partner,
        kind=KINDS[kind].name,
        mode=mode,
        topic=topic.strip(),
        keep_asked=keep,
        snapshot=to_snapshot(State(sender=partner.slot)),
    )
    dialogue.save(force_insert=True)
    return dialogue
