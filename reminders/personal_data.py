"""Export and erasure of a user's reminder preferences, phones and notices."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from core.reminder_types import reminder_types
from couples.letters import Wording
from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider
from reminders import inbox
from reminders.models import Notice, PushSubscription, ReminderPreferences
from reminders.scheduler import preferences_of

LABELS = {
    "by_mail": _("By email"),
    "quiet_from": _("Quiet from"),
    "quiet_until": _("Quiet until"),
    "switched_off": _("Switched off"),
    "phones": _("Phones added"),
    "told": _("Notifications you got"),
    "sort": _("About"),
    "due_at": _("Due"),
    "seen_at": _("Seen"),
}


def register() -> None:
    """Register the reminders as personal data."""
    register_provider(
        PersonalDataProvider(
            "reminders",
            _("Your notifications"),
            export,
            erase,
            _(
                "Your phones are removed, you get no more emails, and your inbox is emptied. Anything"
                " still waiting for you, like an invitation, comes back to your inbox and isn't sent"
                " anywhere."
            ),
            holds,
            tell,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return preferences, since when each phone is known, and notices. Phones' addresses are secret, and left
    out."""
    preferences = preferences_of(user)
    return {
        "by_mail": preferences.by_mail,
        "quiet_from": preferences.quiet_from.isoformat("minutes"),
        "quiet_until": preferences.quiet_until.isoformat("minutes"),
        "switched_off": sorted(inbox.muted_types(user)),
        "phones": [
            isoformat(subscription.added_at)
            for subscription in PushSubscription.objects.filter(user=user).defer("address")
        ],
        "told": [
            {"sort": notice.sort, "due_at": isoformat(notice.due_at), "seen_at": isoformat(notice.seen_at)}
            for notice in Notice.objects.filter(user=user)
        ],
    }


def tell(data: dict[str, Any]) -> Any:
    """Return the exported data in words, with reminder types by their titles."""
    titles = {name: reminder_type.title for name, reminder_type in reminder_types().items()}
    return Wording(LABELS, {"sort": titles, "switched_off": titles})(data)


def erase(user: User) -> None:
    """Delete phones, preferences and notices. Notices that become due again are sent to nobody."""
    for rows in personal_rows(user):
        rows.delete()


def holds(user: User) -> bool:
    """Return whether the user has any of them."""
    return any_exist(*personal_rows(user))


def personal_rows(user: User) -> list[QuerySet[Any]]:
    """Return the user's phones, preferences and notices."""
    return [model.objects.filter(user=user) for model in (PushSubscription, ReminderPreferences, Notice)]
