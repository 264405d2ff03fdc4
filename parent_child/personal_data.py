"""Export and erasing of the yes that someone has said alone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from couples.letters import Wording
from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, isoformat, register_provider
from parent_child.models import PrivateYes

WORDING = Wording({"said_yes_at": _("You said yes")})


def register() -> None:
    """Register the yes as personal data."""
    register_provider(
        PersonalDataProvider(
            "parent_child",
            _("The child I was"),
            export,
            erase,
            _("Your yes is taken back. Nobody is told."),
            lambda user: PrivateYes.objects.filter(partner__user=user).exists(),
            WORDING,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return when the user has said yes, None if they haven't."""
    yes = PrivateYes.objects.filter(partner__user=user).first()
    return {"said_yes_at": isoformat(yes.said_at) if yes else None}


def erase(user: User) -> None:
    """Take the yes back."""
    PrivateYes.objects.filter(partner__user=user).delete()
