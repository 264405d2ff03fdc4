"""The only writer of requests' states: locks the row, checks the act, and logs the change."""

from __future__ import annotations

import uuid
from datetime import date

from django.utils import timezone

from change_requests.models import Plan, Request, StatusChange
from change_requests.states import BEFORE, REQUEST_STATES
from core.exceptions import DialogueInProgress
from couples.models import Partner

RELATED = (
    "request_dialogue__request__asker__user__profile",
    "request_dialogue__request__asker__couple",
    "giver__user__profile",
    "giver__couple",
)


def lock_request(change_request: Request) -> Request:
    """Return the request, locked until the transaction ends."""
    row: Request = Request.objects.select_for_update(of=("self",)).with_asker().get_or_404(change_request.pk)
    return row


def lock_request_outside_dialogue(change_request: Request) -> Request:
    """Like `lock_request`, for changes made outside a dialogue. Raises DialogueInProgress."""
    row = lock_request(change_request)
    if open_dialogue_about(row):
        raise DialogueInProgress
    return row


def open_dialogue_about(change_request: Request) -> uuid.UUID | None:
    """Return the open dialogue about the request, if any."""
    return (
        change_request.dialogues.filter(dialogue__closed_at=None).values_list("dialogue", flat=True).first()
    )


def apply_act(
    row: Request, act: str, partner: Partner, *, state_before: str = "", come_back_on: date | None = None
) -> None:
    """Move the request to the state that an act leads to; `state_before` is the one before it was offered.

    The day to come back belongs to the latest "not yet", and is cleared by any other act. Raises
    InvalidTransition.
    """
    leads_to = REQUEST_STATES.next_state(row.state, act, row.role_of(partner))
    row.state = state_before if leads_to == BEFORE else leads_to
    row.come_back_on = come_back_on
    row.save(update_fields=["state", "come_back_on"])
    StatusChange.objects.create(request=row, partner=partner, act=act, state=row.state)


def can_apply(row: Request, act: str, partner: Partner) -> bool:
    """Return whether this partner may do this now."""
    return REQUEST_STATES.is_allowed(row.state, act, row.role_of(partner))


def active_plan(change_request: Request) -> Plan | None:
    """Return the active plan, if any."""
    plans = Plan.objects.filter(request_dialogue__request=change_request, ended_at=None)
    return plans.select_related(*RELATED).first()


def end_plan(change_request: Request) -> None:
    """End the active plan; its gifts stay."""
    Plan.objects.filter(request_dialogue__request=change_request, ended_at=None).update(
        ended_at=timezone.now()
    )
