"""Export and erasure of a user's workups."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from couples.models import Partner, User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider
from workup.export import export_data
from workup.models import Shared, Thanks, Wording, Workup
from workup.picture_context import PicturePage


def register() -> None:
    """Register the workups as personal data."""
    register_provider(
        PersonalDataProvider(
            "workup",
            _("Your workup"),
            export,
            erase,
            _(
                "All your answers are deleted, with the picture and your own words for it. Your partner can't read any"
                " of it any more, and keeps the thanks they wrote for it. Your thanks for their parts are deleted, too."
            ),
            holds,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return all workups in the schema of docs/workup.md, with wordings, what was shared, and the user's
    thanks."""
    workups = list(Workup.objects.of(user))
    partner = Partner.objects.current(user)
    found = (
        export_data(workups, PicturePage(workups[0], partner)) if workups else {"workups": [], "picture": []}
    )
    return found | {
        "wordings": [as_worded(row) for row in wordings_of(user)],
        "shared": [as_shared(row) for row in shared_by(user)],
        "thanks": [{"words": row.words, "said_at": isoformat(row.said_at)} for row in thanks_of(user)],
    }


def wordings_of(user: User) -> Any:
    """Return the user's wordings."""
    rows = Wording.objects.filter(workup__user=user).select_related("workup__user__profile")
    return rows.order_by("confirmed_at", "pk")


def shared_by(user: User) -> Any:
    """Return what the user shared."""
    return Shared.objects.filter(owner__user=user).with_owner().order_by("shared_at", "pk")


def thanks_of(user: User) -> Any:
    """Return the thanks the user wrote."""
    rows = Thanks.objects.filter(author__user=user)
    return rows.select_related("author__user__profile", "author__couple").order_by("said_at", "pk")


def as_worded(row: Wording) -> dict[str, Any]:
    """Return a wording as it is exported."""
    return {
        "workup_started_at": isoformat(row.workup.started_at),
        "part": row.part,
        "words": row.words,
        "confirmed_at": isoformat(row.confirmed_at),
    }


def as_shared(row: Shared) -> dict[str, Any]:
    """Return a shared part as it is exported."""
    return {
        "part": row.part,
        "words": row.words,
        "shared_at": isoformat(row.shared_at),
        "taken_back_at": isoformat(row.taken_back_at),
    }


def erase(user: User) -> None:
    """Delete the user's workups and thanks."""
    Workup.objects.filter(user=user).delete()
    Thanks.objects.filter(author__user=user).delete()


def holds(user: User) -> bool:
    """Return whether the user has workups or wrote thanks."""
    return any_exist(Workup.objects.filter(user=user), Thanks.objects.filter(author__user=user))
