"""All requests of the two, as one of them sees them; and what waits for that one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from change_requests.models import Asked, Gift, LookedBack, Plan, Request, Thanks
from change_requests.moving import RELATED
from change_requests.pages import is_over, next_day, title
from change_requests.states import ASKER, GIVER, Role
from couples.models import Partner


@dataclass(frozen=True)
class Listed:
    """One request in a list, as one of the two sees it."""

    request: Request
    role: Role
    title: str
    plan: Plan | None
    is_due: bool


def listed(partner: Partner) -> tuple[list[Listed], list[Listed]]:
    """What this partner asks for, and what they are asked for."""
    mine, theirs = list(Request.objects.asked_by(partner)), list(Request.objects.asked_of(partner))
    plans = {plan.asked.request_id: plan for plan in plans_of([*mine, *theirs])}
    given = set(Gift.objects.filter(plan__in=plans.values()).values_list("plan", "day"))
    asked = said_last(theirs)
    return (
        [row_of(row, ASKER, plans.get(row.pk), given, title(row, None)) for row in mine],
        [row_of(row, GIVER, plans.get(row.pk), given, title(row, asked[row.pk])) for row in theirs],
    )


def plans_of(rows: Sequence[Request]) -> QuerySet[Plan]:
    return Plan.objects.filter(asked__request__in=rows, ended_at=None).select_related(*RELATED)


def said_last(rows: Sequence[Request]) -> dict[uuid.UUID, Asked]:
    """By request, the last time it was said to the end."""
    said = Asked.objects.filter(request__in=rows, text__isnull=False).order_by("asked_at")
    related = said.select_related("request__asker__user__profile", "request__asker__couple")
    return {asked.request_id: asked for asked in related}


def row_of(row: Request, role: Role, plan: Plan | None, given: set[Any], name: str) -> Listed:
    due = (
        role is GIVER and plan is not None and next_day(plan, {day for pk, day in given if pk == plan.pk}, 0)
    )
    return Listed(row, role, name, plan, bool(due) or is_over(plan))


def news_for(partner: Partner) -> list[QuerySet[Any]]:
    """What the other gave, thanked for and said, and this partner has not seen yet."""
    theirs = Q(asker__couple=partner.couple_id)
    known = Asked.objects.filter(text__isnull=False).filter(request__in=Request.objects.filter(theirs))
    gifts = Gift.objects.filter(plan__asked__in=known, seen_at=None).exclude(plan__giver=partner)
    thanks = Thanks.objects.filter(gift__plan__asked__in=known, seen_at=None).exclude(author=partner)
    looked = LookedBack.objects.filter(plan__asked__in=known, seen_at=None).exclude(author=partner)
    return [gifts, thanks, looked]


def has_news(partner: Partner) -> bool:
    return any(rows.exists() for rows in news_for(partner))


def has_seen(partner: Partner, row: Request) -> None:
    """This partner has the page of a request before them."""
    gifts, thanks, looked = news_for(partner)
    now = timezone.now()
    gifts.filter(plan__asked__request=row).update(seen_at=now)
    thanks.filter(gift__plan__asked__request=row).update(seen_at=now)
    looked.filter(plan__asked__request=row).update(seen_at=now)


def is_due(partner: Partner) -> bool:
    """Whether a gift of this partner is due, or it is time to look back."""
    plans = list(plans_of(list(Request.objects.known_to(partner))))
    given = set(Gift.objects.filter(plan__in=plans).values_list("plan", "day"))
    roles = ((plan, plan.asked.request, plan.asked.request.role_of(partner)) for plan in plans)
    return any(row_of(row, role, plan, given, "").is_due for plan, row, role in roles)
