"""Begins a dialogue: one partner invites the other."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction

from core.reminder_types import announce_soon
from couples.models import Partner
from dialogues import gates, hooks, invitations, kept_appreciation
from dialogues.models import Dialogue, to_snapshot
from dialogues.protocol import MODES, first_state
from dialogues.protocol.kinds import KINDS
from dialogues.reminder_types import NEW_INVITATION


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
    key: str = "",
) -> Dialogue:
    """Begin a dialogue with this partner as the sender of the first round. Returns it.

    `prepared` holds words by piece: they are prefilled for the sender when the piece is due, and nobody else can read
    them before. `about` is passed to the hooks of this kind. A form sent twice with the same `key` begins one dialogue.
    Raises KeyError for an unknown kind, and CannotBegin if a hook refuses, too many invitations are unanswered, or the
    kind is shut or isn't held in this mode.
    """
    rules, pk = KINDS[kind], dialogue_id(partner, key, kind, mode, topic)
    invitations.lock_invitations(partner)
    if begun := Dialogue.objects.filter(pk=pk).first():
        return begun
    invitations.check_mode(rules, mode)
    invitations.check_invitation_limits(partner, rules)
    gates.check_gate(kind, partner.couple)
    dialogue = Dialogue(pk, couple=partner.couple, started_by=partner, kind=rules.name, mode=mode)
    dialogue.topic, dialogue.keep_asked = topic.strip() or None, keep
    dialogue.prepared = prepared_as_json(partner, kind, prepared)
    add(dialogue, about)
    return dialogue


def add(dialogue: Dialogue, about: object) -> None:
    """Store a new dialogue in its first state, and tell whoever has to know."""
    dialogue.snapshot = to_snapshot(first_state(dialogue.rules, dialogue.started_by.slot))
    dialogue.save(force_insert=True)
    hooks.notify_begun(dialogue, about)
    announce_soon(NEW_INVITATION)


def dialogue_id(partner: Partner, key: str, *answers: str) -> uuid.UUID:
    """Return the id of the dialogue that a partner begins with this key and these answers; a new one without a key.

    The key is random and isn't stored, so nobody can guess an answer by the id.
    """
    return uuid.uuid5(partner.couple_id, json.dumps([partner.pk, key, *answers])) if key else uuid.uuid4()


def prepared_as_json(partner: Partner, kind: str, prepared: Mapping[str, Sequence[str]] | None) -> str | None:
    """Return the words prepared for a dialogue, or kept for one of this kind; None if there are none."""
    words = prepared or kept_appreciation.prepared_words(partner, kind)
    return json.dumps(words) if words else None


def begin_initial(partner: Partner, kind: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the initial values of the form that begins a dialogue: the partners talk as they did last time."""
    latest = Dialogue.objects.for_partner(partner).values_list("mode", flat=True).first()
    modes = KINDS[kind].modes if kind in KINDS else MODES
    return {
        "kind": kind,
        "topic": fields.get("topic", ""),
        "mode": latest if latest in modes else modes[0],
    }
