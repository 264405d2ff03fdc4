"""Hands one message to the mail server and returns the outcome."""

from __future__ import annotations

import logging
import smtplib
import socket
import ssl
from contextlib import suppress
from enum import Enum

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

log = logging.getLogger(__name__)

NO_STARTTLS = (
    "the mail server doesn't offer STARTTLS, so nothing is sent to it."
    " EMAIL_SECURITY=none would send mails and the password unencrypted"
)
BAD_LOGIN = "the mail server doesn't accept EMAIL_HOST_USER and EMAIL_HOST_PASSWORD"
REASONS: dict[type[Exception], str] = {
    smtplib.SMTPAuthenticationError: BAD_LOGIN,
    ssl.SSLCertVerificationError: "the certificate of the mail server isn't valid for EMAIL_HOST",
    ssl.SSLError: "the mail server doesn't speak TLS the way EMAIL_SECURITY and EMAIL_PORT say",
    socket.gaierror: "the name in EMAIL_HOST can't be found",
    ConnectionRefusedError: "the mail server refuses connections at EMAIL_PORT",
    TimeoutError: "the mail server doesn't answer",
}


class Outcome(Enum):
    """What came of sending a message."""

    SENT = "sent"
    AWAY = "away"  # no connection: certainly not sent, nor would anything else be
    LATER = "later"  # certainly not sent; can be retried
    REFUSED = "refused"  # certainly not sent, and never will be
    UNCLEAR = "unclear"  # the connection broke when it may have been accepted


def send_message(message: EmailMessage) -> Outcome:
    """Send it over its own connection. If there is none, logs why, without an address."""
    connection = get_connection(settings.EMAIL_DELIVERY_BACKEND)
    try:
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as fault:
            log.warning("%s", failure_reason(fault))
            return Outcome.AWAY
        return hand_to_server(connection, message)
    finally:
        close_connection(connection)


def hand_to_server(connection: BaseEmailBackend, message: EmailMessage) -> Outcome:
    """Send a message over an open connection."""
    try:
        connection.send_messages([message])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as answer:
        log.warning("the mail server answered %s to a mail", smtp_code(answer))
        return Outcome.LATER if smtp_code(answer) < 500 else Outcome.REFUSED
    except (
        smtplib.SMTPNotSupportedError
    ):  # non-ASCII letters in the address, which the server doesn't support
        return Outcome.REFUSED
    except (OSError, smtplib.SMTPException):
        log.warning("the mail server hung up in the middle of a mail")
        return Outcome.UNCLEAR
    return Outcome.SENT


def smtp_code(answer: smtplib.SMTPException) -> int:
    """The code of a refusal; the mildest if there are several recipients."""
    if isinstance(answer, smtplib.SMTPRecipientsRefused):
        return min(code for code, _words in answer.recipients.values())
    return answer.smtp_code if isinstance(answer, smtplib.SMTPResponseException) else 500


def failure_reason(fault: Exception) -> str:
    """Why there is no connection, for whoever runs this."""
    if isinstance(fault, smtplib.SMTPNotSupportedError):
        return NO_STARTTLS if "STARTTLS" in str(fault) else BAD_LOGIN
    found = (sentence for kind, sentence in REASONS.items() if isinstance(fault, kind))
    return next(found, "the mail server can't be used now")


def close_connection(connection: BaseEmailBackend) -> None:
    """Ignore errors after the message was accepted."""
    with suppress(OSError, smtplib.SMTPException):
        connection.close()
