"""Whom one would like to speak to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import visible_or_blank


class WhoForm(forms.Form):
    """Whom the child would like to speak to, in the words of whoever invites."""

    who = forms.CharField(
        label=_("Who would you like to speak to?"),
        help_text=_("Only you see this until you say it. You can leave it blank."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )

    def clean_who(self) -> str:
        """Return the words, "" if nothing in them is visible."""
        return visible_or_blank(self.cleaned_data["who"])
