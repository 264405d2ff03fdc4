"""Context of a plan with its gifts and reviews, as one partner sees it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from change_requests import schedules
from change_requests.models import Gift, Plan, RequestReview, Thanks
from change_requests.stated_schedules import known_schedule
from couples.models import Partner
from vault.fields import load_json


@dataclass(frozen=True)
class GiftRow:
    """A gift with its thanks."""

    gift: Gift
    thanks: Thanks | None


@dataclass(frozen=True)
class ReviewRow:
    """One partner's review."""

    pk: uuid.UUID
    author: Partner
    for_me: str
    for_you: str
    version: int


@dataclass(frozen=True)
class PlanView:
    """A plan with its gifts and reviews, as one partner sees it."""

    plan: Plan
    gifts: Sequence[GiftRow]
    reviews: Sequence[ReviewRow]
    own_review: ReviewRow | None

    @property
    def is_active(self) -> bool:
        return self.plan.ended_at is None

    @property
    def is_over(self) -> bool:
        """Whether its time is over."""
        return self.plan.ends_on < timezone.localdate()

    @property
    def is_due(self) -> bool:
        """Whether a gift is due today and hasn't been given."""
        today = timezone.localdate()
        return today in self.plan.days and today not in {row.gift.day for row in self.gifts}

    @property
    def review_is_due(self) -> bool:
        """Whether its time is over and this partner hasn't looked back, while its wish can be read."""
        return self.is_active and self.is_over and not self.own_review and bool(self.plan.wish)

    @property
    def schedule_text(self) -> str:
        """The schedule, "" where the wish says the same."""
        wish, schedule = self.plan.wish, self.plan.schedule
        is_unsaid = wish is not None and bool(wish.words) and known_schedule(wish.words).often is None
        if is_unsaid and schedule == schedules.MINIMAL_SCHEDULE:
            return gettext("One day, to begin with")
        text = schedules.describe_schedule(schedule, gettext)
        return "" if wish and text in wish.words else text

    @property
    def days(self) -> list[date]:
        """The days that can be ticked, latest first.

        Those due and not given, or else the next one; and today, while the plan lasts.
        """
        given_days, today = {row.gift.day for row in self.gifts}, timezone.localdate()
        open_days = sorted({*self.plan.days} - given_days)
        offered = [day for day in open_days if day <= today][::-1] or open_days[:1]
        is_free = self.plan.includes(today) and today not in {*offered, *given_days}
        return [*offered, *([today] if is_free else [])]

    @property
    def is_early(self) -> bool:
        """Whether no day can be ticked before a later one."""
        return bool(self.days) and self.days[0] > timezone.localdate()


def plan_view(plan: Plan, partner: Partner) -> PlanView:
    """Return a plan as this partner sees it."""
    reviews = review_rows(plan)
    return PlanView(
        plan, gift_rows(plan), reviews, next((review for review in reviews if review.author == partner), None)
    )


def gift_rows(plan: Plan) -> list[GiftRow]:
    """Return the plan's gifts, latest first."""
    related = ["plan__giver__user__profile", "plan__giver__couple"]
    thanks = ["thanks__author__user__profile", "thanks__author__couple"]
    rows = plan.gifts.select_related(*related, *thanks).order_by("-day")
    return [GiftRow(row, getattr(row, "thanks", None)) for row in rows]


def review_rows(plan: Plan) -> list[ReviewRow]:
    """Return both partners' reviews of a plan."""
    rows = plan.reviews.select_related("author__user__profile", "author__couple")
    return [ReviewRow(row.pk, row.author, **review_answers(row), version=row.version) for row in rows]


def review_answers(row: RequestReview) -> dict[str, str]:
    """Return what one partner wrote in a review."""
    return load_json(row.text) or {"for_me": row.text, "for_you": ""}
