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
from reminders.models import Delivery, Ways
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
        label=_("What are you reminded of?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    by_mail = forms.BooleanField(label=_("By mail, too"), required=False)
    quiet_from = time_field(_("Nothing is sent from"))
    quiet_until = time_field(_("until"))

    def __init__(self, user: User, data: Any = None) -> None:
        ways = preferences_of(user)
        initial = {name: getattr(ways, name) for name in ("by_mail", "quiet_from", "quiet_until")}
        super().__init__(data, initial={**initial, "sort": inbox.enabled_types(user)})
        self.user = user
        self.fields["sort"].choices = [(one.name, gettext(one.title)) for one in reminder_types().values()]  # type: ignore[attr-defined]

    def save(self) -> None:
        said = self.cleaned_data
        inbox.set_enabled_types(self.user, said.pop("sort"))
        Ways.objects.update_or_create(user=self.user, defaults=said)
        waiting = Delivery.objects.filter(notice__user=self.user, claimed_at=None, tries=0)
        waiting.update(not_before=timezone.now())  # the new hours are looked at when it is sent
