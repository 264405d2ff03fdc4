"""allauth's password forms, with our labels and errors."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from django.utils.translation import gettext_lazy as _

from couples.forms import PlainErrorsMixin

LABELS = {
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password again"),
}


class NewPasswordMixin(PlainErrorsMixin):
    """A form that asks for a new password twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS[name]

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error. The repetition has just one."""
        is_repetition = field == "password2"
        super().add_error(field, _("Please type the same password twice.") if is_repetition else error)  # type: ignore[misc]


class ChangePasswordForm(NewPasswordMixin, account.ChangePasswordForm):  # type: ignore[misc]
    """A new password in place of a known one."""

    pass


class SetPasswordForm(NewPasswordMixin, account.SetPasswordForm):  # type: ignore[misc]
    """The first password of someone who signs in another way."""

    pass


class ResetPasswordKeyForm(NewPasswordMixin, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, through a link in a mail."""

    pass


class ReauthenticateForm(PlainErrorsMixin, account.ReauthenticateForm):  # type: ignore[misc]
    """Re-authentication with the password."""

    pass
