"""Lists of requests as one partner sees them, and what waits for that partner."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from change_requests.history import ASKER_ONLY_ACTS, REVIEWED, THANKED
from change_requests.models import Gift, Plan, Request, RequestDialogue, RequestReview, StatusChange, Thanks
from change_requests.page_context import request_title
from change_requests.states import ASKER, DELETED, GIVER, Role
from change_requests.transitions import RELATED
from couples import home_rows
from couples.models import Partner

RETURNING = "returning"
SILENT_ACTS = ("offer", "unheard", *ASKER_ONLY_ACTS)  # the invitation says it


@dataclass(frozen=True)
class WaitingRequests:
    """The requests that wait for a partner: for today's gift, for a review, to come back to, or with news.

    Gifts come with their plan, news with the other's latest act.
    """

    gifts: Mapping[uuid.UUID, Plan]
    reviews: frozenset[uuid.UUID]
    returns: frozenset[uuid.UUID]
    news: Mapping[uuid.UUID, str]


@dataclass(frozen=True)
class RequestRow:
    """A request in a list, as one partner sees it."""

    request: Request
    role: Role
    title: str
    is_shared: bool
    gift_waits: bool
    review_waits: bool
    choice_waits: bool
    is_new: bool


def request_rows(partner: Partner, waits: WaitingRequests) -> tuple[list[RequestRow], list[RequestRow]]:
    """Return the partner's own requests, and those asked of them."""
    rows = list(Request.objects.known_to(partner).exclude(asker=partner, state=DELETED))
    own = [row for row in rows if row.asker_id == partner.pk]
    partners = [row for row in rows if row.asker_id != partner.pk]
    dialogues = latest_spoken_by_request(partners)
    return (
        [request_row(row, ASKER, None, waits) for row in own],
        [request_row(row, GIVER, dialogues.get(row.pk), waits) for row in partners],
    )


def request_row(
    row: Request, role: Role, request_dialogue: RequestDialogue | None, waits: WaitingRequests
) -> RequestRow:
    """Return a request's row in a list."""
    is_shared = request_dialogue is not None
    return RequestRow(
        row,
        role,
        title=request_title(row, request_dialogue) if role is ASKER or is_shared else "",
        is_shared=is_shared,
        gift_waits=row.pk in waits.gifts,
        review_waits=row.pk in waits.reviews,
        choice_waits=row.pk in waits.returns,
        is_new=row.pk in waits.news,
    )


def latest_spoken_by_request(
    rows: Collection[Request] | Collection[uuid.UUID],
) -> dict[uuid.UUID, RequestDialogue]:
    """Return the latest completed dialogue of each request."""
    dialogues = RequestDialogue.objects.filter(request__in=rows, text__isnull=False).order_by("begun_at")
    related = dialogues.select_related("request__asker__user__profile", "request__asker__couple")
    return {request_dialogue.request_id: request_dialogue for request_dialogue in related}


def waiting_for(partner: Partner) -> WaitingRequests:
    """Return what waits for the partner. Decrypts nothing."""
    today = timezone.localdate()
    plans = home_rows.fetch(active_plans, partner, today)
    acts = sorted(home_rows.fetch(unseen_acts, partner, today), key=itemgetter(1))
    return WaitingRequests(
        gifts={plan.request_dialogue.request_id: plan for plan in plans if is_gift_due(plan, partner, today)},
        reviews=frozenset(plan.request_dialogue.request_id for plan in plans if is_review_due(plan, today)),
        returns=frozenset(request for request, _at, act in acts if act == RETURNING),
        news={request: act for request, _at, act in acts if act != RETURNING},
    )


def waiting_rows(partner: Partner, today: date) -> list[QuerySet[Any]]:
    """Return querysets that are all empty if nothing waits for the partner."""
    unseen = [unseen.rows for unseen in unseen_rows(partner)]
    return [active_plans(partner, today), returning(partner, today), *unseen]


def returning(partner: Partner, today: date) -> QuerySet[Request]:
    """Return the other's requests to come back to today."""
    known = Request.objects.known_to(partner)
    rows: QuerySet[Request] = known.filter(come_back_on__lte=today).exclude(asker=partner)
    return rows


def active_plans(partner: Partner, today: date) -> QuerySet[Plan]:
    """Return the active plans, with whether today's gift was given and whether this partner looked back."""
    known = Request.objects.known_to(partner)
    given = Gift.objects.filter(plan=OuterRef("pk"), day=today)
    reviewed = RequestReview.objects.filter(plan=OuterRef("pk"), author=partner)
    plans: QuerySet[Plan] = Plan.objects.filter(
        request_dialogue__request__in=known, request_dialogue__text__isnull=False, ended_at=None
    )
    plans = plans.annotate(is_given=Exists(given), is_reviewed=Exists(reviewed))
    return plans.select_related(*RELATED).order_by("chosen_at", "pk")


def is_gift_due(plan: Any, partner: Partner, today: date) -> bool:
    """Return whether a gift of this partner is due today. Nobody is asked about a past day."""
    return plan.giver_id == partner.pk and not plan.is_given and today in plan.days


def is_review_due(plan: Any, today: date) -> bool:
    """Return whether a plan has ended and this partner hasn't looked back at it."""
    return plan.ends_on < today and not plan.is_reviewed


@dataclass(frozen=True)
class UnseenRows:
    """What the other did and the partner hasn't seen: rows, with where their request, time and act are."""

    rows: QuerySet[Any]
    request: str
    at: str
    act: Any


def unseen_rows(partner: Partner) -> list[UnseenRows]:
    """Return the other's changes, thanks and reviews that the partner hasn't seen."""
    known = Request.objects.known_to(partner)
    changes = (
        StatusChange.objects.filter(request__in=known, seen_at=None)
        .exclude(partner=partner)
        .exclude(act__in=SILENT_ACTS)
    )
    thanks = Thanks.objects.filter(gift__plan__request_dialogue__request__in=known, seen_at=None)
    reviews = RequestReview.objects.filter(plan__request_dialogue__request__in=known, seen_at=None)
    asked = "plan__request_dialogue__request"
    return [
        UnseenRows(changes, "request", "at", F("act")),
        UnseenRows(thanks.exclude(author=partner), f"gift__{asked}", "written_at", Value(THANKED)),
        UnseenRows(reviews.exclude(author=partner), asked, "written_at", Value(REVIEWED)),
    ]


def unseen_acts(partner: Partner, today: date) -> QuerySet[Any]:
    """Return what the other did and the partner hasn't seen, as (request, time, act). Requests whose day to come back
    has come are included, with the act `RETURNING`."""
    day = Cast("come_back_on", DateTimeField())
    returns = returning(partner, today).order_by().values_list("pk", day, Value(RETURNING))
    acts = (
        unseen.rows.order_by().values_list(unseen.request, unseen.at, unseen.act)
        for unseen in unseen_rows(partner)
    )
    return returns.union(*acts)


def mark_seen(partner: Partner, row: Request, at: datetime) -> None:
    """Record that the partner saw the request's page at this moment."""
    for unseen in unseen_rows(partner):
        unseen.rows.filter(**{unseen.request: row, f"{unseen.at}__lte": at}).update(seen_at=at)
