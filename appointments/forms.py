"""The form that proposes a weekly time."""

from __future__ import annotations

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _


class WeeklyForm(forms.Form):
    """Weekday and time of a proposal."""

    weekday = forms.TypedChoiceField(
        label=_("Which day?"), choices=list(WEEKDAYS.items()), coerce=int, initial=6
    )
    at = forms.TimeField(
        label=_("What time?"),
        initial="20:00",
        error_messages={
            "required": _("Please choose a time."),
            "invalid": _("Please choose a time, such as 20:00."),
        },
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
