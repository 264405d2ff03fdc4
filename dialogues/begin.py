"""One partner invites the other to a dialogue."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django.db import transaction

from couples.models import Partner
from dialogues import hooks, invitations
from dialogues.models import Dialogue, to_snapshot
from dialogues.protocol import State
from dialogues.protocol.kinds import KINDS


@transaction.atomic
def begin_dialogue(
    partner: Partner,
    *,
    kind: str,
    mode: str,
    topic: str,
    keep: bool,
    prepared: Mapping[str, Sequence[str]] | None = None,
    about: object = None,
) -> Dialogue:
    """Begin a dialogue in which this partner is the sender of the first round.

    `prepared` holds, by piece, the words that its sender finds in the box when they come to say it; until then nobody
    else can read them. `about` is what it was prepared from, for the hooks of this kind. Raises KeyError for an unknown
    kind, CannotBegin if it may not begin like this or too many invitations are waiting for an answer.
    """
    invitations.check_invitation_limits(partner)
    dialogue = Dialogue(
        couple=partner.couple,
        started_by=partner,
        kind=KINDS[kind].name,
        mode=mode,
        topic=topic.strip(),
        keep_asked=keep,
        prepared=json.dumps(prepared) if prepared else None,
        snapshot=to_snapshot(State(sender=partner.slot)),
    )
    dialogue.save(force_insert=True)
    hooks.notify_begun(dialogue, about)
    return dialogue
