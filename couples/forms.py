"""Forms of the profile, onboarding and the invitation's code."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.text import clean_name, visible_or_blank
from couples.adapters import can_reauthenticate
from couples.input_normalization import normalize_typed
from couples.models import User

MAX_APPRECIATION_LENGTH = 1000  # characters
REQUIRED_MESSAGE = _("We need this to continue.")
NO_ADDRESS_MESSAGE = _("That doesn't look like an email address. Please check it.")
ADULTS_ONLY_MESSAGE = _(
    "imago is for adults. If you're under 18, please come back when you're older. The help lines are for you, too."
)


@cache
def time_zones() -> list[str]:
    """The names of all time zones, by continent."""
    return sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")


class NameField(forms.CharField):
    """A one-line name. It counts as empty if nothing in it is visible, and can't reverse the text around it."""

    def to_python(self, value: Any) -> str:
        return clean_name(super().to_python(value) or "")


class NameForm(forms.Form):
    """What a person is called."""

    first_name = NameField(
        label=_("Your first name"),
        max_length=40,
        error_messages={"required": _("What should we call you?")},
        widget=forms.TextInput({"autocomplete": "given-name", "autocapitalize": "words"}),
    )


class KeptAppreciationForm(forms.Form):
    """One thing that someone appreciates about their partner, for their first talk. Empty to keep nothing."""

    words = forms.CharField(
        label=_("One thing I appreciate about you is ..."),
        max_length=MAX_APPRECIATION_LENGTH,
        required=False,
        error_messages={"max_length": _("That's more than will fit here. Please make it a little shorter.")},
        widget=forms.Textarea({"rows": 3, "maxlength": MAX_APPRECIATION_LENGTH}),
    )

    def clean_words(self) -> str:
        """Return the text with single line ends, "" if nothing in it is visible."""
        words: str = self.cleaned_data["words"]
        return visible_or_blank(words.replace("\r\n", "\n"))


class ProfileForm(NameForm):
    """All that users may change about themselves."""

    pronouns = NameField(
        label=_("Your pronouns (optional)"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(zone, zone) for zone in time_zones()]
    )


class OnboardingForm(NameForm):
    """The page after signing up: name, age confirmation and consent."""

    time_zone = forms.CharField(
        max_length=64, required=False, widget=forms.HiddenInput({"data-time-zone": True})
    )
    adult = forms.BooleanField(label=_("I'm 18 or older."), error_messages={"required": ADULTS_ONLY_MESSAGE})
    agree = forms.BooleanField(
        label=_("I agree to all of this."), error_messages={"required": REQUIRED_MESSAGE}
    )

    def clean_time_zone(self) -> str:
        """Return the browser's time zone, if it is one."""
        zone: str = self.cleaned_data["time_zone"]
        return zone if zone in time_zones() else ""


class CodeForm(forms.Form):
    """The link that the partner sent, or the words that they say."""

    code = forms.CharField(
        label=_("The link, or the four words"),
        max_length=1000,
        error_messages={"required": _("Please paste the link here, or type the four words.")},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class PlainErrorsMixin:
    """A form of allauth's whose errors are in our own words."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED_MESSAGE
            if isinstance(field, forms.EmailField):
                field.error_messages |= {"invalid": NO_ADDRESS_MESSAGE, "max_length": NO_ADDRESS_MESSAGE}


class NormalizedInputMixin(PlainErrorsMixin):
    """A form whose addresses and codes may be typed in full-width or decomposed letters."""

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
        label=_("To make sure it's you: your email address"),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user
        if can_reauthenticate(user):
            del self.fields["email"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email.casefold() != normalize_typed(self.user.email).casefold():
            raise forms.ValidationError(_("This isn't the address of this account. Please check it."))
        return email
