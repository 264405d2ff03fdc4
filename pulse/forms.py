"""Forms of the weekly pulse and its schedule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pulse.models import EVENING, SUNDAY, PulseSchedule
from pulse.questions import HIGHEST, LOWEST, PULSE_QUESTIONS, PulseQuestion

CHOICE_ERRORS = {"invalid_choice": _("Please choose one of these.")}
NUMBERS = [*((str(number), str(number)) for number in range(LOWEST, HIGHEST + 1)), ("", _("skip"))]


def scale_field(question: PulseQuestion) -> forms.TypedChoiceField:
    """Return the choice field of a question's scale."""
    ends = gettext("{least} is {low}, {most} is {high}.")
    low, high = gettext(question.low), gettext(question.high)
    return forms.TypedChoiceField(
        label=gettext(question.text),
        help_text=ends.format(least=LOWEST, low=low, most=HIGHEST, high=high),
        choices=NUMBERS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages=CHOICE_ERRORS,
    )


class PulseForm(forms.Form):
    """A scale for each question. Any may be left open, but not all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update({question.name: scale_field(question) for question in PULSE_QUESTIONS})

    def clean(self) -> None:
        if not self.errors and not self.numbers:
            raise forms.ValidationError(_("Please answer at least one. You can skip the others."))

    @property
    def numbers(self) -> dict[str, int]:
        answers = self.cleaned_data
        return {
            question.name: answers[question.name]
            for question in PULSE_QUESTIONS
            if answers[question.name] is not None
        }


class PulseScheduleForm(forms.Form):
    """Whether to ask each week, on which weekday and at what time."""

    on = forms.BooleanField(label=_("Remind me once a week"), required=False)
    weekday = forms.TypedChoiceField(
        label=_("Which day?"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages=CHOICE_ERRORS,
    )
    at = forms.TimeField(
        label=_("What time?"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Please choose a time.")},
    )

    @classmethod
    def of(cls, schedule: PulseSchedule | None) -> PulseScheduleForm:
        """Return the form filled in with the user's schedule."""
        values = schedule or PulseSchedule()
        return cls(initial={"on": schedule is not None, "weekday": values.weekday, "at": values.at})

    @property
    def values(self) -> dict[str, Any]:
        weekday, at = self.cleaned_data["weekday"], self.cleaned_data["at"]
        return {"weekday": SUNDAY if weekday is None else weekday, "at": at or EVENING}
