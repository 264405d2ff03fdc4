"""Export and erasure of a user's words in dialogues, in all their couples."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from couples.models import Partner, User
from couples.personal_data_registry import PersonalDataProvider, isoformat, partner_label, register_provider
from dialogues import erasure, own_words, scenes, transcript_lines
from dialogues.letter import tell_dialogues
from dialogues.models import Dialogue, Turn
from dialogues.store import Scene

BATCH_SIZE = 16  # dialogues whose turns are opened at a time


def register() -> None:
    """Register the words in dialogues as personal data."""
    register_provider(
        PersonalDataProvider(
            "dialogues",
            _("Your words in dialogues"),
            export,
            erase,
            _(
                "Everything you said in dialogues is deleted, for you and for your partner, even in open"
                " ones. What your partner said stays, and so does the fact that you talked. So does what came"
                " of it: promises and offers in “Ways I avoid us”, wishes and words about gifts in “Requests”,"
                " lines in “Our dream relationship”."
            ),
            erasure.has_words,
            tell_dialogues,
        )
    )


def export(user: User) -> list[dict[str, Any]]:
    """Return a person's ended dialogues, the earliest first. In open ones, words may still be taken back.

    The partner's turns are only places in the order. A dialogue that not both wanted kept has no words. In one that
    was erased for both, the person's own words are there until `here_until`.
    """
    rows = Partner.objects.filter(user=user).select_related("couple", "user__profile")
    return [data for me in rows.order_by("joined_at", "pk") for data in export_couple(me)]


def erase(user: User) -> None:
    """Blank all words of a user."""
    erasure.erase_everywhere(user)


def export_couple(me: Partner) -> Iterator[dict[str, Any]]:
    """Yield the dialogues that a person had as a partner of one couple."""
    other = me.other()
    ended = Dialogue.objects.for_partner(me).exclude(closed_at=None).order_by("created_at", "pk")
    keys = list(ended.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH_SIZE):
        batch = keys[start : start + BATCH_SIZE]
        turns = turns_of(me, batch)
        yield from (
            dialogue_as_data(dialogue, me, other, turns[dialogue.pk])
            for dialogue in ended.filter(pk__in=batch)
        )


def turns_of(me: Partner, dialogues: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Turn]]:
    """Return all turns of some dialogues, by dialogue and in order, without the partner's words."""
    turns: dict[uuid.UUID, list[Turn]] = {pk: [] for pk in dialogues}
    rows = Turn.objects.filter(dialogue__in=dialogues).order_by("dialogue", "seq")
    for turn in own_words.turns_for(me, rows):
        turns[turn.dialogue_id].append(turn)
    return turns


def dialogue_as_data(
    dialogue: Dialogue, me: Partner, other: Partner, turns: Sequence[Turn]
) -> dict[str, Any]:
    """Return one dialogue as plain data."""
    scene = scenes.scene_for(dialogue, me, other)
    is_own = dialogue.started_by_id == me.pk
    return {
        "id": str(dialogue.pk),
        "kind": dialogue.kind,
        "mode": dialogue.mode,
        "with": partner_label(other),
        "begun_by_me": is_own,
        "topic": own_topic(dialogue, me) if is_own else None,
        "kept": dialogue.kept,
        "here_until": isoformat(dialogue.own_words_until) if own_words.is_available(dialogue) else None,
        "begun_at": isoformat(dialogue.created_at),
        "ended_at": isoformat(dialogue.closed_at),
        "turns": [turn_as_data(scene, turn) for turn in turns],
    }


def own_topic(dialogue: Dialogue, me: Partner) -> str | None:
    """Return the topic that this partner gave, if it was kept."""
    is_kept = dialogue.kept or dialogue.topic_kept
    return (dialogue.topic or own_words.topic_for(me, dialogue)) if is_kept else None


def turn_as_data(scene: Scene, turn: Turn) -> dict[str, Any]:
    """Return one turn as plain data.

    `words` are None if they are the partner's or were blanked; then `gone` says why. `time` is the proposed time.
    """
    is_own = turn.author_id == scene.me.id
    line = (
        transcript_lines.decrypt_turn(scene, scene.me, turn, not scene.kept, withdrawn_seq=0)
        if is_own
        else None
    )
    return {
        "seq": turn.seq,
        "mine": is_own,
        "step": turn.step,
        "move": turn.move,
        "round": turn.round,
        "at": isoformat(turn.created_at),
        "words": line.words if line else None,
        "number": line.scale if line else None,
        "time": isoformat(turn.meet_at) if is_own else None,
        "gone": line.blanked if line else "",
    }
