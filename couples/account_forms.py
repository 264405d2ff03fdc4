"""Forms of allauth, in our words."""

from __future__ import annotations

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey: what to call it, and whether it is enough by itself."""

    passwordless = forms.BooleanField(
        label=_("Sign in by it alone, without a password."), required=False, initial=True
    )
    field_order = ["name", "passwordless"]
