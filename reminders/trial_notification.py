"""A test reminder by each channel the user has chosen, to see whether it arrives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from couples.decorators import PersonRequest
from mail import delivery_notice, queue
from mail.transport import Outcome
from reminders import delivery, mail
from reminders.scheduler import preferences_of

PURPOSE = "trial"
GOOD_FOR = timedelta(hours=1)


def send_test_notification(request: PersonRequest) -> Iterator[str]:
    """Send by each channel, and return a sentence on each."""
    user = request.user
    subscriptions = list(user.push_subscriptions.select_related("user__profile"))
    by_mail = settings.HAS_MAIL and preferences_of(user).by_mail
    if by_mail:
        yield send_mail(request)
    if subscriptions:
        sent = sum(delivery.push_to(one) is Outcome.SENT for one in subscriptions)
        if sent:
            yield ngettext("Sent to one phone.", "Sent to %(count)s phones.", sent) % {"count": sent}
        if sent < len(subscriptions):
            yield _("A phone couldn't be reached. Please turn notifications on again there.")
    if not by_mail and not subscriptions:
        yield _(
            "For now you'll only find it here in the inbox. Choose email or this phone first, then try again."
        )


def send_mail(request: PersonRequest) -> str:
    """Queue it, and let the page say what becomes of it."""
    user = request.user
    if not mail.may_mail(user):
        return _("You'll get emails once you've confirmed your address.")
    queue.withdraw_mail(user, [PURPOSE])
    queued = queue.enqueue_mail(mail.build_message(user), purpose=PURPOSE, user=user, good_for=GOOD_FOR)
    delivery_notice.watch_mail(request, queued)
    return _("An email is on its way.")
