"""What a dialogue about a request does to it: it stores what was asked, and the gift chosen at the end."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from change_requests import drafts, schedules
from change_requests.draft_data import WISH_PIECES, RequestDraft, SpokenWish, Wish, prepared_pieces
from change_requests.models import Asked, Request
from change_requests.plans import WishChoice, create_plan
from change_requests.states import DRAFT
from change_requests.transitions import (
    apply_act,
    can_apply,
    end_plan,
    lock_request,
    lock_request_outside_dialogue,
)
from core.form_utils import idempotency_key
from core.text import is_visible
from couples.models import Couple, Partner
from dialogues import begin
from dialogues.hooks import DialogueHooks
from dialogues.models import Dialogue
from dialogues.prepared_words import latest_turn, latest_words_by_piece
from dialogues.protocol import Purpose
from dialogues.store import Scene
from dialogues.transcript_types import TranscriptLine, find_turn_move

KIND = "change_request"


class NotReady(Exception):
    """Something is missing before the request can be asked."""


@transaction.atomic
def start_dialogue(found: Request, *, topic: str, mode: str, keep: bool) -> Dialogue:
    """Invite the partner to a dialogue about the request.

    Raises NotReady, InvalidTransition, DialogueInProgress, CannotBegin.
    """
    row = lock_request_outside_dialogue(found)
    if row.told.missing:
        raise NotReady
    said = prepared_pieces(row.told, _)
    return begin.begin_dialogue(
        row.asker, kind=KIND, mode=mode, topic=topic, keep=keep, prepared=said, about=row
    )


def on_dialogue_begun(dialogue: Dialogue, about: object) -> None:
    """Tie the dialogue to its request. Without one, create a draft."""
    row = (
        about
        if isinstance(about, Request)
        else drafts.create_draft(dialogue.started_by, RequestDraft(), idempotency_key())
    )
    before, day = row.state, row.come_back_on
    apply_act(row, "offer", dialogue.started_by)
    Asked.objects.create(request=row, dialogue=dialogue, before=before, come_back_on=day)


def on_dialogue_closed(scene: Scene, said: Sequence[TranscriptLine]) -> None:
    """Store what was asked and chosen. If it wasn't asked to the end, it belongs to the asker alone again."""
    related = ["request__asker__user__profile", "request__asker__couple"]
    asked = Asked.objects.filter(dialogue=scene.dialogue).select_related(*related).first()
    if asked is None:
        return
    asked.request = row = lock_request(asked.request)
    if scene.state.finished:
        store_outcome(scene, asked, row, said)
    elif row.told == RequestDraft() and asked.before == DRAFT:
        row.delete()
    elif can_apply(row, "unheard", row.asker):
        who = partner_of(row, scene.me.slot)
        apply_act(row, "unheard", who, before=asked.before, come_back_on=asked.come_back_on)


def store_outcome(scene: Scene, asked: Asked, row: Request, said: Sequence[TranscriptLine]) -> None:
    """Store a request that was asked to the end. An act that is no longer allowed is skipped, since a
    dialogue can always end."""
    asked.text = json.dumps(spoken_request(scene.kind, said, row.told), ensure_ascii=False)
    asked.save(update_fields=["text"])
    if row.told == RequestDraft():
        drafts.store_draft(row, RequestDraft(desire=asked.desire, wishes=tuple(map(wish_of, asked.wishes))))
    decided = latest_turn(scene.kind, said, Purpose.CHOICE, Purpose.DEFERRAL)
    given = latest_turn(scene.kind, said, Purpose.GIFT)
    if decided is None:
        return
    chosen = find_turn_move(scene.kind, decided.step, decided.move)
    giver = partner_of(row, decided.slot)
    with timezone.override(giver.user.profile.time_zone):
        if chosen and chosen.purpose is Purpose.DEFERRAL and can_apply(row, "not_yet", giver):
            apply_act(row, "not_yet", giver, come_back_on=day_from_line(decided) if decided.meet_at else None)
        elif chosen and given and can_apply(row, "choose", giver):
            choice = WishChoice(chosen.shows, day_from_line(given), given.scale, given.words or "")
            create_plan(row, asked, giver, choice)


def wish_of(said: SpokenWish) -> Wish:
    """Return a spoken wish in the form of a prepared one."""
    return Wish(said.words, said.frame.often, said.frame.weeks)


def day_from_line(line: TranscriptLine) -> date:
    """Return the day named in the turn, in its author's time zone; without one, today."""
    return timezone.localdate(line.meet_at)


def spoken_request(kind: str, said: Sequence[TranscriptLine], told: RequestDraft) -> dict[str, object]:
    """Return the desire and the wishes as last said, each with the schedule that both were shown."""
    words = latest_words_by_piece(kind, said)
    wishes = [
        spoken_wish(words.get(piece, ""), wish) for piece, wish in zip(WISH_PIECES, told.wishes, strict=True)
    ]
    return {"desire": words.get("desire", ""), "wishes": [asdict(wish) for wish in wishes]}


def spoken_wish(words: str, prepared: Wish) -> SpokenWish:
    """Return a wish with the schedule its words state: nobody gives more than they were shown.

    Said aloud without words, it has the schedule it was prepared with, or happens once.
    """
    if is_visible(words):
        return SpokenWish(words, schedules.resolve_schedule(words, None, None))
    return SpokenWish(words, prepared.frame if prepared.words else schedules.MINIMAL_SCHEDULE)


def partner_of(row: Request, slot: int) -> Partner:
    """Return the partner of this slot."""
    found = Partner.objects.select_related("couple", "user__profile")
    return found.get(couple=row.asker.couple_id, slot=slot)


@transaction.atomic
def withdraw_request(found: Request, asker: Partner) -> None:
    """Withdraw the request, so that the partner can no longer read it.

    Raises InvalidTransition, DialogueInProgress.
    """
    row = lock_request_outside_dialogue(found)
    apply_act(row, "withdraw", asker)
    end_plan(row)
    row.asked.update(text=None)


def outcomes(couple: Couple) -> Iterable[uuid.UUID]:
    """Return the dialogues in which a request was heard."""
    return Asked.objects.filter(dialogue__couple=couple, text__isnull=False).values_list(
        "dialogue", flat=True
    )


HOOKS = DialogueHooks(on_dialogue_begun, on_dialogue_closed, outcomes)
