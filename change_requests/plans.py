"""Writes plans for the giver: choose, reschedule, give, set aside, postpone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from change_requests.draft_data import WISH_PIECES
from change_requests.models import Asked, Gift, Plan, Request
from change_requests.schedules import GiftSchedule
from change_requests.transitions import (
    active_plan,
    apply_act,
    end_plan,
    lock_request,
    lock_request_outside_dialogue,
)
from core.exceptions import InvalidTransition, StaleVersion
from couples.models import Partner


@dataclass(frozen=True, slots=True)
class WishChoice:
    """Which of the three wishes, from which day on, how hard it is (0 to 10, or None), and a note."""

    piece: str
    begins_on: date
    hard: int | None = None
    words: str = ""


def create_plan(row: Request, asked: Asked, giver: Partner, choice: WishChoice) -> Plan:
    """Replace the active plan of a locked request. Raises InvalidTransition."""
    apply_act(row, "choose", giver)
    end_plan(row)
    made = Plan(
        asked=asked,
        giver=giver,
        piece=choice.piece,
        begins_on=choice.begins_on,
        hard=choice.hard,
        words=choice.words or None,
    )
    made.frame = asked.wishes[WISH_PIECES.index(choice.piece)].frame
    made.save(force_insert=True)
    return made


def latest_spoken(row: Request) -> Asked | None:
    """Return the last time the request was asked to the end."""
    asked: Asked | None = row.asked.filter(text__isnull=False).order_by("asked_at").last()
    if asked:
        asked.request = row
    return asked


@transaction.atomic
def choose_plan(found: Request, giver: Partner, choice: WishChoice, upon: str) -> None:
    """Choose a wish, over the plan that was active for the giver ("" for none).

    Repeating the choice changes nothing. Raises InvalidTransition, DialogueInProgress, StaleVersion.
    """
    row = lock_request_outside_dialogue(found)
    asked, stands = latest_spoken(row), active_plan(row)
    if asked is None:
        raise InvalidTransition
    if upon != (str(stands.pk) if stands else ""):
        if stands and WishChoice(stands.piece, stands.begins_on, stands.hard, stands.words or "") == choice:
            return
        raise StaleVersion
    create_plan(row, asked, giver, choice)


@transaction.atomic
def postpone_choice(found: Request, giver: Partner, day: date) -> None:
    """Postpone the choice to this day. Raises InvalidTransition, DialogueInProgress."""
    apply_act(lock_request_outside_dialogue(found), "not_yet", giver, come_back_on=day)


@transaction.atomic
def reschedule_plan(found: Request, giver: Partner, frame: GiftSchedule, begins_on: date) -> None:
    """Change the active plan's schedule; its gifts stay. Raises InvalidTransition."""
    row = lock_request(found)
    stands = active_plan_of(row, giver)
    if (stands.frame, stands.begins_on) == (frame, begins_on):
        return
    apply_act(row, "reschedule", giver)
    stands.frame, stands.begins_on = frame, begins_on
    stands.save(update_fields=["often", "weeks", "weekdays", "begins_on"])


def active_plan_of(row: Request, giver: Partner) -> Plan:
    """Return the giver's active plan. Raises InvalidTransition without one."""
    stands = active_plan(row)
    if stands is None or stands.giver_id != giver.pk:
        raise InvalidTransition
    return stands


@transaction.atomic
def add_gift(found: Request, giver: Partner, plan: uuid.UUID, day: date, words: str) -> None:
    """Tick a day of a plan. Repeating it changes nothing; a note can be added later.

    Raises InvalidTransition, and StaleVersion if another plan is active or the day has another note.
    """
    row = lock_request(found)
    stands = active_plan_of(row, giver)
    if stands.pk != plan:
        raise StaleVersion
    gift = stands.gifts.filter(day=day).first()
    if gift is None:
        if not stands.takes(day):
            raise InvalidTransition
        apply_act(row, "give", giver)
        Gift.objects.create(plan=stands, day=day, words=words or None)
        return
    gift.plan = stands
    if gift.words and words not in ("", gift.words):
        raise StaleVersion
    if words and not gift.words:
        gift.words = words
        gift.save(update_fields=["words"])
        row.changes.filter(act="give", who=giver).update(seen_at=None)


@transaction.atomic
def delete_gift(found: Request, giver: Partner, gift: uuid.UUID) -> None:
    """Undo a tick. A gift that was thanked for stays. Raises InvalidTransition."""
    row = lock_request(found)
    stands = active_plan_of(row, giver)
    slip = stands.gifts.filter(pk=gift, thanks=None)
    if slip.exists():
        apply_act(row, "ungive" if stands.gifts.count() > 1 else "ungive_all", giver)
        slip.delete()


@transaction.atomic
def finish_plan(found: Request, who: Partner) -> None:
    """End the plan as given. Raises InvalidTransition."""
    row = lock_request(found)
    apply_act(row, "finish", who)
    end_plan(row)


@transaction.atomic
def set_plan_aside(found: Request, giver: Partner) -> None:
    """End the plan without a reason, at any time the giver likes.

    During a dialogue about it they end that instead. Raises InvalidTransition, DialogueInProgress.
    """
    row = lock_request_outside_dialogue(found)
    apply_act(row, "set_aside", giver)
    end_plan(row)
