"""What a worker sends when mails are files."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

from mail import files
from mail.delivery import deliver_due
from mail.models import OutgoingMail


def sent_mails() -> list[EmailMessage]:
    """Deliver waiting mails. Returns all mails sent so far, newest last."""
    deliver_due()
    mails = OutgoingMail.objects.exclude(sent_at=None).order_by("made_at")
    return [read(files.mail_path(mail.pk).read_bytes()) for mail in mails]


def counts() -> dict[str, int]:
    """The number of mails waiting, and of those given up."""
    unsent = OutgoingMail.objects.filter(sent_at=None)
    gave_up = unsent.exclude(gave_up_at=None).count()
    return {"waiting": unsent.count() - gave_up, "gave_up": gave_up}


def read(content: bytes) -> EmailMessage:
    found = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found
