"""Export and erasure of a user's exits, and of the support they offered."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from couples.letters import Wording
from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider
from dialogues import erasure
from exits import deletion
from exits.categories import CATEGORIES, FREQUENCIES
from exits.forms import OUTCOMES
from exits.models import FOR_A_TIME, FULLY, PARTLY, Commitment, Exit, Review, SupportOffer
from exits.states import DELETED
from vault.fields import load_json

AUTHOR = ("author__user__profile", "author__couple")

WORDING = Wording(
    {
        "id": "",
        "state": "",
        "exits": _("What you named"),
        "named_at": _("Named"),
        "name": _("What you do"),
        "sort": _("Kind"),
        "gives": _("What it gives you"),
        "avoids": _("What it helps you avoid"),
        "ready": _("How ready you are to close it, from 0 to 10"),
        "shared": _("Shared"),
        "shared_at": _("On"),
        "promises": _("Your promises"),
        "how_far": _("How much of it"),
        "words": _("In your words"),
        "ends_on": _("Until"),
        "looks_back": _("Looking back"),
        "due_on": _("For"),
        "done_at": _("Written"),
        "outcome": _("How it was"),
        "note": _("What you noticed"),
        "set_free": _("What you did with the time"),
        "offers": _("What you offered to make theirs easier"),
    },
    {
        "sort": {category.name: category.title for category in CATEGORIES},
        "often": dict(FREQUENCIES),
        "how_far": {FULLY: _("all of it"), PARTLY: _("part of it"), FOR_A_TIME: _("for a while")},
        "outcome": dict(OUTCOMES),
    },
)


def register() -> None:
    """Register the exits as personal data."""
    register_provider(
        PersonalDataProvider(
            "exits",
            _("Ways I avoid us"),
            export,
            erase,
            _(
                "Your exits are deleted, with your promises, what you wrote looking back, and your notes;"
                " your partner can no longer read about them. What you said about them in a dialogue is"
                " deleted with your words there. What you offered to make theirs easier is deleted, too; what"
                " they offered you stays theirs."
            ),
            holds,
            WORDING,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return the user's exits with their commitments, and their own offers; none of the partner's words."""
    exits = exits_of(user).select_related("owner__user__profile", "owner__couple")
    exits = exits.prefetch_related("shares", "commitments__reviews", "commitments__time_notes")
    offers = offers_of(user).select_related(*AUTHOR)
    return {
        "exits": [exit_as_data(exit) for exit in exits.order_by("named_at", "pk")],
        "offers": [offer.words for offer in offers.order_by("commitment__made_on", "pk")],
    }


def exits_of(user: User) -> QuerySet[Exit]:
    """Return the user's exits in all their couples."""
    rows: QuerySet[Exit] = Exit.objects.filter(owner__user=user).exclude(state=DELETED)
    return rows


def offers_of(user: User) -> QuerySet[SupportOffer]:
    """Return the offers the user made."""
    return SupportOffer.objects.filter(author__user=user)


def exit_as_data(exit: Exit) -> dict[str, Any]:
    """Return an exit as it is exported."""
    return {
        "id": str(exit.pk),
        "named_at": isoformat(exit.named_at),
        "state": exit.state,
        **asdict(exit.details),
        "shared": [
            {
                "words": share.words,
                "shared_at": isoformat(share.shared_at),
                "taken_back_at": isoformat(share.unshared_at),
            }
            for share in exit.shares.all()
        ],
        "promises": [commitment_as_data(commitment) for commitment in exit.commitments.all()],
    }


def commitment_as_data(commitment: Commitment) -> dict[str, Any]:
    """Return a commitment as it is exported."""
    return {
        "how_far": commitment.how_far,
        "words": commitment.words,
        "shared": commitment.shared,
        "made_on": commitment.made_on.isoformat(),
        "ends_on": commitment.ends_on and commitment.ends_on.isoformat(),
        "ended_on": commitment.ended_on and commitment.ended_on.isoformat(),
        "looks_back": [review_as_data(review) for review in commitment.reviews.all()],
        "set_free": [
            {"day": one.day.isoformat(), "words": one.words, "shared": one.shared}
            for one in commitment.time_notes.all()
        ],
    }


def review_as_data(review: Review) -> dict[str, Any]:
    """Return a review as it is exported."""
    answer = load_json(review.answer_text) or {"outcome": "", "note": review.answer_text or ""}
    return {"due_on": review.due_on.isoformat(), "done_at": isoformat(review.done_at), **answer}


def erase(user: User) -> None:
    """Erase the user's exits and offers. An open dialogue about one goes on, and stores no commitment."""
    own = Exit.objects.filter(owner__user=user)
    erasure.erase_topics(user, own.filter(shares__isnull=False).values_list("shares__dialogue", flat=True))
    locked = own.select_for_update(of=("self",)).order_by("pk")
    for exit in locked.select_related("owner__user__profile", "owner__couple"):
        deletion.erase_exit(exit)
    deletion.delete_support_offers(offers_of(user))


def holds(user: User) -> bool:
    """Return whether the user has exits or offers."""
    return any_exist(exits_of(user), offers_of(user))
