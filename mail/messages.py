"""Converts a message to text and back."""

from __future__ import annotations

import json
from email.utils import make_msgid, parseaddr

from django.core.mail import EmailMessage, EmailMultiAlternatives

FIELDS = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to")


def serialize_message(message: EmailMessage) -> str:
    """The message as JSON. ValueError if it has attachments, which our mails never do."""
    if message.attachments:
        raise ValueError("a mail with attachments cannot be queued")
    content = {name: getattr(message, name) for name in FIELDS}
    alternatives = getattr(message, "alternatives", [])
    return json.dumps(
        {
            **{name: value if isinstance(value, list) else str(value) for name, value in content.items()},
            "headers": {**message.extra_headers, "Message-ID": message_id(message)},
            "alternatives": [[str(text), kind] for text, kind in alternatives],
        }
    )


def deserialize_message(text: str) -> EmailMultiAlternatives:
    """Return the message that `serialize_message` wrote."""
    content = json.loads(text)
    alternatives = content.pop("alternatives")
    message = EmailMultiAlternatives(**content)
    for body, kind in alternatives:
        message.attach_alternative(body, kind)
    return message


def message_id(message: EmailMessage) -> str:
    """One Message-ID for all tries, which doesn't name a machine."""
    domain = parseaddr(message.from_email)[1].rpartition("@")[2]
    return make_msgid(domain=domain or "localhost")
