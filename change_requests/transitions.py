"""Where requests stand is changed here alone: held by one transaction, and written down with who and when."""

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
    """The same request, and nobody else's to change until the transaction ends."""
    row: Request = Request.objects.select_for_update(of=("self",)).with_asker().get_or_404(found.pk)
    return row


def lock_request_outside_dialogue(found: Request) -> Request:
    """The same, for what is done outside a dialogue: it waits until none is open. Raises DialogueInProgress."""
    row = lock_request(found)
    if open_dialogue_about(row):
        raise DialogueInProgress
    return row


def open_dialogue_about(found: Request) -> uuid.UUID | None:
    """The dialogue about it that is under way."""
    return found.asked.filter(dialogue__closed_at=None).values_list("dialogue", flat=True).first()


def apply_act(
    row: Request, act: str, who: Partner, *, before: str = "", come_back_on: date | None = None
) -> None:
    """Go where an act leads; `before` is where the request stood before it was offered. The day to come back to a
    request belongs to its latest "not yet", and goes with whatever happens next. Raises InvalidTransition."""
    leads_to = REQUEST_STATES.next_state(row.state, act, row.role_of(who))
    row.state = before if leads_to == BEFORE else leads_to
    row.come_back_on = come_back_on
    row.save(update_fields=["state", "come_back_on"])
    Change.objects.create(request=row, who=who, act=act, state=row.state)


def can_apply(row: Request, act: str, who: Partner) -> bool:
    return REQUEST_STATES.is_allowed(row.state, act, row.role_of(who))


def active_plan(found: Request) -> Plan | None:
    """The plan that stands."""
    plans = Plan.objects.filter(asked__request=found, ended_at=None)
    return plans.select_related(*RELATED).first()


def end_plan(found: Request) -> None:
    """No plan stands any more; what was given stays."""
    Plan.objects.filter(asked__request=found, ended_at=None).update(ended_at=timezone.now())
