"""Export of a user's profile, consent and couples. They are deleted with the account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from couples.models import Partner, Profile, User
from couples.personal_data_registry import PersonalDataProvider, isoformat, partner_label, register_provider
from couples.profile_fields import PROFILE


def register() -> None:
    """Register the profile as personal data."""
    register_provider(
        PersonalDataProvider(
            "about",
            _("You, and what you agreed to"),
            export,
            erased=_(
                "Your name, your email address and what you agreed to stay until you delete your account."
            ),
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return the user's profile, the consent log, invitations and couples."""
    profile = Profile.objects.filter(user=user).first()
    return {
        "email": user.email,
        "joined_at": isoformat(user.date_joined),
        **PROFILE.export(profile or Profile()),
        "agreements": [
            {
                "what": row.what,
                "given_at": isoformat(row.given_at),
                "withdrawn_at": isoformat(row.withdrawn_at),
            }
            for row in user.consents.order_by("given_at", "pk")
        ],
        "invitations": [
            {
                "made_at": isoformat(row.created_at),
                "accepted_at": isoformat(row.accepted_at),
                "taken_back_at": isoformat(row.revoked_at),
            }
            for row in user.invitations.order_by("created_at", "pk")
        ],
        "couples": [
            {
                "with": partner_label(place.other()),
                "joined_at": isoformat(place.joined_at),
                "left_at": isoformat(place.left_at),
            }
            for place in Partner.objects.filter(user=user).order_by("joined_at", "pk")
        ],
    }
