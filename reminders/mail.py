"""Reminders by mail. Every mail has the same words."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from couples.models import User
from mail import transport
from mail.origin import absolute_url, configured_origin
from mail.transport import Outcome
from reminders.scheduler import preferences_of

SALT = "reminders.mail"


def send_reminder_mail(user: User) -> Outcome:
    """Send the mail, if the address is confirmed."""
    if not may_mail(user):
        return Outcome.REFUSED
    return transport.send_message(build_message(user))


def gets_mail(user: User) -> bool:
    """Whether this user gets reminders by mail."""
    return settings.HAS_MAIL and preferences_of(user).by_mail and may_mail(user)


def may_mail(user: User) -> bool:
    """Whether the address is confirmed, and the mail can link to us."""
    return has_confirmed_address(user) and configured_origin() is not None


def has_confirmed_address(user: User) -> bool:
    """Return whether the address is confirmed. One entered before there was a mail server may be a
    stranger's."""
    return not EmailAddress.objects.filter(user=user, email=user.email, verified=False).exists()


def build_message(user: User) -> EmailMultiAlternatives:
    """Return the message in the recipient's language."""
    with translation.override(user.profile.language):
        stop = absolute_url(reverse("reminders:no_mail", args=[unsubscribe_token(user)]))
        context = {"inbox": absolute_url(reverse("reminders:inbox")), "stop": stop}
        made = EmailMultiAlternatives(
            subject=_("Something is waiting for you"),
            body=render_to_string("reminders/mail.txt", context),
            to=[user.email],
            headers={
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        made.attach_alternative(render_to_string("reminders/mail.html", context), "text/html")
        return made


def unsubscribe_token(user: User) -> str:
    """Return the token that stops mails to this user, and does nothing else."""
    return signing.Signer(salt=SALT).sign(str(user.pk))


def user_of_unsubscribe_token(token: str) -> User | None:
    """Return the user of a token, if it is valid."""
    try:
        return User.objects.filter(pk=int(signing.Signer(salt=SALT).unsign(token))).first()
    except (signing.BadSignature, ValueError):
        return None
