"""Lists of requests as one partner sees them, and what waits for that partner."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from change_requests.models import Asked, Change, Gift, LookedBack, Plan, Request, Thanks
from change_requests.page_context import ASKER_ONLY_ACTS, request_title
from change_requests.states import ASKER, GIVER, Role
from couples.models import Partner

SILENT_ACTS = ("offer", "unheard", *ASKER_ONLY_ACTS)  # the invitation says it


@dataclass(frozen=True)
class WaitingRequests:
    """The requests that wait for a partner: for today's gift, for a review, to come back to, or with news."""

    gifts: frozenset[uuid.UUID]
    looks: frozenset[uuid.UUID]
    returns: frozenset[uuid.UUID]
    news: frozenset[uuid.UUID]


@dataclass(frozen=True)
class RequestRow:
    """A request in a list, as one partner sees it."""

    request: Request
    role: Role
    title: str
    is_said: bool
    gift_waits: bool
    look_waits: bool
    choice_waits: bool
    is_new: bool


def request_rows(partner: Partner) -> tuple[list[RequestRow], list[RequestRow]]:
    """Return the partner's own requests, and those asked of them."""
    mine, theirs = list(Request.objects.asked_by(partner)), list(Request.objects.asked_of(partner))
    said, waits = latest_spoken_by_request(theirs), waiting_for(partner)
    return (
        [request_row(row, ASKER, None, waits) for row in mine],
        [request_row(row, GIVER, said.get(row.pk), waits) for row in theirs],
    )


def request_row(row: Request, role: Role, said: Asked | None, waits: WaitingRequests) -> RequestRow:
    """Return a request's row in a list."""
    is_said = said is not None
    return RequestRow(
        row,
        role,
        title=request_title(row, said) if role is ASKER or is_said else "",
        is_said=is_said,
        gift_waits=row.pk in waits.gifts,
        look_waits=row.pk in waits.looks,
        choice_waits=row.pk in waits.returns,
        is_new=row.pk in waits.news,
    )


def latest_spoken_by_request(rows: Sequence[Request]) -> dict[uuid.UUID, Asked]:
    """Return, by request, the last time it was asked to the end."""
    said = Asked.objects.filter(request__in=rows, text__isnull=False).order_by("asked_at")
    related = said.select_related("request__asker__user__profile", "request__asker__couple")
    return {asked.request_id: asked for asked in related}


def waiting_for(partner: Partner) -> WaitingRequests:
    """Return what waits for the partner. Decrypts nothing."""
    known, today = Request.objects.known_to(partner), timezone.localdate()
    rows = Plan.objects.filter(asked__request__in=known, asked__text__isnull=False, ended_at=None)
    plans = list(rows.select_related("asked").defer("words", "asked__text"))
    given = set(Gift.objects.filter(plan__in=plans, day=today).values_list("plan", flat=True))
    looked = set(LookedBack.objects.filter(plan__in=plans, author=partner).values_list("plan", flat=True))
    due = known.filter(come_back_on__lte=today).exclude(asker=partner)
    return WaitingRequests(
        gifts=frozenset(one.asked.request_id for one in plans if is_gift_due(one, partner, given, today)),
        looks=frozenset(
            one.asked.request_id for one in plans if one.ends_on < today and one.pk not in looked
        ),
        returns=frozenset(due.values_list("pk", flat=True)),
        news=requests_with_news(partner),
    )


def is_gift_due(plan: Plan, partner: Partner, given: set[uuid.UUID], today: date) -> bool:
    """Return whether a gift is due today. Nobody is asked about a past day."""
    return plan.giver_id == partner.pk and today in plan.days and plan.pk not in given


def has_waiting(partner: Partner) -> bool:
    """Return whether anything waits for the partner."""
    waits = waiting_for(partner)
    return bool(waits.gifts or waits.looks or waits.returns or waits.news)


def unseen_rows(partner: Partner) -> list[tuple[QuerySet[Any], str]]:
    """Return the other's gifts, thanks and reviews that this partner hasn't seen, each with the lookup of its
    request."""
    known = Request.objects.known_to(partner)
    acts = (
        Change.objects.filter(request__in=known, seen_at=None)
        .exclude(who=partner)
        .exclude(act__in=SILENT_ACTS)
    )
    thanks = Thanks.objects.filter(gift__plan__asked__request__in=known, seen_at=None).exclude(author=partner)
    looked = LookedBack.objects.filter(plan__asked__request__in=known, seen_at=None).exclude(author=partner)
    ways = ("request", "gift__plan__asked__request", "plan__asked__request")
    return list(zip((acts, thanks, looked), ways, strict=True))


def requests_with_news(partner: Partner) -> frozenset[uuid.UUID]:
    """Return the requests with something new for the partner."""
    found = (rows.values_list(way, flat=True) for rows, way in unseen_rows(partner))
    return frozenset(pk for keys in found for pk in keys)


def mark_seen(partner: Partner, row: Request, at: datetime) -> None:
    """Record that the partner saw the request's page at this moment."""
    for (rows, way), when in zip(unseen_rows(partner), ("at", "said_at", "written_at"), strict=True):
        rows.filter(**{way: row, f"{when}__lte": at}).update(seen_at=at)
