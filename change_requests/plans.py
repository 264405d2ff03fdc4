"""Writes plans for the giver: choose, reschedule, give, set aside, postpone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from change_requests.draft_data import WISH_PIECES
from change_requests.models import Gift, Plan, Request, RequestDialogue
from change_requests.reminder_types import NEWS
from change_requests.schedules import GiftSchedule
from change_requests.transitions import (
    active_plan,
    apply_act,
    end_plan,
    lock_request,
    lock_request_outside_dialogue,
)
from core.exceptions import InvalidTransition, StaleVersion
from core.reminder_types import announce_soon
from couples.models import Partner


@dataclass(frozen=True, slots=True)
class WishChoice:
    """Which of the three wishes, from which day on, how hard it is (0 to 10, or None), and a note."""

    piece: str
    begins_on: date
    hard: int | None = None
    words: str = ""


def create_plan(row: Request, request_dialogue: RequestDialogue, giver: Partner, choice: WishChoice) -> Plan:
    """Replace the active plan of a locked request. Raises InvalidTransition."""
    apply_act(row, "choose", giver)
    end_plan(row)
    plan = Plan(
        request_dialogue=request_dialogue,
        giver=giver,
        piece=choice.piece,
        begins_on=choice.begins_on,
        hard=choice.hard,
        words=choice.words or None,
    )
    plan.schedule = request_dialogue.wishes[WISH_PIECES.index(choice.piece)].schedule
    plan.save(force_insert=True)
    return plan


def latest_spoken(row: Request) -> RequestDialogue | None:
    """Return the latest dialogue in which the request was asked to the end."""
    request_dialogue: RequestDialogue | None = (
        row.dialogues.filter(text__isnull=False).order_by("begun_at").last()
    )
    if request_dialogue:
        request_dialogue.request = row
    return request_dialogue


@transaction.atomic
def choose_plan(change_request: Request, giver: Partner, choice: WishChoice, active_pk: str) -> None:
    """Choose a wish, over the plan that was active for the giver ("" for none).

    Repeating the choice changes nothing. Raises InvalidTransition, DialogueInProgress, StaleVersion.
    """
    row = lock_request_outside_dialogue(change_request)
    request_dialogue, plan = latest_spoken(row), active_plan(row)
    if request_dialogue is None:
        raise InvalidTransition
    if active_pk != (str(plan.pk) if plan else ""):
        if plan and WishChoice(plan.piece, plan.begins_on, plan.hard, plan.words or "") == choice:
            return
        raise StaleVersion
    create_plan(row, request_dialogue, giver, choice)
    announce_soon(NEWS)


@transaction.atomic
def postpone_choice(change_request: Request, giver: Partner, day: date) -> None:
    """Postpone the choice to this day. Raises InvalidTransition, DialogueInProgress."""
    apply_act(lock_request_outside_dialogue(change_request), "not_yet", giver, come_back_on=day)


@transaction.atomic
def reschedule_plan(change_request: Request, giver: Partner, schedule: GiftSchedule, begins_on: date) -> None:
    """Change the active plan's schedule; its gifts stay. Raises InvalidTransition."""
    row = lock_request(change_request)
    plan = active_plan_of(row, giver)
    if (plan.schedule, plan.begins_on) == (schedule, begins_on):
        return
    apply_act(row, "reschedule", giver)
    plan.schedule, plan.begins_on = schedule, begins_on
    plan.save(update_fields=["often", "weeks", "weekdays", "begins_on"])


def active_plan_of(row: Request, giver: Partner) -> Plan:
    """Return the giver's active plan. Raises InvalidTransition without one."""
    plan = active_plan(row)
    if plan is None or plan.giver_id != giver.pk:
        raise InvalidTransition
    return plan


@transaction.atomic
def add_gift(change_request: Request, giver: Partner, plan: uuid.UUID, day: date, words: str) -> None:
    """Tick a day of a plan. Repeating it changes nothing; a note can be added later.

    Raises InvalidTransition, and StaleVersion if another plan is active or the day has another note.
    """
    row = lock_request(change_request)
    active = active_plan_of(row, giver)
    if active.pk != plan:
        raise StaleVersion
    gift = active.gifts.filter(day=day).first()
    if gift is None:
        if not active.includes(day):
            raise InvalidTransition
        apply_act(row, "give", giver)
        Gift.objects.create(plan=active, day=day, words=words or None)
        announce_soon(NEWS)
        return
    gift.plan = active
    if gift.words and words not in ("", gift.words):
        raise StaleVersion
    if words and not gift.words:
        gift.words = words
        gift.save(update_fields=["words"])
        row.status_changes.filter(act="give", partner=giver).update(seen_at=None)


@transaction.atomic
def delete_gift(change_request: Request, giver: Partner, gift: uuid.UUID) -> None:
    """Undo a tick. A gift that was thanked for stays. Raises InvalidTransition."""
    row = lock_request(change_request)
    plan = active_plan_of(row, giver)
    unthanked = plan.gifts.filter(pk=gift, thanks=None)
    if unthanked.exists():
        apply_act(row, "ungive" if plan.gifts.count() > 1 else "ungive_all", giver)
        unthanked.delete()


@transaction.atomic
def finish_plan(change_request: Request, partner: Partner) -> None:
    """End the plan as given. Raises InvalidTransition."""
    row = lock_request(change_request)
    apply_act(row, "finish", partner)
    end_plan(row)


@transaction.atomic
def set_plan_aside(change_request: Request, giver: Partner) -> None:
    """End the plan without a reason, at any time the giver likes.

    During a dialogue about it they end that instead. Raises InvalidTransition, DialogueInProgress.
    """
    row = lock_request_outside_dialogue(change_request)
    apply_act(row, "set_aside", giver)
    end_plan(row)
