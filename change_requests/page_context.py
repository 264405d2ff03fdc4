"""Context of a request's page, limited to what the reader may see."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from change_requests.draft_data import LADDER, WISH_PIECES, RequestDraft, Rung, SpokenWish, Wish, with_stem
from change_requests.history import HistoryRow, history_rows
from change_requests.known_schedules import describe_unstated
from change_requests.models import Plan, Request, RequestDialogue, StatusChange
from change_requests.plan_context import PlanView, plan_view
from change_requests.plans import latest_spoken
from change_requests.prepared_wishes import PreparedWish, prepared_wish
from change_requests.reminder_types import announced_changes
from change_requests.states import ASKER, GIVER, REQUEST_STATES, Role
from change_requests.transitions import RELATED, open_dialogue_about
from couples.models import Partner


def request_title(row: Request, request_dialogue: RequestDialogue | None) -> str:
    """Return a request's title: the desire, or as much of it as there is."""
    if request_dialogue:
        return request_dialogue.desire or first_wish(request_dialogue.wishes)
    details = row.details
    desire = with_stem(LADDER[-1], details.desire, gettext) if details.desire else ""
    return desire or details.frustration or first_wish(details.wishes)


def first_wish(wishes: Sequence[Wish | SpokenWish]) -> str:
    """Return the first wish with words."""
    return next((wish.words for wish in wishes if wish.words), "")


@dataclass(frozen=True)
class RequestPage:
    """A request as one partner sees it. `details` is for its asker only."""

    request: Request
    role: Role
    details: RequestDraft | None
    request_dialogue: RequestDialogue | None
    plans: Sequence[PlanView]
    history: Sequence[HistoryRow]
    open_dialogue: uuid.UUID | None

    @property
    def allowed_acts(self) -> set[str]:
        """The acts that are allowed; none during a dialogue about it."""
        if self.open_dialogue:
            return set()
        state = self.request.state
        return {act for act in REQUEST_STATES[state] if REQUEST_STATES.is_allowed(state, act, self.role)}

    @property
    def current(self) -> PlanView | None:
        """The active plan."""
        return next((view for view in self.plans if view.is_active), None)

    @property
    def news(self) -> StatusChange | None:
        """What its asker is told of, for the giver."""
        return announced_changes().filter(request=self.request).first() if self.role is GIVER else None

    @property
    def earlier(self) -> list[PlanView]:
        return [view for view in self.plans if not view.is_active]

    @property
    def title(self) -> str:
        return request_title(self.request, None if self.details else self.request_dialogue)

    @property
    def rungs(self) -> list[tuple[Rung, str]]:
        return [(rung, getattr(self.details, rung.name)) for rung in LADDER] if self.details else []

    @property
    def has_wishes(self) -> bool:
        return self.details is not None and any(wish.words for wish in self.details.wishes)

    @property
    def is_prepared(self) -> bool:
        """Whether the asker has written something, or could."""
        return self.details is not None and (self.details != RequestDraft() or self.request.state == "draft")

    @property
    def missing(self) -> list[str]:
        """What is missing before it can be asked, if it can be asked at all."""
        can_ask = self.is_prepared and "offer" in self.allowed_acts
        return self.details.missing if self.details and can_ask else []

    @property
    def next_step(self) -> str:
        """The page on which the draft continues, until it can be asked."""
        if self.missing == ["wishes"]:
            return "change_requests:wishes"
        return "change_requests:ladder" if self.missing else ""

    @property
    def next_question(self) -> str:
        """The step of that page with the first question that is still open."""
        if self.missing == ["wishes"]:
            return next((wish.piece for wish in self.prepared if not wish.words), WISH_PIECES[0])
        return self.missing[0] if self.missing else ""

    @property
    def wishes(self) -> list[tuple[str, SpokenWish, str]]:
        """The three wishes as said, each with its piece, and its schedule where the words don't state it."""
        wishes = self.request_dialogue.wishes if self.request_dialogue else ()
        pairs = zip(WISH_PIECES, wishes, strict=False)
        return [(piece, wish, describe_unstated(wish.words, wish.schedule, gettext)) for piece, wish in pairs]

    @property
    def prepared(self) -> list[PreparedWish]:
        """The three wishes as prepared."""
        wishes = self.details.wishes if self.details else ()
        return [prepared_wish(piece, wish) for piece, wish in zip(WISH_PIECES, wishes, strict=False)]

    @property
    def is_postponed(self) -> bool:
        """Whether the day to come back to it is ahead."""
        day = self.request.come_back_on
        return day is not None and day > timezone.localdate()


def build_page(row: Request, partner: Partner) -> RequestPage:
    """Build a request's page for one partner."""
    role = row.role_of(partner)
    rows = Plan.objects.filter(request_dialogue__request=row).select_related(*RELATED).order_by("-chosen_at")
    return RequestPage(
        request=row,
        role=role,
        details=row.details if role is ASKER else None,
        request_dialogue=latest_spoken(row),
        plans=[plan_view(plan, partner) for plan in rows],
        history=history_rows(row, partner),
        open_dialogue=open_dialogue_about(row),
    )


def choice_initial(page: RequestPage) -> dict[str, Any]:
    """Return the initial values of the choice form: the wish chosen before, from today on."""
    return {"piece": page.plans[0].plan.piece if page.plans else "", "begins_on": timezone.localdate()}
