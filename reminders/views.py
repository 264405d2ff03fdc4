"""The inbox, and what somebody wants to find in it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from couples.access import PersonRequest, person_required
from reminders import inbox


@person_required
@require_safe
def entries(request: PersonRequest) -> HttpResponse:
    """What fell due lately."""
    shown = inbox.entries(request.user)
    response = render(request, "reminders/inbox.html", {"entries": shown})
    inbox.has_looked(request.user, shown)
    return response


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: PersonRequest) -> HttpResponse:
    """Which sorts of things somebody wants to be told of."""
    if request.method == "POST":
        inbox.choose(request.user, request.POST.getlist("sort"))
        messages.success(request, _("Saved."))
        return redirect("reminders:settings")
    return render(request, "reminders/settings.html", {"choices": inbox.choices(request.user)})
