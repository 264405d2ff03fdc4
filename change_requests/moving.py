"""Where requests stand is changed here alone: held by one transaction, and written down with who and when."""

from __future__ import annotations

from django.utils import timezone

from change_requests.models import Change, Plan, Request
from change_requests.states import BEFORE, after, may
from couples.models import Partner

RELATED = (
    "asked__request__asker__user__profile",
    "asked__request__asker__couple",
    "giver__user__profile",
    "giver__couple",
)


def held(found: Request) -> Request:
    """The same request, and nobody else's to change until the transaction ends."""
    row: Request = Request.objects.select_for_update(of=("self",)).with_asker().get_or_404(found.pk)
    return row


def move(row: Request, act: str, who: Partner, before: str = "") -> None:
    """Go where an act leads; `before` is where the request stood before it was offered. Raises NotNow."""
    leads_to = after(row.state, act, row.role_of(who))
    row.state = before if leads_to == BEFORE else leads_to
    row.save(update_fields=["state"])
    Change.objects.create(request=row, who=who, act=act, state=row.state)


def can(row: Request, act: str, who: Partner) -> bool:
    return may(row.state, act, row.role_of(who))


def standing(found: Request) -> Plan | None:
    """The plan that stands."""
    plans = Plan.objects.filter(asked__request=found, ended_at=None)
    return plans.select_related(*RELATED).first()


def end_plan(found: Request) -> None:
    """No plan stands any more; what was given stays."""
    Plan.objects.filter(asked__request=found, ended_at=None).update(ended_at=timezone.now())
