"""What somebody asks to take away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from couples.models import Partner
from transcripts.models import Export

SELECT_ONE_ERRORS = {
    "required": _("Please choose one of these."),
    "invalid_choice": _("Please choose one of these."),
}


class ExportForm(forms.Form):
    """What, in which format, and whether one's own notes and stars come along. Without a partner there is only what is
    one's own. One dialogue is asked for where it is read."""

    what = forms.ChoiceField(
        choices=[(what, what) for what in (Export.ALL, Export.MINE, Export.ONE)],
        error_messages=SELECT_ONE_ERRORS,
    )
    format = forms.ChoiceField(choices=Export.FORMATS, error_messages=SELECT_ONE_ERRORS)
    notes = forms.BooleanField(required=False)
    dialogue = forms.UUIDField(required=False)

    def __init__(self, partner: Partner | None, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.partner = partner

    def clean_what(self) -> str:
        what: str = self.cleaned_data["what"]
        if what != Export.MINE and self.partner is None:
            raise forms.ValidationError(_("There are no dialogues to take just now. What is yours is here."))
        return what
