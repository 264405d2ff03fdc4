"""The queue of mails: requests add to it, the worker sends from it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from mail import files, messages, tasks
from mail.models import WAITING, OutgoingMail
from vault import datakeys

A_DAY = timedelta(days=1)


@transaction.atomic
def enqueue_mail(
    message: EmailMessage,
    *,
    purpose: str = "",
    user: AbstractBaseUser | None = None,
    good_for: timedelta = A_DAY,
) -> OutgoingMail:
    """Have the worker send this once the transaction is committed, if it can within `good_for`. It is deleted with the
    account of `user`."""
    now = timezone.now()
    mail = OutgoingMail(
        user_id=user.pk if user else None,
        purpose=purpose,
        key=datakeys.create_key(),
        made_at=now,
        expires_at=now + good_for,
    )
    mail.content = messages.serialize_message(message)
    mail.save(force_insert=True)
    transaction.on_commit(tasks.deliver_soon)
    return mail


def withdraw_mail(user: AbstractBaseUser, purposes: Iterable[str]) -> None:
    """Drop this person's waiting mails that are no longer any use."""
    OutgoingMail.objects.filter(WAITING, user=user.pk, purpose__in=list(purposes)).delete()


def find_mail(pk: str | uuid.UUID | None) -> OutgoingMail | None:
    """Return the mail, if it exists."""
    return OutgoingMail.objects.filter(pk=pk).first() if pk else None


def delete_mail_file_on_delete(instance: OutgoingMail, **_: Any) -> None:
    """Delete a mail's key along with its row, and its file if there is no mail server."""
    if instance.key_id:
        datakeys.delete_keys(instance.key_id)
    transaction.on_commit(partial(files.delete_mail_file, instance.pk))
