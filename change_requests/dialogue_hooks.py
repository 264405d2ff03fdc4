"""Stores what was asked in a dialogue about a request, and the gift chosen at its end."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from change_requests import drafts
from change_requests.draft_data import WISH_PIECES, RequestDraft, SpokenWish, Wish, prepared_pieces
from change_requests.models import Request, RequestDialogue
from change_requests.plans import WishChoice, create_plan
from change_requests.schedules import MINIMAL_SCHEDULE
from change_requests.stated_schedules import resolve_schedule
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
def start_dialogue(change_request: Request, *, topic: str, mode: str, keep: bool) -> Dialogue:
    """Invite the partner to a dialogue about the request.

    Raises NotReady, InvalidTransition, DialogueInProgress, CannotBegin.
    """
    row = lock_request_outside_dialogue(change_request)
    if row.details.missing:
        raise NotReady
    prepared = prepared_pieces(row.details, _)
    return begin.begin_dialogue(
        row.asker, kind=KIND, mode=mode, topic=topic, keep=keep, prepared=prepared, about=row
    )


def on_dialogue_begun(dialogue: Dialogue, about: object) -> None:
    """Tie the dialogue to its request. Without one, create a draft."""
    if isinstance(about, Request):
        row = about
    else:
        row = drafts.create_draft(dialogue.started_by, RequestDraft(), idempotency_key())
    state, day = row.state, row.come_back_on
    apply_act(row, "offer", dialogue.started_by)
    RequestDialogue.objects.create(request=row, dialogue=dialogue, state_before=state, come_back_on=day)


def on_dialogue_closed(scene: Scene, lines: Sequence[TranscriptLine]) -> None:
    """Store what was asked and chosen. If it wasn't asked to the end, it belongs to the asker alone again."""
    related = ["request__asker__user__profile", "request__asker__couple"]
    rows = RequestDialogue.objects.filter(dialogue=scene.dialogue)
    request_dialogue = rows.select_related(*related).first()
    if request_dialogue is None:
        return
    request_dialogue.request = row = lock_request(request_dialogue.request)
    if scene.state.finished:
        store_outcome(scene, request_dialogue, row, lines)
    elif row.details == RequestDraft() and request_dialogue.state_before == DRAFT:
        row.delete()
    elif can_apply(row, "unheard", row.asker):
        before, day = request_dialogue.state_before, request_dialogue.come_back_on
        apply_act(row, "unheard", partner_in_slot(row, scene.me.slot), state_before=before, come_back_on=day)


def store_outcome(
    scene: Scene, request_dialogue: RequestDialogue, row: Request, lines: Sequence[TranscriptLine]
) -> None:
    """Store what was said in a request that was asked to the end, and what the giver decided."""
    request_dialogue.text = json.dumps(spoken_request(scene.kind, lines, row.details), ensure_ascii=False)
    request_dialogue.save(update_fields=["text"])
    if row.details == RequestDraft():
        wishes = tuple(map(wish_of, request_dialogue.wishes))
        drafts.store_draft(row, RequestDraft(desire=request_dialogue.desire, wishes=wishes))
    store_decision(scene.kind, request_dialogue, row, lines)


def store_decision(
    kind: str, request_dialogue: RequestDialogue, row: Request, lines: Sequence[TranscriptLine]
) -> None:
    """Store the chosen wish or the "not yet".

    An act that is no longer allowed is skipped, since a dialogue can always end.
    """
    decision = latest_turn(kind, lines, Purpose.CHOICE, Purpose.DEFERRAL)
    gift_turn = latest_turn(kind, lines, Purpose.GIFT)
    if decision is None:
        return
    move = find_turn_move(kind, decision.step, decision.move)
    giver = partner_in_slot(row, decision.slot)
    with timezone.override(giver.user.profile.time_zone):
        if move and move.purpose is Purpose.DEFERRAL and can_apply(row, "not_yet", giver):
            day = day_from_line(decision) if decision.meet_at else None
            apply_act(row, "not_yet", giver, come_back_on=day)
        elif move and gift_turn and can_apply(row, "choose", giver):
            choice = WishChoice(move.shows, day_from_line(gift_turn), gift_turn.scale, gift_turn.words or "")
            create_plan(row, request_dialogue, giver, choice)


def wish_of(wish: SpokenWish) -> Wish:
    """Return a spoken wish in the form of a prepared one: with a schedule only if its words don't state it."""
    if wish.schedule == resolve_schedule(wish.words):
        return Wish(wish.words)
    return Wish(wish.words, wish.schedule.often, wish.schedule.weeks, wish.schedule.on)


def day_from_line(line: TranscriptLine) -> date:
    """Return the day named in the turn, in its author's time zone; without one, today."""
    return timezone.localdate(line.meet_at)


def spoken_request(kind: str, lines: Sequence[TranscriptLine], details: RequestDraft) -> dict[str, object]:
    """Return the desire and the wishes as last said, each with the schedule that both were shown."""
    words = latest_words_by_piece(kind, lines)
    wishes = [
        spoken_wish(words.get(piece, ""), wish)
        for piece, wish in zip(WISH_PIECES, details.wishes, strict=True)
    ]
    return {"desire": words.get("desire", ""), "wishes": [wish.as_dict() for wish in wishes]}


def spoken_wish(words: str, prepared: Wish) -> SpokenWish:
    """Return a wish with the schedule its words state: nobody gives more than they were shown.

    Said aloud without words, it has the schedule it was prepared with, or happens once.
    """
    if is_visible(words):
        return SpokenWish(words, resolve_schedule(words))
    return SpokenWish(words, prepared.schedule if prepared.words else MINIMAL_SCHEDULE)


def partner_in_slot(row: Request, slot: int) -> Partner:
    """Return the partner in this slot of the couple."""
    partners = Partner.objects.select_related("couple", "user__profile")
    return partners.get(couple=row.asker.couple_id, slot=slot)


@transaction.atomic
def withdraw_request(change_request: Request, asker: Partner) -> None:
    """Withdraw the request, so that the partner can no longer read it.

    Raises InvalidTransition, DialogueInProgress.
    """
    row = lock_request_outside_dialogue(change_request)
    apply_act(row, "withdraw", asker)
    end_plan(row)
    row.dialogues.update(text=None)


def outcomes(couple: Couple) -> Iterable[uuid.UUID]:
    """Return the dialogues in which a request was asked to the end."""
    return RequestDialogue.objects.filter(dialogue__couple=couple, text__isnull=False).values_list(
        "dialogue", flat=True
    )


HOOKS = DialogueHooks(on_dialogue_begun, on_dialogue_closed, outcomes)
