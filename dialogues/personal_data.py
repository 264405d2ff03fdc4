"""What a person said in dialogues, in every couple: to export, and to erase."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from couples.models import Partner, User
from couples.personal_data_registry import PersonalDataProvider, isoformat, partner_label, register_provider
from dialogues import erasure, own_words, scenes, transcript_lines
from dialogues.models import Dialogue, Turn
from dialogues.store import Scene

BATCH_SIZE = 16  # dialogues whose turns are opened at a time


def register() -> None:
    """Declare what this app holds about a person."""
    register_provider(
        PersonalDataProvider(
            "dialogues",
            _("Your words in dialogues"),
            export,
            erase,
            _(
                "All that you said in dialogues goes, for you and for your partner, also in those under way. What your"
                " partner said stays, and that you talked. What came of it stays: promises and offers with your"
                " exits, wishes and words to gifts with your requests."
            ),
            erasure.has_words,
        )
    )


def export(user: User) -> list[dict[str, Any]]:
    """Return a person's ended dialogues, the earliest first. In open ones, words may still be taken back.

    The partner's turns are only places in the order. A dialogue that not both wanted kept has no words. In one that
    was erased for both, the person's own words are there until `here_until`.
    """
    rows = Partner.objects.filter(user=user).select_related("couple", "user__profile")
    return [one for me in rows.order_by("joined_at", "pk") for one in export_couple(me)]


def erase(user: User) -> None:
    """Blank all words of a person."""
    erasure.erase_everywhere(user)


def export_couple(me: Partner) -> Iterator[dict[str, Any]]:
    """Yield the dialogues that a person had as a partner of one couple."""
    other = me.other()
    ended = Dialogue.objects.for_partner(me).exclude(closed_at=None).order_by("created_at", "pk")
    keys = list(ended.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH_SIZE):
        some = keys[start : start + BATCH_SIZE]
        turns = turns_of(me, some)
        yield from (
            dialogue_as_data(dialogue, me, other, turns[dialogue.pk])
            for dialogue in ended.filter(pk__in=some)
        )


def turns_of(me: Partner, dialogues: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Turn]]:
    """Return all turns of some dialogues, by dialogue and in order, without the partner's words."""
    found: dict[uuid.UUID, list[Turn]] = {pk: [] for pk in dialogues}
    rows = Turn.objects.filter(dialogue__in=dialogues).order_by("dialogue", "seq")
    for turn in own_words.turns_for(me, rows):
        found[turn.dialogue_id].append(turn)
    return found


def dialogue_as_data(
    dialogue: Dialogue, me: Partner, other: Partner, turns: Sequence[Turn]
) -> dict[str, Any]:
    """Return one dialogue as plain data."""
    scene = scenes.scene_for(dialogue, me, other)
    is_mine = dialogue.started_by_id == me.pk
    return {
        "id": str(dialogue.pk),
        "kind": dialogue.kind,
        "mode": dialogue.mode,
        "with": partner_label(other),
        "begun_by_me": is_mine,
        "topic": (dialogue.topic or own_words.topic_for(me, dialogue)) if is_mine and dialogue.kept else None,
        "kept": dialogue.kept,
        "here_until": isoformat(dialogue.own_words_until) if own_words.is_available(dialogue) else None,
        "begun_at": isoformat(dialogue.created_at),
        "ended_at": isoformat(dialogue.closed_at),
        "turns": [turn_as_data(scene, turn) for turn in turns],
    }


def turn_as_data(scene: Scene, turn: Turn) -> dict[str, Any]:
    """Return one turn as plain data.

    `words` are None if they are the partner's, or gone: then `gone` says how. `time` is the one proposed with it.
    """
    is_mine = turn.author_id == scene.me.id
    line = (
        transcript_lines.decrypt_turn(scene, scene.me, turn, not scene.kept, took_back=0) if is_mine else None
    )
    return {
        "seq": turn.seq,
        "mine": is_mine,
        "step": turn.step,
        "move": turn.move,
        "round": turn.round,
        "at": isoformat(turn.created_at),
        "words": line.words if line else None,
        "number": line.scale if line else None,
        "time": isoformat(turn.meet_at) if is_mine else None,
        "gone": line.blanked if line else "",
    }
