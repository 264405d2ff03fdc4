"""Changes requests' states: the only place that does, under a lock, and logged."""

from __future__ import annotations

import uuid
from datetime import date

from django.utils import timezone

from change_requests.models import Change, Plan, Request
from change_requests.states import BEFORE, REQUEST_STATES
from core.exceptions import DialogueInProgress
from couples.models import Partner

RELATED = (
    "asked__request__asker__user__profile",
    "asked__request__asker__couple",
    "giver__user__profile",
    "giver__couple",
)


def lock_request(found: Request) -> Request:
    """Return the request, locked until the transaction ends."""
    row: Request = Request.objects.select_for_update(of=("self",)).with_asker().get_or_404(found.pk)
    return row


def lock_request_outside_dialogue(found: Request) -> Request:
    """Like `lock_request`, for changes made outside a dialogue. Raises DialogueInProgress."""
    row = lock_request(found)
    if open_dialogue_about(row):
        raise DialogueInProgress
    return row


def open_dialogue_about(found: Request) -> uuid.UUID | None:
    """Return the open dialogue about the request, if any."""
    return found.asked.filter(dialogue__closed_at=None).values_list("dialogue", flat=True).first()


def apply_act(
    row: Request, act: str, who: Partner, *, before: str = "", come_back_on: date | None = None
) -> None:
    """Move the request to the state that an act leads to; `before` is the state before it was offered.

    The day to come back belongs to the latest "not yet", and is cleared by any other act. Raises
    InvalidTransition.
    """
    leads_to = REQUEST_STATES.next_state(row.state, act, row.role_of(who))
    row.state = before if leads_to == BEFORE else leads_to
    row.come_back_on = come_back_on
    row.save(update_fields=["state", "come_back_on"])
    Change.objects.create(request=row, who=who, act=act, state=row.state)


def can_apply(row: Request, act: str, who: Partner) -> bool:
    """Return whether this partner may do this now."""
    return REQUEST_STATES.is_allowed(row.state, act, row.role_of(who))


def active_plan(found: Request) -> Plan | None:
    """Return the active plan, if any."""
    plans = Plan.objects.filter(asked__request=found, ended_at=None)
    return plans.select_related(*RELATED).first()


def end_plan(found: Request) -> None:
    """End the active plan; its gifts stay."""
    Plan.objects.filter(asked__request=found, ended_at=None).update(ended_at=timezone.now())
