"""The form of what is suggested."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from couples.models import User
from suggestions import services


class SuggestionsForm(forms.Form):
    """Which suggestions a user wants."""

    wanted = forms.MultipleChoiceField(
        label=_("Suggest"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, user: User, data: Any = None) -> None:
        titles, off = services.titles(), services.declined_names(user)
        super().__init__(data, initial={"wanted": [name for name in titles if name not in off]})
        self.fields["wanted"].choices = [(name, gettext(title)) for name, title in titles.items()]  # type: ignore[attr-defined]
