"""Export of which suggestions a user has turned off."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from couples.letters import Wording
from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, register_provider
from suggestions import services


def register() -> None:
    """Register the choice as personal data. It goes with the account."""
    register_provider(
        PersonalDataProvider(
            "suggestions",
            _("What we suggest"),
            export,
            erased=_("What you've turned off stays off until you turn it on again, or delete your account."),
            letter=tell,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return the names of what is turned off."""
    return {"turned_off": sorted(services.declined_names(user))}


def tell(data: dict[str, Any]) -> Any:
    """Return exported data with the titles of what is turned off."""
    return Wording({"turned_off": _("Turned off")}, {"turned_off": services.titles()})(data)
