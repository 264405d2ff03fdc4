"""Export and erasure of a user's change requests, and of what they wrote about gifts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from change_requests.draft_data import RequestDraft
from change_requests.drafts import store_draft
from change_requests.models import Asked, Gift, LookedBack, Plan, Request, Thanks
from change_requests.page_context import review_answers
from change_requests.states import GONE
from change_requests.transitions import RELATED, apply_act, can_apply, end_plan
from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider
from dialogues import erasure

AUTHOR = ("author__user__profile", "author__couple")


def register() -> None:
    """Register the change requests as personal data."""
    register_provider(
        PersonalDataProvider(
            "change_requests",
            _("Your change requests and gifts"),
            export,
            erase,
            _(
                "What you asked for goes, with your thanks, your looks back and your words to what you gave. What you"
                " said of them in a dialogue goes with your words there. That you gave something stays, and so does all"
                " that your partner wrote."
            ),
            holds,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return the user's requests with what they said, and their own words about gifts."""
    asked = Request.objects.filter(asker__user=user).with_asker().prefetch_related("asked")
    plans = Plan.objects.filter(giver__user=user).select_related(*RELATED).prefetch_related("gifts")
    thanks = thanks_by(user).select_related(*AUTHOR, "gift")
    looked = reviews_by(user).select_related(*AUTHOR)
    return {
        "requests": [request_as_data(row) for row in asked.order_by("begun_at", "pk")],
        "gifts": [plan_as_data(row) for row in plans.order_by("chosen_at", "pk")],
        "thanks": [
            {"day": row.gift.day.isoformat(), "words": row.words, "said_at": isoformat(row.said_at)}
            for row in thanks.order_by("said_at", "pk")
        ],
        "looks_back": [
            {**review_answers(row), "written_at": isoformat(row.written_at)}
            for row in looked.order_by("written_at", "pk")
        ],
    }


def request_as_data(row: Request) -> dict[str, Any]:
    """Return a request as it is exported."""
    return {
        "id": str(row.pk),
        "begun_at": isoformat(row.begun_at),
        "state": row.state,
        "come_back_on": row.come_back_on and row.come_back_on.isoformat(),
        **asdict(row.told),
        "said": [spoken_as_data(asked) for asked in row.asked.all() if asked.text],
    }


def spoken_as_data(row: Asked) -> dict[str, Any]:
    """Return what was asked as it is exported."""
    return {
        "asked_at": isoformat(row.asked_at),
        "desire": row.desire,
        "wishes": [asdict(one) for one in row.wishes],
    }


def plan_as_data(row: Plan) -> dict[str, Any]:
    """Return a plan as the giver exports it, without the wish, which is the other's."""
    return {
        "wish": row.piece,
        "often": row.often,
        "weeks": row.weeks,
        "weekdays": list(row.frame.on),
        "begins_on": row.begins_on.isoformat(),
        "hard": row.hard,
        "words": row.words,
        "chosen_at": isoformat(row.chosen_at),
        "ended_at": isoformat(row.ended_at),
        "given": [
            {"day": gift.day.isoformat(), "words": gift.words, "given_at": isoformat(gift.given_at)}
            for gift in row.gifts.all()
        ],
    }


def thanks_by(user: User) -> QuerySet[Thanks]:
    """Return the thanks the user wrote."""
    return Thanks.objects.filter(author__user=user)


def reviews_by(user: User) -> QuerySet[LookedBack]:
    """Return the reviews the user wrote."""
    return LookedBack.objects.filter(author__user=user)


def gifts_with_words_by(user: User) -> QuerySet[Gift]:
    """Return the user's gifts that have a note."""
    return Gift.objects.filter(plan__giver__user=user, words__isnull=False)


def plans_with_words_by(user: User) -> QuerySet[Plan]:
    """Return the user's plans that have a note or a number."""
    told = Q(words__isnull=False) | Q(hard__isnull=False)
    return Plan.objects.filter(told, giver__user=user)


def holds(user: User) -> bool:
    """Return whether the user has requests or wrote about gifts."""
    asked = Request.objects.filter(asker__user=user).exclude(state=GONE)
    return any_exist(
        asked, thanks_by(user), reviews_by(user), gifts_with_words_by(user), plans_with_words_by(user)
    )


def erase(user: User) -> None:
    """Erase the user's requests and words. An open dialogue about a request goes on, and stores nothing."""
    thanks_by(user).delete()
    reviews_by(user).delete()
    gifts_with_words_by(user).update(words=None)
    plans_with_words_by(user).update(words=None, hard=None)
    asked = Asked.objects.filter(request__asker__user=user, dialogue__isnull=False)
    erasure.erase_topics(user, asked.values_list("dialogue", flat=True))
    own = Request.objects.filter(asker__user=user).with_asker()
    for row in own.select_for_update(of=("self",)).order_by("pk"):
        erase_request(row)


def erase_request(row: Request) -> None:
    """Erase a locked request in any state. An empty row stays where the other gave something."""
    row.asked.filter(plans=None).delete()
    if not row.asked.exists():
        row.delete()
        return
    for act in ("withdraw", "let_go"):
        if can_apply(row, act, row.asker):
            apply_act(row, act, row.asker)
    end_plan(row)
    row.asked.update(text=None)
    store_draft(row, RequestDraft())
