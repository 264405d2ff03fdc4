"""A reminder on trial: sent at once by every way that somebody has chosen, to see whether it arrives."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from couples.models import User
from reminders import mail, sending
from reminders.outcome import Outcome
from reminders.sweep import ways_of


def send(user: User) -> Iterator[str]:
    """What became of it by each way, in a sentence."""
    phones = list(user.phones.select_related("user__profile"))
    by_mail = settings.HAS_MAIL and ways_of(user).by_mail
    if by_mail:
        if mail.send(user) is Outcome.SENT:
            yield _("A mail is on its way.")
        else:
            yield _("The mail could not be sent just now. Reminders will be tried again by themselves.")
    if phones:
        sent = sum(sending.to_a_phone(phone) is Outcome.SENT for phone in phones)
        if sent:
            yield ngettext("One phone is told.", "%(count)s phones are told.", sent) % {"count": sent}
        if sent < len(phones):
            yield _("A phone could not be reached. Switch its reminders on again there, please.")
    if not by_mail and not phones:
        yield _("You are told here, in the inbox. Choose mail or this phone first, and try again.")
