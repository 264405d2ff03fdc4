"""Export and erasure of a user's reminder preferences, phones and notices."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider
from reminders import inbox
from reminders.models import Notice, Phone, Ways
from reminders.scheduler import preferences_of


def register() -> None:
    """Register the reminders as personal data."""
    register_provider(
        PersonalDataProvider(
            "reminders",
            _("Your reminders"),
            export,
            erase,
            _(
                "Your phones are forgotten, no mail is sent to remind you, and your inbox is emptied. What still waits"
                " for you, such as an invitation, comes back into the inbox, and is sent nowhere."
            ),
            holds,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return preferences, since when each phone is known, and notices. Phones' addresses are secret, and left
    out."""
    ways = preferences_of(user)
    return {
        "by_mail": ways.by_mail,
        "quiet_from": ways.quiet_from.isoformat("minutes"),
        "quiet_until": ways.quiet_until.isoformat("minutes"),
        "switched_off": sorted(inbox.muted_types(user)),
        "phones": [isoformat(phone.added_at) for phone in Phone.objects.filter(user=user).defer("address")],
        "told": [
            {"sort": notice.sort, "due_at": isoformat(notice.due_at), "seen_at": isoformat(notice.seen_at)}
            for notice in Notice.objects.filter(user=user)
        ],
    }


def erase(user: User) -> None:
    """Delete phones, preferences and notices. Notices that become due again are sent to nobody."""
    for rows in personal_rows(user):
        rows.delete()


def holds(user: User) -> bool:
    """Return whether the user has any of them."""
    return any_exist(*personal_rows(user))


def personal_rows(user: User) -> list[QuerySet[Any]]:
    """Return the user's phones, preferences and notices."""
    return [model.objects.filter(user=user) for model in (Phone, Ways, Notice)]
