"""Export and erasure of a user's exits, and of the support they offered."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider
from dialogues import erasure
from exits import deletion
from exits.models import Commitment, Easing, Exit, Review
from exits.states import GONE
from vault.fields import load_json

AUTHOR = ("author__user__profile", "author__couple")


def register() -> None:
    """Register the exits as personal data."""
    register_provider(
        PersonalDataProvider(
            "exits",
            _("Your exits"),
            export,
            erase,
            _(
                "Your exits go, with your promises, your looks back and your notes; your partner does not read of them"
                " any more. What you said of them in a dialogue goes with your words there. What you offered to make"
                " theirs easier goes too; what they offered you stays theirs."
            ),
            holds,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return the user's exits with their commitments, and their own offers; none of the partner's words."""
    exits = exits_of(user).select_related("owner__user__profile", "owner__couple")
    found = exits.prefetch_related("brought", "commitments__reviews", "commitments__freed")
    offers = offers_of(user).select_related(*AUTHOR)
    return {
        "exits": [exit_as_data(row) for row in found.order_by("named_at", "pk")],
        "offers": [offer.words for offer in offers.order_by("commitment__made_on", "pk")],
    }


def exits_of(user: User) -> QuerySet[Exit]:
    """Return the user's exits in all their couples."""
    rows: QuerySet[Exit] = Exit.objects.filter(owner__user=user).exclude(state=GONE)
    return rows


def offers_of(user: User) -> QuerySet[Easing]:
    """Return the offers the user made."""
    return Easing.objects.filter(author__user=user)


def exit_as_data(row: Exit) -> dict[str, Any]:
    """Return an exit as it is exported."""
    return {
        "id": str(row.pk),
        "named_at": isoformat(row.named_at),
        "state": row.state,
        **asdict(row.told),
        "shared": [
            {
                "words": one.words,
                "shared_at": isoformat(one.brought_at),
                "taken_back_at": isoformat(one.taken_back_at),
            }
            for one in row.brought.all()
        ],
        "promises": [commitment_as_data(one) for one in row.commitments.all()],
    }


def commitment_as_data(row: Commitment) -> dict[str, Any]:
    """Return a commitment as it is exported."""
    return {
        "how_far": row.how_far,
        "words": row.words,
        "shared": row.shared,
        "made_on": row.made_on.isoformat(),
        "ends_on": row.ends_on and row.ends_on.isoformat(),
        "ended_on": row.ended_on and row.ended_on.isoformat(),
        "looks_back": [review_as_data(one) for one in row.reviews.all()],
        "set_free": [
            {"day": one.day.isoformat(), "words": one.words, "shared": one.shared} for one in row.freed.all()
        ],
    }


def review_as_data(row: Review) -> dict[str, Any]:
    """Return a review as it is exported."""
    seen = load_json(row.seen_text) or {"outcome": "", "note": row.seen_text or ""}
    return {"due_on": row.due_on.isoformat(), "done_at": isoformat(row.done_at), **seen}


def erase(user: User) -> None:
    """Erase the user's exits and offers. An open dialogue about one goes on, and stores no commitment."""
    own = Exit.objects.filter(owner__user=user)
    erasure.erase_topics(user, own.filter(brought__isnull=False).values_list("brought__dialogue", flat=True))
    held = own.select_for_update(of=("self",)).order_by("pk")
    for row in held.select_related("owner__user__profile", "owner__couple"):
        deletion.erase_exit(row)
    deletion.delete_support_offers(offers_of(user))


def holds(user: User) -> bool:
    """Return whether the user has exits or offers."""
    return any_exist(exits_of(user), offers_of(user))
