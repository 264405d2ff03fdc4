"""The state of the mail someone is waiting for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mail import delivery_notice


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """The sentence about it, for a page that polls."""
    return render(request, "mail/notice.html", {"notice": delivery_notice.mail_notice(request)})
