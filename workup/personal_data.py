"""Export and erasure of a user's workups."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from couples.models import Partner, User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider
from workup.export import export_data
from workup.letter import tell_workups
from workup.models import PartThanks, PartWording, SharedPart, Workup
from workup.picture_context import PicturePage


def register() -> None:
    """Register the workups as personal data."""
    register_provider(
        PersonalDataProvider(
            "workup",
            _("Where I come from"),
            export,
            erase,
            _(
                "All your answers are deleted, along with the picture and your own words for it."
                " Your partner can no longer read any of it, but keeps the thanks they wrote you. Your"
                " thanks to them are deleted, too."
            ),
            holds,
            tell_workups,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return the workups in the schema of docs/workup.md, with wordings, shared parts and the user's thanks."""
    workups = list(Workup.objects.of(user))
    partner = Partner.objects.current(user)
    data = (
        export_data(workups, PicturePage(workups[0], partner)) if workups else {"workups": [], "picture": []}
    )
    return data | {
        "wordings": [wording_data(row) for row in wordings_of(user)],
        "shared": [shared_part_data(row) for row in shared_parts_of(user)],
        "thanks": [{"words": row.words, "said_at": isoformat(row.written_at)} for row in thanks_of(user)],
    }


def wordings_of(user: User) -> Any:
    """Return the user's wordings."""
    rows = PartWording.objects.filter(workup__user=user).select_related("workup__user__profile")
    return rows.order_by("confirmed_at", "pk")


def shared_parts_of(user: User) -> Any:
    """Return what the user shared."""
    return SharedPart.objects.filter(owner__user=user).with_owner().order_by("shared_at", "pk")


def thanks_of(user: User) -> Any:
    """Return the thanks the user wrote."""
    rows = PartThanks.objects.filter(author__user=user)
    return rows.select_related("author__user__profile", "author__couple").order_by("written_at", "pk")


def wording_data(row: PartWording) -> dict[str, Any]:
    """Return a wording as it is exported."""
    return {
        "workup_started_at": isoformat(row.workup.started_at),
        "part": row.part,
        "words": row.words,
        "confirmed_at": isoformat(row.confirmed_at),
    }


def shared_part_data(row: SharedPart) -> dict[str, Any]:
    """Return a shared part as it is exported."""
    return {
        "part": row.part,
        "words": row.words,
        "shared_at": isoformat(row.shared_at),
        "taken_back_at": isoformat(row.unshared_at),
    }


def erase(user: User) -> None:
    """Delete the user's workups and thanks."""
    Workup.objects.filter(user=user).delete()
    PartThanks.objects.filter(author__user=user).delete()


def holds(user: User) -> bool:
    """Return whether the user has workups or wrote thanks."""
    return any_exist(Workup.objects.filter(user=user), PartThanks.objects.filter(author__user=user))
