"""Asking: the dialogue that a request is brought in, what was said in it, and the gift that was chosen at its end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from change_requests import frames, preparing
from change_requests.frames import Frame
from change_requests.models import Asked, Request
from change_requests.moving import can, end_plan, held, move
from change_requests.planning import Choice, plan, said_last
from change_requests.preparing import TalkedAbout, is_talked_about
from change_requests.told import PIECES, Told, Wish, pieces
from couples.kept import new_key
from couples.models import Couple, Partner
from dialogues import begin
from dialogues.followers import Follower
from dialogues.lines import Line
from dialogues.models import Dialogue
from dialogues.pieces import latest, words_of
from dialogues.store import Scene

KIND = "change_request"
CHOICES = {f"choose_{piece}": piece for piece in PIECES}


class NotReady(Exception):
    """Something is missing before it can be asked."""


@transaction.atomic
def ask(found: Request, *, topic: str, mode: str, keep: bool) -> Dialogue:
    """Invite the partner to hear it. Raises NotReady, NotNow, TalkedAbout."""
    row = held(found)
    if row.told.missing:
        raise NotReady
    if is_talked_about(row):
        raise TalkedAbout
    said = pieces(row.told, _)
    return begin.begin(row.asker, kind=KIND, mode=mode, topic=topic, keep=keep, prepared=said, about=row)


def begun(dialogue: Dialogue, about: object) -> None:
    """Tie a dialogue to the request it is about. One begun without is the beginning of a request."""
    row = about if isinstance(about, Request) else preparing.begin(dialogue.started_by, Told(), new_key())
    move(row, "offer", dialogue.started_by)
    Asked.objects.create(request=row, dialogue=dialogue)


def closed(scene: Scene, said: Sequence[Line]) -> None:
    """Store what was asked and what was chosen. Where it was not said to the end, it is the asker's alone again."""
    related = ["request__asker__user__profile", "request__asker__couple"]
    asked = Asked.objects.filter(dialogue=scene.dialogue).select_related(*related).first()
    if asked is None:
        return
    asked.request = row = held(asked.request)
    if scene.state.finished:
        heard(scene, asked, row, said)
    elif row.told == Told():
        row.delete()
    elif said_last(row) is None and can(row, "unheard", row.asker):
        move(row, "unheard", partner_of(row, scene.me.slot))


def heard(scene: Scene, asked: Asked, row: Request, said: Sequence[Line]) -> None:
    asked.text = json.dumps(as_said(scene.kind, said, row.told), ensure_ascii=False)
    asked.save(update_fields=["text"])
    decided = latest(said, "choosing")
    if decided is None:
        return
    giver = partner_of(row, decided.slot)
    if decided.move == "not_yet" and can(row, "not_yet", giver):
        asked.come_back_on = timezone.localdate(decided.meet_at) if decided.meet_at else None
        asked.save(update_fields=["come_back_on"])
        move(row, "not_yet", giver)
    given = latest(said, "planning")
    if given and decided.move in CHOICES and can(row, "choose", giver):
        begins = timezone.localdate(given.meet_at)
        plan(row, asked, giver, Choice(CHOICES[decided.move], begins, given.scale, given.words or ""))


def as_said(kind: str, said: Sequence[Line], told: Told) -> dict[str, object]:
    """The desire and the wishes as they were said last, each with the frame that its words name."""
    words = words_of(kind, said)
    wishes = [
        Wish(words.get(piece, ""), frame_of(words.get(piece, ""), wish.frame))
        for piece, wish in zip(PIECES, told.wishes, strict=True)
    ]
    return {"desire": words.get("desire", ""), "wishes": [asdict(wish) for wish in wishes]}


def frame_of(words: str, prepared: Frame) -> Frame:
    return frames.read(words, prepared, _)


def partner_of(row: Request, slot: int) -> Partner:
    found = Partner.objects.select_related("couple", "user__profile")
    return found.get(couple=row.asker.couple_id, slot=slot)


@transaction.atomic
def withdraw(found: Request, asker: Partner) -> None:
    """Take it back: the partner reads nothing of it any more. Raises NotNow, TalkedAbout."""
    row = held(found)
    if is_talked_about(row):
        raise TalkedAbout
    move(row, "withdraw", asker)
    end_plan(row)
    row.asked.update(text=None)


def end_of(couple: Couple) -> None:
    """When one has left, what the two let each other read goes. What each prepared stays sealed for them."""
    Asked.objects.filter(request__asker__couple=couple).update(text=None)


FOLLOWER = Follower(begun, closed)
