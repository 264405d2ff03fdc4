"""What a page says about the mail someone is waiting for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from mail import queue
from mail.models import OutgoingMail

MAIL, SINCE = "mail", "mail_since"  # in the session: which mail the page waits for, and since when
NOT_CREATED = ""
LATE_AFTER = 10  # seconds
NOTICE_RETENTION = timedelta(days=1)


@dataclass(frozen=True)
class MailNotice:
    """A sentence, or "", and whether it may still change."""

    text: str
    may_change: bool


def watch_mail(request: HttpRequest, mail: OutgoingMail | None) -> None:
    """Let this session's pages say what became of this mail, or that none could be made."""
    before = queue.find_mail(request.session.get(MAIL))
    if before is None or before.sent_at:
        request.session[SINCE] = timezone.now().timestamp()
    request.session[MAIL] = str(mail.pk) if mail else NOT_CREATED


def mail_notice(request: HttpRequest) -> MailNotice:
    """Return what to tell a user who waits for a mail."""
    if request.session.get(MAIL) == NOT_CREATED:
        del request.session[MAIL]
        return MailNotice(no_link_sentence(), may_change=False)
    mail = queue.find_mail(request.session.get(MAIL))
    if mail is None or mail.made_at < timezone.now() - NOTICE_RETENTION:
        return MailNotice("", may_change=False)
    if mail.was_refused:
        return MailNotice(failed_sentence(), may_change=False)
    if not settings.HAS_MAIL:
        return MailNotice(file_sentence(), may_change=False)
    if mail.sent_at:
        return MailNotice("", may_change=False)
    waits = timezone.now().timestamp() - request.session.get(SINCE, 0)
    return MailNotice(not_sent_sentence() if waits > LATE_AFTER else "", may_change=True)


def not_sent_sentence() -> str:
    """Also used for a mail that was given up after a while: telling the two apart could reveal whether an address has
    an account, because addresses without one get more mails."""
    return _("The email hasn't gone out yet. You can wait here, or ask for a new one in a little while.")


def failed_sentence() -> str:
    """Return the sentence for a mail that couldn't be sent."""
    return _("The email couldn't be sent. Please check the address, or try again in a little while.")


def no_link_sentence() -> str:
    """Return the sentence for a mail that can't contain a link."""
    return _(
        "imago has no mail server and doesn't know its own address, so it can't make you a link. Whoever runs it"
        " can sign you in: manage.py signin_link prints a link."
    )


def file_sentence() -> str:
    """Return the sentence for a mail stored as a file."""
    return _(
        "This computer has no mail server, so your message was saved as a file, in imago's mail folder. Whoever runs"
        " imago can open it there for a day."
    )
