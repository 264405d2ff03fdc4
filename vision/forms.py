"""Forms of a line, and of the invitation to read each other's."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.stepped_form import FormStep
from dialogues.form_fields import WordsField
from dialogues.forms import InviteForm
from vision.line_data import LONGEST, WEIGHTS, LineDetails


class LineForm(forms.Form):
    """One line, and how much it matters."""

    words = WordsField(label=_("How would you love things to be?"), longest=LONGEST, rows=2)
    matters = forms.TypedChoiceField(
        label=_("How much does it matter to you?"),
        choices=[("", _("skip")), *((str(weight), _(title)) for weight, title in WEIGHTS)],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Please choose one of these.")},
    )

    @property
    def details(self) -> LineDetails:
        return LineDetails(self.cleaned_data["words"].strip(), self.cleaned_data["matters"])


class InviteToReadForm(InviteForm):
    """The invitation: only how they'll talk, and whether the words are kept."""

    STEPS = (
        FormStep(
            ("mode", "keep"),
            "dialogues/mode_step.html",
            _("If you both want to, the lines you read go on your page."),
        ),
    )
