"""What the pages of requests show, read from what is stored and cut to who looks."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from change_requests import frames
from change_requests.models import Asked, Change, Gift, Plan, Request, Thanks
from change_requests.moving import RELATED, standing
from change_requests.planning import said_last
from change_requests.states import ASKER, CHOSEN, GIVER, UNDER_WAY, Role, may
from change_requests.told import LADDER, PIECES, Rung, Told, Wish, opened
from change_requests.told import gettext_noop as _
from couples.models import Partner

ACTS = ("offer", "choose", "give", "finish", "set_aside", "withdraw", "reopen", "let_go")
HAPPENED = {
    "offer": _("{name} invited to a dialogue about it"),
    "unheard": _("The dialogue ended before all was said"),
    "not_yet": _("{name} said: not yet"),
    "choose": _("{name} chose what to give"),
    "give": _("{name} gave"),
    "finish": _("{name} called it given"),
    "set_aside": _("{name} set it aside"),
    "withdraw": _("{name} took it back"),
    "reopen": _("{name} made it a draft again"),
}


def title(row: Request, asked: Asked | None) -> str:
    """What a request is called: what is longed for, or as much of it as there is. Who is asked has it as it was said,
    `asked`; its asker has what they prepared."""
    if asked:
        return asked.desire or first_of(asked.wishes)
    told = row.told
    if told.desire:
        return opened(LADDER[-1], told.desire, gettext)
    return told.frustration or first_of(told.wishes)


def first_of(wishes: Sequence[Wish]) -> str:
    return next((wish.words for wish in wishes if wish.words), "")


def next_day(plan: Plan, given: set[date], ahead: int = 1) -> list[date]:
    """The days that can be ticked: those until today that are not given, and so many of the next ones."""
    today = timezone.localdate()
    left = [day for day in plan.days if day not in given]
    past, coming = [day for day in left if day <= today], [day for day in left if day > today]
    return [*past, *coming[:ahead]]


def is_over(plan: Plan | None) -> bool:
    """Whether it is time to look back together."""
    return plan is not None and plan.ends_on < timezone.localdate()


@dataclass(frozen=True)
class Given:
    """One gift, with the thanks for it."""

    gift: Gift
    thanks: Thanks | None


@dataclass(frozen=True)
class Happened:
    """One line of the history."""

    words: str
    change: Change


@dataclass(frozen=True)
class LookedAt:
    """What one said in looking back."""

    author: Partner
    for_me: str
    for_you: str


@dataclass(frozen=True)
class Page:
    """A request as one of the two sees it. `told` is its asker's alone."""

    request: Request
    role: Role
    told: Told | None
    asked: Asked | None
    wishes: Sequence[Wish]
    plan: Plan | None
    gifts: Sequence[Given]
    days: Sequence[date]
    looked: Sequence[LookedAt]
    mine: LookedAt | None
    history: Sequence[Happened]
    talked_about: uuid.UUID | None
    is_over: bool

    @property
    def may(self) -> set[str]:
        return {act for act in ACTS if may(self.request.state, act, self.role)}

    @property
    def is_running(self) -> bool:
        return self.request.state in (CHOSEN, UNDER_WAY)

    @property
    def title(self) -> str:
        return title(self.request, None if self.told else self.asked)

    @property
    def rungs(self) -> list[tuple[Rung, str]]:
        return [(rung, getattr(self.told, rung.name)) for rung in LADDER] if self.told else []

    @property
    def next_step(self) -> str:
        """The page on which a draft goes on, until it can be asked."""
        missing = self.told.missing if self.told and "offer" in self.may else []
        if missing == ["wishes"]:
            return "change_requests:wishes"
        return "change_requests:ladder" if missing else ""

    @property
    def has_wishes(self) -> bool:
        return self.told is not None and any(wish.words for wish in self.told.wishes)

    @property
    def numbered(self) -> list[tuple[str, Wish]]:
        return list(zip(PIECES, self.wishes, strict=False))

    @property
    def frame_in_words(self) -> str:
        return frames.in_words(self.plan.frame, gettext) if self.plan else ""

    @property
    def usual_day(self) -> date | None:
        """The day that somebody most likely wants to tick: the latest one until today, or the next."""
        past = [day for day in self.days if day <= timezone.localdate()]
        return past[-1] if past else next(iter(self.days), None)


def page(row: Request, partner: Partner) -> Page:
    role, asked = row.role_of(partner), said_last(row)
    plan = standing(row) or latest_plan(row)
    looked = looked_at(plan) if plan else []
    gifts = given(plan) if plan else []
    stands = plan if plan and not plan.ended_at else None
    return Page(
        request=row,
        role=role,
        told=row.told if role is ASKER else None,
        asked=asked,
        wishes=asked.wishes if asked else (),
        plan=plan,
        gifts=gifts,
        days=next_day(stands, {one.gift.day for one in gifts}) if stands and role is GIVER else [],
        looked=looked,
        mine=next((one for one in looked if one.author == partner), None),
        history=history(row),
        talked_about=row.asked.filter(dialogue__closed_at=None).values_list("dialogue", flat=True).first(),
        is_over=is_over(stands),
    )


def choice_now(page: Page) -> dict[str, Any]:
    """What stands in the form of a choice: the wish that was chosen before, from today on."""
    return {"piece": page.plan.piece if page.plan else "", "begins_on": timezone.localdate()}


def said_now(page: Page) -> dict[str, str]:
    """What stands in the form of looking back."""
    return {"for_me": page.mine.for_me, "for_you": page.mine.for_you} if page.mine else {}


def latest_plan(row: Request) -> Plan | None:
    """The plan that stood last; nothing once its words were taken back."""
    plans = Plan.objects.filter(asked__request=row).filter(asked__text__isnull=False)
    return plans.select_related(*RELATED).order_by("chosen_at").last()


def given(plan: Plan) -> list[Given]:
    """All gifts of a plan, the latest first."""
    related = ["plan__giver__user__profile", "plan__giver__couple"]
    thanks = ["thanks__author__user__profile", "thanks__author__couple"]
    rows = plan.gifts.select_related(*related, *thanks).order_by("-day")
    return [Given(row, getattr(row, "thanks", None)) for row in rows]


def looked_at(plan: Plan) -> list[LookedAt]:
    rows = plan.looked_back.select_related("author__user__profile", "author__couple")
    return [LookedAt(row.author, **json.loads(row.text)) for row in rows]


def history(row: Request) -> list[Happened]:
    """What became of it, the latest first."""
    rows = row.changes.select_related("who__user__profile").order_by("-at")
    return [Happened(gettext(HAPPENED[one.act]).format(name=one.who.name), one) for one in rows]
