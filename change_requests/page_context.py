"""Context of a request's page, cut to what the reader may see."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from change_requests import schedules
from change_requests.draft_data import LADDER, WISH_PIECES, RequestDraft, Rung, SpokenWish, Wish, with_stem
from change_requests.models import Asked, Change, Gift, LookedBack, Plan, Request, Thanks
from change_requests.plans import latest_spoken
from change_requests.schedules import GiftSchedule
from change_requests.states import ASKER, REQUEST_STATES, Role
from change_requests.transitions import RELATED, open_dialogue_about
from couples.models import Partner
from dialogues.protocol.types import gettext_noop as _
from vault.fields import load_json

HISTORY_SENTENCES = {
    "offer": _("{name} invited to a dialogue about it"),
    "unheard": _("The dialogue ended early"),
    "not_yet": _("{name} said: not yet"),
    "choose": _("{name} chose what to give"),
    "give": _("{name} gave"),
    "ungive": _("{name} took one back"),
    "ungive_all": _("{name} took one back"),
    "reschedule": _("{name} chose other days"),
    "finish": _("{name} called it complete"),
    "set_aside": _("{name} set it aside"),
    "withdraw": _("{name} took it back"),
    "reopen": _("{name} made it a draft again"),
    "let_go": _("{name} took it off the list"),
}


ASKER_ONLY_ACTS = ("reopen", "let_go")


def request_title(row: Request, asked: Asked | None) -> str:
    """Return a request's title: the desire, or as much of it as there is."""
    if asked:
        return asked.desire or first_wish(asked.wishes)
    told = row.told
    desire = with_stem(LADDER[-1], told.desire, gettext) if told.desire else ""
    return desire or told.frustration or first_wish(told.wishes)


def first_wish(wishes: Sequence[Wish | SpokenWish]) -> str:
    """Return the first wish with words."""
    return next((wish.words for wish in wishes if wish.words), "")


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
    """A chosen wish with all that came of it, as one partner sees it."""

    plan: Plan
    gifts: Sequence[GiftRow]
    looked: Sequence[ReviewRow]
    mine: ReviewRow | None

    @property
    def stands(self) -> bool:
        return self.plan.ended_at is None

    @property
    def is_over(self) -> bool:
        """Whether its time is over."""
        return self.plan.ends_on < timezone.localdate()

    @property
    def frame_in_words(self) -> str:
        return schedules.describe_schedule(self.plan.frame, gettext)

    @property
    def days(self) -> list[date]:
        """The days that can be ticked, latest first.

        Those due and not given, or else the next one; and today, while the plan lasts.
        """
        given, today = {one.gift.day for one in self.gifts}, timezone.localdate()
        left = sorted({*self.plan.days} - given)
        offered = [day for day in left if day <= today][::-1] or left[:1]
        is_free = self.plan.takes(today) and today not in {*offered, *given}
        return [*offered, *([today] if is_free else [])]

    @property
    def is_early(self) -> bool:
        """Whether no day can be ticked before a later one."""
        return bool(self.days) and self.days[0] > timezone.localdate()


@dataclass(frozen=True)
class HistoryRow:
    """A line of the history."""

    words: str
    change: Change


