"""allauth's sign-in forms, made to accept the same text from any keyboard."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from couples import known_devices, signups
from couples.forms import NormalizedInputMixin
from couples.models import User


class LoginForm(NormalizedInputMixin, account.LoginForm):  # type: ignore[misc]
    """Sign-in."""

    pass


class SignupForm(NormalizedInputMixin, account.SignupForm):  # type: ignore[misc]
    """Sign-up, for those who may."""

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        try:
            user, response = super().try_save(request)
        except signups.NotAdmitted:  # someone else was quicker
            return None, render(request, "account/signup_closed.html")
        return user, response

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        admission = signups.claim(request)
        user: User = super().save(request)
        if admission:
            admission.user = user
            admission.save(update_fields=["user"])
        return user


class AddEmailForm(NormalizedInputMixin, account.AddEmailForm):  # type: ignore[misc]
    """A new address."""

    pass


class ConfirmEmailCodeForm(NormalizedInputMixin, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code mailed to a new address."""

    pass


class ResetPasswordForm(NormalizedInputMixin, account.ResetPasswordForm):  # type: ignore[misc]
    """Asks for a new password. Strangers can't use up the owner's attempts on their own phone."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        key = known_devices.throttle_key_for_email(context.request, email)
        if not ratelimit.consume(context.request, action="reset_password_of", key=key):
            raise get_adapter().validation_error("rate_limited")
        return email


class SecondStepMixin(NormalizedInputMixin):
    """A second-step code. Wrong guesses are counted by browser, as for the password."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        request, code = context.request, str(self.cleaned_data["code"])
        key = f"second step:{known_devices.throttle_key(request, self.user)}"
        if not ratelimit.consume(request, action="login_failed", key=key):
            raise get_adapter().validation_error("too_many_login_attempts")
        for row in Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN):
            if row.wrap().validate_code(code):
                row.user = self.user
                self.authenticator = row
                ratelimit.clear(request, action="login_failed", key=key)
                return code
        raise get_adapter().validation_error("incorrect_code")


class AuthenticateForm(SecondStepMixin, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    pass


class ReauthenticateForm(SecondStepMixin, mfa.ReauthenticateForm):  # type: ignore[misc]
    """Re-authentication by a second-step code."""

    pass


class ActivateAppForm(NormalizedInputMixin, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app."""

    pass
