"""Loads a dialogue as one partner sees it."""

from __future__ import annotations

import uuid

from couples.models import Partner
from couples.session_credentials import Credentials
from dialogues import store
from dialogues.models import Dialogue
from dialogues.prepared_words import with_move_texts
from dialogues.store import Participant, Scene


class NotDialoguePartner(Exception):
    """The user isn't, or is no longer, a partner in this dialogue."""


class SignedOut(Exception):
    """The session has ended."""


def load_scene(dialogue: uuid.UUID, credentials: Credentials, key: str = "") -> Scene:
    """Return the scene as this user sees it. Raises NotDialoguePartner or SignedOut.

    With the key of a move, the scene says whether that move was made before.
    """
    scene = store.select_scene(dialogue, credentials, key)
    if scene is None:
        raise NotDialoguePartner
    if not scene.signed_in:
        raise SignedOut
    return with_move_texts(scene)


def scene_for(dialogue: Dialogue, me: Partner, partner: Partner) -> Scene:
    """Return a dialogue as `me` reads it, without what only its stage needs.

    No session is checked: the caller has found it as this partner's.
    """
    profile = me.user.profile
    return Scene(
        dialogue.pk,
        dialogue.kind,
        dialogue.mode,
        dialogue.state,
        dialogue.keep_asked,
        dialogue.kept,
        dialogue.meet_at,
        dialogue.new_meet_at,
        dialogue.closed_at,
        None,
        dialogue.started_by_id,
        dialogue.couple_id,
        me=participant_of(me),
        partner=participant_of(partner),
        language=profile.language,
        time_zone=profile.time_zone,
        signed_in=True,
    )


def participant_of(partner: Partner) -> Participant:
    """Return a partner as a scene needs them."""
    return Participant(partner.pk, partner.slot, partner.name, partner.keys)
