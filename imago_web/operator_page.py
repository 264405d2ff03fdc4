"""What an operator sees: whether each part is well, and counts. Nobody's name, no topic, and no row for a couple."""

from __future__ import annotations

import re
from dataclasses import dataclass

from allauth.core import ratelimit
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from couples.decorators import PersonRequest, operator_required
from imago_web import counts, status
from imago_web.status_check import StatusCheck
from mail import delivery_notice, queue
from vault.process_registry import running_processes

LABELS: dict[str, Promise] = {
    "version": gettext_lazy("Version"),
    "database": gettext_lazy("Database"),
    "redis": gettext_lazy("Redis"),
    "beat": gettext_lazy("Beat"),
    "worker": gettext_lazy("Worker"),
    "queue": gettext_lazy("Queue"),
    "mails": gettext_lazy("Mails"),
    "reminders": gettext_lazy("Reminders"),
    "exports": gettext_lazy("Exports"),
    "backup": gettext_lazy("Last copy"),
    "disk": gettext_lazy("Disk"),
    "clock": gettext_lazy("Clock"),
    "couples": gettext_lazy("Couples"),
    "sessions": gettext_lazy("Browsers"),
    "signups": gettext_lazy("Sign-ups"),
}
GROUPS = (
    (gettext_lazy("Running"), ("database", "redis", "beat", "worker", "queue")),
    (gettext_lazy("Going out"), ("mails", "reminders", "exports")),
    (gettext_lazy("This machine"), ("backup", "disk", "clock")),
)
OTHERS = gettext_lazy("This installation")


@dataclass(frozen=True)
class Row:
    """One line: a check, and its label."""

    label: Promise | str
    check: StatusCheck

    @property
    def advice(self) -> str:
        """What to do about it, as HTML, with commands marked as code."""
        return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(self.check.advice)))  # noqa: S308


def grouped(checks: list[StatusCheck]) -> list[tuple[Promise, list[Row]]]:
    """Return the rows under their headings. A check without one of its own is among the last."""
    rows = {check.name: Row(LABELS.get(check.name, check.name.capitalize()), check) for check in checks}
    found = [(title, [rows.pop(name) for name in names if name in rows]) for title, names in GROUPS]
    return [*found, (OTHERS, list(rows.values()))]


@operator_required
@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    """Show whether every part is well."""
    checks = status.run()
    context = {
        "groups": grouped(checks),
        "troubles": [check for check in checks if not check.ok],
        "sockets": counts.open_sockets() if counts.couples() >= counts.MANY_COUPLES else None,
        "web_processes": running_processes().filter(role="web").count(),
        "notice": delivery_notice.mail_notice(request),
    }
    return render(request, "operator/overview.html", context)


@operator_required
@require_POST
def send_test_mail(request: PersonRequest) -> HttpResponse:
    """Send a mail to the operator's own address."""
    if not ratelimit.consume(request, action="test_mail", user=request.user):
        return render(request, "429.html", status=429)
    message = EmailMessage(
        subject=_("A test from imago"),
        body=_("You asked for this on the operator's page. It got here, so mail works."),
        to=[request.user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail = queue.enqueue_mail(message, purpose="operator/test", user=request.user)
    delivery_notice.watch_mail(request, mail)
    messages.info(request, _("A test mail is on its way to you."))
    return redirect("operator:overview")


app_name = "operator"
urlpatterns = [
    path("", overview, name="overview"),
    path("test-mail/", send_test_mail, name="test_mail"),
]
