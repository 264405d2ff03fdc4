"""The weekdays of a gift in a form."""

from __future__ import annotations

from django import forms
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from change_requests.schedules import ScheduleChoice, describe_frequency, fits_weekdays


def weekdays_field() -> forms.TypedMultipleChoiceField:
    """Return a field for the weekdays of a gift. It may stay empty."""
    return forms.TypedMultipleChoiceField(
        label=_("On certain days?"),
        choices=lambda: WEEKDAYS_ABBR.items(),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def weekdays_mismatch(choice: ScheduleChoice) -> str:
    """Return what to say if as many weekdays were picked as the frequency doesn't ask for; else ""."""
    if choice.often is None or fits_weekdays(choice.often, choice.on):
        return ""
    return gettext("“{often}” doesn't fit these days. Change one of the two, or pick no days.").format(
        often=describe_frequency(choice.often, (), gettext)
    )
