"""Scenes of dialogues that are only read: no session is asked for, so whoever calls has found them as a partner's."""

from __future__ import annotations

from couples.models import Partner
from dialogues.models import Dialogue
from dialogues.store import Participant, Scene


def scene_for(dialogue: Dialogue, me: Partner, partner: Partner) -> Scene:
    """A dialogue as `me` reads it."""
    profile = me.user.profile
    return Scene(
        dialogue.pk,
        dialogue.kind,
        dialogue.mode,
        dialogue.state,
        dialogue.keep_asked,
        dialogue.kept,
        dialogue.meet_at,
        dialogue.closed_at,
        None,
        dialogue.started_by_id,
        me=participant_of(me),
        partner=participant_of(partner),
        language=profile.language,
        time_zone=profile.time_zone,
        signed_in=True,
    )


def participant_of(partner: Partner) -> Participant:
    return Participant(partner.pk, partner.slot, partner.name, partner.keys)
