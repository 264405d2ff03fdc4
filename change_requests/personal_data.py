"""Export and erasure of a user's change requests, and of what they wrote about gifts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import gettext_noop as _

from change_requests.draft_data import LADDER, RequestDraft
from change_requests.drafts import store_draft
from change_requests.models import Gift, Plan, Request, RequestDialogue, RequestReview, Thanks
from change_requests.plan_context import review_answers
from change_requests.schedules import FREQUENCY_LABELS
from change_requests.states import DELETED
from change_requests.transitions import RELATED, apply_act, can_apply, end_plan
from couples.letters import Wording
from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider
from dialogues import erasure

AUTHOR = ("author__user__profile", "author__couple")

WORDING = Wording(
    {rung.name: rung.stem for rung in LADDER}
    | {
        "id": "",
        "state": "",
        "requests": _("What you asked for"),
        "begun_at": _("Started"),
        "come_back_on": _("Come back to it"),
        "wishes": _("Your wishes"),
        "words": _("In your words"),
        "often": _("How often"),
        "weeks": _("For how many weeks"),
        "frame": _("Agreed"),
        "on": _("On"),
        "said": _("As you said it"),
        "asked_at": _("Asked"),
        "gifts": _("What you gave"),
        "wish": "",
        "weekdays": _("On"),
        "begins_on": _("From"),
        "hard": _("How hard for you, from 0 to 10"),
        "chosen_at": _("Chosen"),
        "ended_at": _("Ended"),
        "given": _("Given"),
        "given_at": _("Marked"),
        "thanks": _("Your thanks"),
        "said_at": _("Said"),
        "looks_back": _("Looking back"),
        "for_me": _("What changed for you"),
        "for_you": _("What changed for your partner"),
        "written_at": _("Written"),
    },
    {"often": FREQUENCY_LABELS, "on": DAY_NAMES, "weekdays": DAY_NAMES},
)


def register() -> None:
    """Register the change requests as personal data."""
    register_provider(
        PersonalDataProvider(
            "change_requests",
            _("Your requests and gifts"),
            export,
            erase,
            _(
                "What you asked for is deleted, with your thanks, what you wrote looking back, and your words"
                " about what you gave. What you said about them in a dialogue is deleted with your words"
                " there. The fact that you gave something stays, and so does everything your partner wrote."
            ),
            holds,
            WORDING,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return the user's requests with what they said, and their own words about gifts."""
    requests = Request.objects.filter(asker__user=user).with_asker().prefetch_related("dialogues")
    plans = Plan.objects.filter(giver__user=user).select_related(*RELATED).prefetch_related("gifts")
    thanks = thanks_by(user).select_related(*AUTHOR, "gift")
    reviews = reviews_by(user).select_related(*AUTHOR)
    return {
        "requests": [request_as_data(row) for row in requests.order_by("begun_at", "pk")],
        "gifts": [plan_as_data(row) for row in plans.order_by("chosen_at", "pk")],
        "thanks": [
            {"day": row.gift.day.isoformat(), "words": row.words, "said_at": isoformat(row.written_at)}
            for row in thanks.order_by("written_at", "pk")
        ],
        "looks_back": [
            {**review_answers(row), "written_at": isoformat(row.written_at)}
            for row in reviews.order_by("written_at", "pk")
        ],
    }


def request_as_data(row: Request) -> dict[str, Any]:
    """Return a request as it is exported."""
    return {
        "id": str(row.pk),
        "begun_at": isoformat(row.begun_at),
        "state": row.state,
        "come_back_on": row.come_back_on and row.come_back_on.isoformat(),
        **asdict(row.details),
        "said": [spoken_as_data(dialogue) for dialogue in row.dialogues.all() if dialogue.text],
    }


def spoken_as_data(row: RequestDialogue) -> dict[str, Any]:
    """Return what was asked as it is exported."""
    return {
        "asked_at": isoformat(row.begun_at),
        "desire": row.desire,
        "wishes": [wish.as_dict() for wish in row.wishes],
    }


def plan_as_data(row: Plan) -> dict[str, Any]:
    """Return a plan as the giver exports it, without the wish, which is the other's."""
    return {
        "wish": row.piece,
        "often": row.often,
        "weeks": row.weeks,
        "weekdays": list(row.schedule.on),
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


def reviews_by(user: User) -> QuerySet[RequestReview]:
    """Return the reviews the user wrote."""
    return RequestReview.objects.filter(author__user=user)


def gifts_with_words_by(user: User) -> QuerySet[Gift]:
    """Return the user's gifts that have a note."""
    return Gift.objects.filter(plan__giver__user=user, words__isnull=False)


def plans_with_words_by(user: User) -> QuerySet[Plan]:
    """Return the user's plans that have a note or a number."""
    has_content = Q(words__isnull=False) | Q(hard__isnull=False)
    return Plan.objects.filter(has_content, giver__user=user)


def holds(user: User) -> bool:
    """Return whether the user has requests or wrote about gifts."""
    requests = Request.objects.filter(asker__user=user).exclude(state=DELETED)
    return any_exist(
        requests, thanks_by(user), reviews_by(user), gifts_with_words_by(user), plans_with_words_by(user)
    )


def erase(user: User) -> None:
    """Erase the user's requests and words. An open dialogue about a request continues, but stores nothing."""
    thanks_by(user).delete()
    reviews_by(user).delete()
    gifts_with_words_by(user).update(words=None)
    plans_with_words_by(user).update(words=None, hard=None)
    dialogues = RequestDialogue.objects.filter(request__asker__user=user, dialogue__isnull=False)
    erasure.erase_topics(user, dialogues.values_list("dialogue", flat=True))
    own = Request.objects.filter(asker__user=user).with_asker()
    for row in own.select_for_update(of=("self",)).order_by("pk"):
        erase_request(row)


def erase_request(row: Request) -> None:
    """Erase a locked request in any state. An empty row stays where the other gave something."""
    row.dialogues.filter(plans=None).delete()
    if not row.dialogues.exists():
        row.delete()
        return
    for act in ("withdraw", "let_go"):
        if can_apply(row, act, row.asker):
            apply_act(row, act, row.asker)
    end_plan(row)
    row.dialogues.update(text=None)
    store_draft(row, RequestDraft())
