"""allauth's second-step forms, with our labels."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class CredentialField(forms.JSONField):
    """The browser's JSON about a passkey. Unclosed brackets are refused like any other invalid JSON."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class AuthenticatePasskeyForm(webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """Second step by passkey."""

    credential = CredentialField(widget=forms.HiddenInput)


class LoginPasskeyForm(webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """Sign-in by passkey."""

    credential = CredentialField(widget=forms.HiddenInput)


class ReauthenticatePasskeyForm(webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Re-authentication by passkey."""

    credential = CredentialField(widget=forms.HiddenInput)


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey: what to call it, and whether it is enough by itself."""

    credential = CredentialField(widget=forms.HiddenInput)
    passwordless = forms.BooleanField(
        label=_("Sign in with this passkey alone, without a password."), required=False, initial=True
    )
    field_order = ["name", "passwordless"]
