"""Reminders by mail. The words are the same for everything and everybody."""

from __future__ import annotations

import smtplib
from contextlib import suppress

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from couples.models import User
from reminders.outcome import Outcome

SALT = "reminders.mail"


def send(user: User) -> Outcome:
    if not is_confirmed(user):
        return Outcome.REFUSED
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        return Outcome.LATER
    try:
        with translation.override(user.profile.language):
            connection.send_messages([letter(user)])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as answer:
        return Outcome.LATER if is_for_now(answer) else Outcome.REFUSED
    except (OSError, smtplib.SMTPException):
        return Outcome.SENT  # the line broke when it may have been taken
    finally:
        close(connection)
    return Outcome.SENT


def is_confirmed(user: User) -> bool:
    """Whether the address is known to be theirs. One that came before there was a mail server may be a stranger's."""
    return not EmailAddress.objects.filter(user=user, email=user.email, verified=False).exists()


def is_for_now(answer: smtplib.SMTPException) -> bool:
    """Whether a server that said no may say yes later."""
    if isinstance(answer, smtplib.SMTPRecipientsRefused):
        return all(400 <= code < 500 for code, _words in answer.recipients.values())
    return isinstance(answer, smtplib.SMTPResponseException) and 400 <= answer.smtp_code < 500


def letter(user: User) -> EmailMultiAlternatives:
    origin = settings.ORIGINS[0] if settings.ORIGINS else "http://localhost"
    stop = origin + reverse("reminders:no_mail", args=[token_of(user)])
    context = {"inbox": origin + reverse("reminders:inbox"), "stop": stop}
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


def close(connection: BaseEmailBackend) -> None:
    """What goes wrong after the message was taken changes nothing."""
    with suppress(OSError, smtplib.SMTPException):
        connection.close()


def token_of(user: User) -> str:
    """What stops the mails to this person, and can do nothing else."""
    return signing.Signer(salt=SALT).sign(str(user.pk))


def person_of(token: str) -> User | None:
    try:
        return User.objects.filter(pk=int(signing.Signer(salt=SALT).unsign(token))).first()
    except (signing.BadSignature, ValueError):
        return None
