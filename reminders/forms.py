"""The form of reminder preferences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.reminder_types import reminder_types
from couples.models import User
from reminders import inbox
from reminders.models import Delivery, ReminderPreferences
from reminders.scheduler import preferences_of

TIME_ERRORS = {"required": _("Please choose a time."), "invalid": _("Please choose a time, such as 22:00.")}


def time_field(label: Any) -> forms.TimeField:
    """Return a time field with this label."""
    return forms.TimeField(
        label=label, error_messages=TIME_ERRORS, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )


class RemindersForm(forms.Form):
    """Which types, by mail or not, and quiet hours."""

    sort = forms.MultipleChoiceField(
        label=_("What for?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    by_mail = forms.BooleanField(label=_("By email, too"), required=False)
    quiet_from = time_field(_("Send nothing from"))
    quiet_until = time_field(_("until"))

    def __init__(self, user: User, data: Any = None) -> None:
        preferences = preferences_of(user)
        initial = {name: getattr(preferences, name) for name in ("by_mail", "quiet_from", "quiet_until")}
        super().__init__(data, initial={**initial, "sort": inbox.enabled_types(user)})
        self.user = user
        self.fields["sort"].choices = [(one.name, gettext(one.title)) for one in reminder_types().values()]  # type: ignore[attr-defined]

    def boxes(self) -> dict[str, list[forms.boundfield.BoundWidget]]:
        """Return the boxes of the types, by the heading they stand under."""
        types, boxes = reminder_types(), list(self["sort"])
        at_once = [box for box in boxes if types[box.data["value"]].at_once]
        return {
            gettext("As soon as it happens"): at_once,
            gettext("When it's time"): [box for box in boxes if box not in at_once],
        }

    def save(self) -> None:
        preferences = self.cleaned_data
        inbox.set_enabled_types(self.user, preferences.pop("sort"))
        ReminderPreferences.objects.update_or_create(user=self.user, defaults=preferences)
        waiting = Delivery.objects.filter(notice__user=self.user, claimed_at=None, tries=0)
        waiting.update(not_before=timezone.now())  # the new hours are looked at when it is sent