@dataclass(frozen=True)
class RequestPage:
    """A request as one partner sees it. `told` is for its asker only."""

    request: Request
    role: Role
    told: RequestDraft | None
    asked: Asked | None
    planned: Sequence[PlanView]
    history: Sequence[HistoryRow]
    talked_about: uuid.UUID | None

    @property
    def may(self) -> set[str]:
        """The acts that are allowed; none during a dialogue about it."""
        if self.talked_about:
            return set()
        state = self.request.state
        return {act for act in REQUEST_STATES[state] if REQUEST_STATES.is_allowed(state, act, self.role)}

    @property
    def now(self) -> PlanView | None:
        """The active plan."""
        return next((one for one in self.planned if one.stands), None)

    @property
    def earlier(self) -> list[PlanView]:
        return [one for one in self.planned if not one.stands]

    @property
    def title(self) -> str:
        return request_title(self.request, None if self.told else self.asked)

    @property
    def rungs(self) -> list[tuple[Rung, str]]:
        return [(rung, getattr(self.told, rung.name)) for rung in LADDER] if self.told else []

    @property
    def has_wishes(self) -> bool:
        return self.told is not None and any(wish.words for wish in self.told.wishes)

    @property
    def is_prepared(self) -> bool:
        """Whether the asker has written something, or could."""
        return self.told is not None and (self.told != RequestDraft() or self.request.state == "draft")

    @property
    def next_step(self) -> str:
        """The page on which the draft continues, until it can be asked."""
        missing = self.told.missing if self.told and self.is_prepared and "offer" in self.may else []
        if missing == ["wishes"]:
            return "change_requests:wishes"
        return "change_requests:ladder" if missing else ""

    @property
    def wishes(self) -> list[tuple[str, SpokenWish, str]]:
        """The three wishes as said, each with its piece, and its schedule where the words don't state it."""
        said = self.asked.wishes if self.asked else ()
        three = zip(WISH_PIECES, said, strict=False)
        return [(piece, wish, unspoken_frame(wish.words, wish.frame)) for piece, wish in three]

    @property
    def prepared(self) -> list[tuple[Wish, str]]:
        """The three wishes as prepared."""
        wishes = self.told.wishes if self.told else ()
        return [(wish, unspoken_frame(wish.words, wish.frame)) for wish in wishes]

    @property
    def puts_off(self) -> bool:
        """Whether the day to come back to it is ahead."""
        day = self.request.come_back_on
        return day is not None and day > timezone.localdate()


def unspoken_frame(words: str, frame: GiftSchedule) -> str:
    """Return the schedule in words, unless the wish states just that."""
    return "" if schedules.states_schedule(words, frame) else schedules.describe_schedule(frame, gettext)


def build_page(row: Request, partner: Partner) -> RequestPage:
    """Build a request's page for one partner."""
    role = row.role_of(partner)
    rows = Plan.objects.filter(asked__request=row).select_related(*RELATED).order_by("-chosen_at")
    return RequestPage(
        request=row,
        role=role,
        told=row.told if role is ASKER else None,
        asked=latest_spoken(row),
        planned=[plan_view(plan, partner) for plan in rows],
        history=history_rows(row, role),
        talked_about=open_dialogue_about(row),
    )


def plan_view(plan: Plan, partner: Partner) -> PlanView:
    """Return a plan as this partner sees it."""
    looked = review_rows(plan)
    return PlanView(
        plan, gift_rows(plan), looked, next((one for one in looked if one.author == partner), None)
    )


def choice_initial(page: RequestPage) -> dict[str, Any]:
    """Return the initial values of the choice form: the wish chosen before, from today on."""
    return {"piece": page.planned[0].plan.piece if page.planned else "", "begins_on": timezone.localdate()}


def gift_rows(plan: Plan) -> list[GiftRow]:
    """Return the plan's gifts, latest first."""
    related = ["plan__giver__user__profile", "plan__giver__couple"]
    thanks = ["thanks__author__user__profile", "thanks__author__couple"]
    rows = plan.gifts.select_related(*related, *thanks).order_by("-day")
    return [GiftRow(row, getattr(row, "thanks", None)) for row in rows]


def review_rows(plan: Plan) -> list[ReviewRow]:
    """Return both partners' reviews of a plan."""
    rows = plan.looked_back.select_related("author__user__profile", "author__couple")
    return [ReviewRow(row.pk, row.author, **review_answers(row), version=row.version) for row in rows]


def review_answers(row: LookedBack) -> dict[str, str]:
    """Return what one partner wrote in a review."""
    return load_json(row.text) or {"for_me": row.text, "for_you": ""}


def history_rows(row: Request, role: Role) -> list[HistoryRow]:
    """Return the history, latest first. What the asker did with the draft is for them only."""
    shown = row.changes.exclude(act__in=() if role is ASKER else ASKER_ONLY_ACTS)
    rows = shown.select_related("who__user__profile").order_by("-at")
    return [HistoryRow(gettext(HISTORY_SENTENCES[one.act]).format(name=one.who.name), one) for one in rows]
