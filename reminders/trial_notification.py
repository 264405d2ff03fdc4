"""A test reminder, sent every way that someone has chosen, to see whether it arrives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from couples.decorators import PersonRequest
from mail import notices, queue
from mail.transport import Outcome
from reminders import delivery, mail
from reminders.scheduler import preferences_of

PURPOSE = "trial"
GOOD_FOR = timedelta(hours=1)


def send_test_notification(request: PersonRequest) -> Iterator[str]:
    """Send by each channel, and return a sentence on each."""
    user = request.user
    phones = list(user.phones.select_related("user__profile"))
    by_mail = settings.HAS_MAIL and preferences_of(user).by_mail
    if by_mail:
        yield send_mail(request)
    if phones:
        sent = sum(delivery.push_to(phone) is Outcome.SENT for phone in phones)
        if sent:
            yield ngettext("One phone is told.", "%(count)s phones are told.", sent) % {"count": sent}
        if sent < len(phones):
            yield _("A phone could not be reached. Switch its reminders on again there, please.")
    if not by_mail and not phones:
        yield _("You are told here, in the inbox. Choose mail or this phone first, and try again.")


def send_mail(request: PersonRequest) -> str:
    """Queue it, and let the page say what becomes of it."""
    user = request.user
    if not mail.may_mail(user):
        return _("You'll get emails once you've confirmed your address.")
    queue.withdraw_mail(user, [PURPOSE])
    queued = queue.enqueue_mail(mail.build_message(user), purpose=PURPOSE, user=user, good_for=GOOD_FOR)
    notices.watch_mail(request, queued)
    return _("An email is on its way.")
