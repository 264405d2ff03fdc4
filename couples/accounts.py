"""What allauth asks us about accounts."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mails that say nothing to somebody who only sees the subject."""

    def format_email_subject(self, subject: str) -> str:
        return gettext("A message about your account")
