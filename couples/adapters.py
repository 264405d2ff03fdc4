"""Adapters for allauth."""

from __future__ import annotations

import base64
import logging
import secrets
import uuid
from datetime import timedelta
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from couples import input_normalization, known_devices, signups
from couples.models import Profile, User
from mail import delivery_notice, queue
from mail.origin import absolute_url, configured_origin
from vault import datakeys, sealing

SEALED_PLACE = "second step"
LINK_CONTEXT_KEYS = {"activate_url", "password_reset_url", "signup_url"}
CONFIRMATION_TEMPLATES = ("account/email/email_confirmation", "account/email/email_confirmation_signup")
# All last as long as a code, so that none reveals by its timing whether an address has an account.
SIGN_UP_TEMPLATES = (*CONFIRMATION_TEMPLATES, "account/email/account_already_exists")
PASSWORD_RESET_TEMPLATES = ("account/email/password_reset_key",)
# Which waiting mails become useless once the named one is made.
SUPERSEDED_TEMPLATES = {
    **dict.fromkeys(CONFIRMATION_TEMPLATES, CONFIRMATION_TEMPLATES),
    **dict.fromkeys(PASSWORD_RESET_TEMPLATES, PASSWORD_RESET_TEMPLATES),
    **dict.fromkeys(
        (f"account/email/password_{event}" for event in ("changed", "reset", "set")), PASSWORD_RESET_TEMPLATES
    ),
}

log = logging.getLogger(__name__)


REAUTHENTICATION_LABELS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use your authenticator app or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


def can_reauthenticate(user: User) -> bool:
    """Return whether the user has a password, a passkey or a second step."""
    return bool(get_adapter().get_reauthentication_methods(user))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sends mails whose subjects reveal nothing, and uses our own error messages."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This email and password don't match. Please try again."),
        "email_taken": _("This address already has an account. You can sign in, or choose a new password."),
        "duplicate_email": _("You've already added this address."),
        "incorrect_code": _("That code isn't right. Please check it, or ask for a new one."),
        "incorrect_password": _("That password isn't right. Please try again."),
        "enter_current_password": _("Please enter your current password, so we know it's you."),
        "rate_limited": _("That was a lot of tries in a short time. Please wait a moment and try again."),
        "too_many_login_attempts": _("That was a lot of tries. Please wait a few minutes, then try again."),
        "max_email_addresses": _("You can't add more than %d addresses."),
        "invalid_password_reset": _("This link no longer works. Please ask for a new one."),
    }

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": REAUTHENTICATION_LABELS[method["id"]]} for method in methods]

    def is_safe_url(self, url: str) -> bool:
        """Return whether a redirect to this URL is safe. A malformed URL isn't."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return signups.may_sign_up(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user and not request.user.is_authenticated:  # rehashing would sign a signed-in user out
            user.renew_password_hash(credentials["password"])
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Takes as long for an unknown address as for a known one."""
        if known_devices.user_with_address(credentials["email"]) is None:
            for form in input_normalization.password_forms(credentials["password"])[1:]:
                make_password(form)

    def clean_password(self, password: str, user: User | None = None) -> str:
        super().clean_password(input_normalization.prepare_password(password), user)
        return password

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **options)
        known_devices.remember_device(request, response, user)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Key by account and browser, not by host, because a client can make that up."""
        return known_devices.throttle_key_for_email(request, credentials["email"])

    def format_email_subject(self, subject: str) -> str:
        return gettext("A message about your account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue it, with links to our own address only. If that is unknown, no mail with a link is made."""
        links = LINK_CONTEXT_KEYS & context.keys()
        if links and configured_origin() is None:
            delivery_notice.watch_mail(self.request, None)
            return
        details = {**context, **{name: absolute_url(context[name]) for name in links}, "email": email}
        user = context.get("user") or user_with_email(email)
        if user:
            queue.withdraw_mail(user, SUPERSEDED_TEMPLATES.get(template_prefix, ()))
        good_for = code_lifetime() if template_prefix in SIGN_UP_TEMPLATES else queue.A_DAY
        message = self.render_mail(template_prefix, email, {"request": self.request, **details})
        queued = queue.enqueue_mail(message, purpose=template_prefix, user=user, good_for=good_for)
        if links or "code" in context:
            delivery_notice.watch_mail(self.request, queued)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)


def user_with_email(email: str) -> User | None:
    """Return the user with this address, if any."""
    address = EmailAddress.objects.filter(email__iexact=email).order_by("-verified").first()
    return address.user if address else None


def code_lifetime() -> timedelta:
    """Return how long a mailed code is valid."""
    return timedelta(seconds=app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT)


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals the secrets of authenticator apps and recovery codes with their owner's key."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "add_email_blocked": _("You can't add an address while your second step is on. Turn it off first."),
        "unverified_email": _("Please confirm your email address first."),
        "cannot_delete_authenticator": _("You can't turn off your second step."),
        "cannot_generate_recovery_codes": _("Recovery codes need a second step. Please set one up first."),
    }

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return gettext("Passkey")

    def encrypt(self, text: str) -> str:
        profile = Profile.objects.filter(user=context.request.user.pk).first()
        owner = profile.key_id if profile else datakeys.create_key().pk
        return f"{owner} {base64.b64encode(sealing.seal([owner], text, SEALED_PLACE)).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; if it can't be opened, a random one, so that no code matches."""
        try:
            owner, sealed = encrypted_text.split(" ")
            return sealing.unseal([uuid.UUID(owner)], base64.b64decode(sealed), SEALED_PLACE)
        except (ValueError, sealing.CannotOpen, sealing.Destroyed):
            log.error("the second step of key %s can't be opened", encrypted_text.partition(" ")[0])
            if context.request:
                context.request.second_step_is_unreadable = True
            return base64.b32encode(secrets.token_bytes(20)).decode()
