"""The EMAIL_BACKEND of every process: it queues, and never talks to a mail server."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from mail import queue


class QueueBackend(BaseEmailBackend):
    """An email backend that queues mails."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            queue.enqueue_mail(message)
        return len(email_messages)
