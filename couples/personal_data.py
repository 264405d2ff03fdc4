"""Export of a user's profile, consent and couples. They are deleted with the account."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from couples.letters import Wording
from couples.models import Consent, Invitation, Partner, Profile, User
from couples.personal_data_registry import PersonalDataProvider, isoformat, partner_label, register_provider
from couples.profile_fields import PROFILE
from couples.profiles import AGREEMENTS

WORDING = Wording(
    {
        "joined_at": _("Joined"),
        "adult_at": _("Confirmed you're 18 or older"),
        "agreements": _("What you agreed to"),
        "what": _("You agreed"),
        "given_at": _("On"),
        "withdrawn_at": _("Withdrawn"),
        "invitations": _("Invitations you made"),
        "made_at": _("Created"),
        "names_you": _("With your name"),
        "accepted_at": _("Accepted"),
        "taken_back_at": _("Taken back"),
        "couples": _("Who you're connected with here"),
        "left_at": _("Until"),
    },
    {"what": AGREEMENTS},
)


def register() -> None:
    """Register the profile, and what is kept for the first talk, as personal data."""
    register_provider(
        PersonalDataProvider(
            "about",
            _("You, and what you agreed to"),
            export,
            erased=_(
                "Your name, your email address and what you agreed to stay until you delete your account."
            ),
            letter=WORDING,
        )
    )
    register_provider(
        PersonalDataProvider(
            "kept_appreciation",
            _("What you kept for your first dialogue"),
            export_kept_appreciation,
            erase=erase_kept_appreciation,
            erased=_("It's deleted, and won't be offered in your first dialogue."),
            has_data=lambda user: kept_appreciations(user).exists(),
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return the user's profile, the consent log, invitations and couples."""
    profile = Profile.objects.filter(user=user).first()
    return {
        "email": user.email,
        "joined_at": isoformat(user.date_joined),
        **PROFILE.export(profile or Profile()),
        "agreements": [consent_as_data(row) for row in user.consents.order_by("given_at", "pk")],
        "invitations": [invitation_as_data(row) for row in user.invitations.order_by("created_at", "pk")],
        "couples": [
            membership_as_data(row) for row in Partner.objects.filter(user=user).order_by("joined_at", "pk")
        ],
    }


def kept_appreciations(user: User) -> QuerySet[Profile]:
    """Return the user's profile if they kept something for their first talk."""
    return Profile.objects.filter(user=user, kept_appreciation__isnull=False)


def export_kept_appreciation(user: User) -> str | None:
    """Return what the user kept for their first talk."""
    profile = kept_appreciations(user).first()
    text: str | None = profile.kept_appreciation if profile else None
    return text


def erase_kept_appreciation(user: User) -> None:
    """Delete what the user kept for their first talk."""
    kept_appreciations(user).update(kept_appreciation=None)


def consent_as_data(row: Consent) -> dict[str, Any]:
    """Return one line of the consent log as plain data."""
    return {
        "what": row.agreement,
        "given_at": isoformat(row.given_at),
        "withdrawn_at": isoformat(row.withdrawn_at),
    }


def invitation_as_data(row: Invitation) -> dict[str, Any]:
    """Return one invitation as plain data."""
    return {
        "made_at": isoformat(row.created_at),
        "names_you": row.names_inviter,
        "accepted_at": isoformat(row.accepted_at),
        "taken_back_at": isoformat(row.revoked_at),
    }


def membership_as_data(row: Partner) -> dict[str, Any]:
    """Return the membership in one couple as plain data."""
    return {
        "with": partner_label(row.other()),
        "joined_at": isoformat(row.joined_at),
        "left_at": isoformat(row.left_at),
    }
