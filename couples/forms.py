"""Forms of the profile, onboarding and the invitation's code."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.text import clean_name
from couples.adapters import can_reauthenticate
from couples.models import User
from couples.passwords import normalize_typed
from couples.profiles import AGREEMENTS

REQUIRED_MESSAGE = _("We need this one to go on.")
ADULTS_ONLY_MESSAGE = _(
    "imago is made for adults. If you are younger than 18, please come back later. "
    "The help page is for you too."
)


@cache
def time_zones() -> list[str]:
    """The names of all time zones, by continent."""
    return sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")


class NameField(forms.CharField):
    """A one-line name. It counts as empty if nothing in it is visible, and can't reverse the text around it."""

    def to_python(self, value: Any) -> str:
        return clean_name(super().to_python(value) or "")


class AboutForm(forms.Form):
    """First name and pronouns."""

    first_name = NameField(
        label=_("Your first name"),
        max_length=40,
        error_messages={"required": _("What shall we call you?")},
        widget=forms.TextInput({"autocomplete": "given-name", "autocapitalize": "words"}),
    )
    pronouns = NameField(
        label=_("Your pronouns (only if you like)"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class ProfileForm(AboutForm):
    """All that users may change about themselves."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(zone, zone) for zone in time_zones()]
    )


class OnboardingForm(AboutForm):
    """The page after signing up: name, age confirmation and consent."""

    time_zone = forms.CharField(
        max_length=64, required=False, widget=forms.HiddenInput({"data-time-zone": True})
    )
    adult = forms.BooleanField(label=_("I am 18 or older."), error_messages={"required": ADULTS_ONLY_MESSAGE})

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for what, sentence in AGREEMENTS.items():
            self.fields[what] = forms.BooleanField(
                label=sentence, error_messages={"required": REQUIRED_MESSAGE}
            )

    def clean_time_zone(self) -> str:
        """Return the browser's time zone, if it is one."""
        said: str = self.cleaned_data["time_zone"]
        return said if said in time_zones() else ""


class CodeForm(forms.Form):
    """The words that the partner says."""

    code = forms.CharField(
        label=_("The four words that your partner tells you"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class NormalizedInputMixin:
    """A form whose addresses and codes may be typed in full-width or decomposed letters."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.EmailField) or name == "code":
                field.to_python = normalize_before(field.to_python)  # type: ignore[method-assign, assignment]


def normalize_before(to_python: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Normalize a value before `to_python`."""
    return lambda value: to_python(normalize_typed(value) if isinstance(value, str) else value)


class ConfirmForm(NormalizedInputMixin, forms.Form):
    """Confirmation by typing one's own address, for users without any credential."""

    email = forms.EmailField(
        label=_("To be sure that it is you: your email address"),
        error_messages={"required": REQUIRED_MESSAGE},
        widget=forms.EmailInput({"autocomplete": "off"}),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user
        if can_reauthenticate(user):
            del self.fields["email"]

    def clean_email(self) -> str:
        said: str = self.cleaned_data["email"]
        if said.casefold() != normalize_typed(self.user.email).casefold():
            raise forms.ValidationError(_("This is not the address of this account. Please look once more."))
        return said
