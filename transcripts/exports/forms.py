"""What somebody asks to take away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from couples.models import Partner
from transcripts.models import Parcel

ONE_OF_THESE = {
    "required": _("Please choose one of these."),
    "invalid_choice": _("Please choose one of these."),
}


class TakeForm(forms.Form):
    """What, in which format, and whether one's own notes and stars come along. Without a partner there is only what is
    one's own. One dialogue is asked for where it is read."""

    what = forms.ChoiceField(
        choices=[(what, what) for what in (Parcel.ALL, Parcel.MINE, Parcel.ONE)], error_messages=ONE_OF_THESE
    )
    format = forms.ChoiceField(choices=Parcel.FORMATS, error_messages=ONE_OF_THESE)
    notes = forms.BooleanField(required=False)
    dialogue = forms.UUIDField(required=False)

    def __init__(self, partner: Partner | None, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.partner = partner

    def clean_what(self) -> str:
        what: str = self.cleaned_data["what"]
        if what != Parcel.MINE and self.partner is None:
            raise forms.ValidationError(_("There are no dialogues to take just now. What is yours is here."))
        return what
