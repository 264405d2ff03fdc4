"""What people tell us about themselves, and the words of an invitation."""

from __future__ import annotations

import zoneinfo

from django import forms
from django.utils.translation import gettext_lazy as _

from couples.people import AGREEMENTS


class ProfileForm(forms.Form):
    """First name, pronouns, time zone."""

    first_name = forms.CharField(
        label=_("Your first name"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "given-name", "autocapitalize": "words"}),
    )
    pronouns = forms.CharField(
        label=_("Your pronouns (only if you like)"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    time_zone = forms.CharField(
        max_length=64, required=False, widget=forms.HiddenInput({"data-time-zone": True})
    )

    def clean_time_zone(self) -> str:
        """What the browser said, if it is a time zone."""
        said: str = self.cleaned_data["time_zone"]
        return said if said in zoneinfo.available_timezones() else ""


class WelcomeForm(ProfileForm):
    """The one page after signing up: who somebody is, that they are grown up, and what they agree to."""

    adult = forms.BooleanField(label=_("I am 18 or older."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for what, sentence in AGREEMENTS.items():
            self.fields[what] = forms.BooleanField(label=sentence)


class CodeForm(forms.Form):
    """The words that the partner says."""

    code = forms.CharField(
        label=_("The four words that your partner tells you"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
