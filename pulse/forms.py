"""Forms of the weekly pulse and its schedule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pulse.models import EVENING, SUNDAY, Rhythm
from pulse.questions import LEAST, MOST, PULSE_QUESTIONS, PulseQuestion

CHOICE_ERRORS = {"invalid_choice": _("Please choose one of these.")}
NUMBERS = [*((str(number), str(number)) for number in range(LEAST, MOST + 1)), ("", _("open"))]


def scale_field(question: PulseQuestion) -> forms.TypedChoiceField:
    """Return the choice field of a question's scale."""
    ends = gettext("{least} is {low}, {most} is {high}.")
    low, high = gettext(question.low), gettext(question.high)
    return forms.TypedChoiceField(
        label=gettext(question.asks),
        help_text=ends.format(least=LEAST, low=low, most=MOST, high=high),
        choices=NUMBERS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages=CHOICE_ERRORS,
    )


class PulseForm(forms.Form):
    """A scale for each question. Any may be left open, but not all."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields.update({question.name: scale_field(question) for question in PULSE_QUESTIONS})

    def clean(self) -> None:
        if not self.errors and not self.numbers:
            raise forms.ValidationError(_("One answer is enough, the others may stay open."))

    @property
    def numbers(self) -> dict[str, int]:
        said = self.cleaned_data
        return {
            question.name: said[question.name]
            for question in PULSE_QUESTIONS
            if said[question.name] is not None
        }


class RhythmForm(forms.Form):
    """Whether to be asked each week, on which weekday and at what time."""

    on = forms.BooleanField(label=_("Ask me once a week."), required=False)
    weekday = forms.TypedChoiceField(
        label=_("On which day?"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages=CHOICE_ERRORS,
    )
    at = forms.TimeField(
        label=_("At what time?"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Please choose a time.")},
    )

    @classmethod
    def of(cls, rhythm: Rhythm | None) -> RhythmForm:
        """Return the form filled in with the user's schedule."""
        stands = rhythm or Rhythm()
        return cls(initial={"on": rhythm is not None, "weekday": stands.weekday, "at": stands.at})

    @property
    def when(self) -> dict[str, Any]:
        weekday, at = self.cleaned_data["weekday"], self.cleaned_data["at"]
        return {"weekday": SUNDAY if weekday is None else weekday, "at": at or EVENING}
