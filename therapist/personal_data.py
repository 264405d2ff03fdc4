"""Export and erasure of links."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from couples.handover import handover_sources
from couples.letters import Wording
from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, isoformat, register_provider
from therapist import services
from therapist.models import TherapistLink

LABELS = {
    "links": _("Links"),
    "from": _("From"),
    "asked_by_me": _("You asked first"),
    "days": _("Days"),
    "asked_at": _("Asked on"),
    "declined_at": _("Declined on"),
    "withdrawn_at": _("Withdrawn on"),
    "agreed_at": _("Agreed on"),
    "expires_at": _("Ends on"),
    "closed_at": _("Closed on"),
    "opened_at": _("Opened on"),
}


def register() -> None:
    """Register links as personal data."""
    register_provider(
        PersonalDataProvider(
            "therapist",
            _("For your therapist"),
            export,
            services.end_for_user,
            _(
                "All links for your therapist stop working, and nothing stays open between you about them. "
                "That one of you asked or said no is kept for a week, without words."
            ),
            lambda user: links_of(user).going_on().exists(),
            tell,
        )
    )


def links_of(user: User) -> Any:
    """Return the links of the couples that this person is or was in."""
    return TherapistLink.objects.filter(couple__partners__user=user).order_by("asked_at", "pk")


def export(user: User) -> dict[str, Any]:
    """Return what was asked, agreed and opened. What was handed over is exported where it was written."""
    rows = links_of(user).select_related("asked_by").prefetch_related("openings").defer("content")
    return {"links": [link_data(row, user) for row in rows]}


def link_data(row: TherapistLink, user: User) -> dict[str, Any]:
    """Return a link as it is exported."""
    return {
        "from": row.source,
        "asked_by_me": row.asked_by.user_id == user.pk,
        "days": row.days,
        "asked_at": isoformat(row.asked_at),
        "declined_at": isoformat(row.declined_at),
        "withdrawn_at": isoformat(row.withdrawn_at),
        "agreed_at": isoformat(row.agreed_at),
        "expires_at": isoformat(row.expires_at),
        "closed_at": isoformat(row.closed_at),
        "opened_at": [isoformat(opening.opened_at) for opening in row.openings.all()],
    }


def tell(data: dict[str, Any]) -> Any:
    """Return exported data in words."""
    titles = {source.name: source.title for source in handover_sources().values()}
    return Wording(LABELS, {"from": titles})(data)
