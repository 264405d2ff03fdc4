"""The page of the times that two agree on, and their calendar."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import set_response_etag
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_http_methods, require_POST, require_safe

from appointments import feeds, ics, page_context, services
from appointments.forms import WeeklyForm
from appointments.services import ChangedMeanwhile
from core.form_utils import post_or_none
from couples.decorators import (
    PartnerRequest,
    confirmed_download,
    has_confirmed,
    partner_required,
    reauthentication_required,
)
from couples.models import Partner
from vault.fields import text_or_blank

CHANGED = _("This has changed a moment ago. Here is how it stands.")


@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def times(request: PartnerRequest) -> HttpResponse:
    """The times that lie ahead. A POST proposes one for each week."""
    form = WeeklyForm(post_or_none(request))
    if form.is_valid():
        services.propose(request.partner, **form.cleaned_data)
        return redirect("appointments:times")
    page = page_context.page(request.partner)
    context: dict[str, Any] = {"form": form, "page": page}
    token = text_or_blank(page.feed.token) if page.feed else ""
    context["has_address"] = bool(token)
    if token and has_confirmed(request):
        context["address"] = request.build_absolute_uri(reverse("appointments:feed", args=[token]))
    return render(request, "appointments/times.html", context, status=422 if form.errors else 200)


@partner_required
@require_POST
def agree(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Say yes to the time that was proposed."""
    try:
        services.agree(request.partner, pk)
    except ChangedMeanwhile:
        messages.info(request, CHANGED)
    return redirect("appointments:times")


@partner_required
@require_POST
def end(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """End a time, take a proposal back, or say no to one."""
    try:
        services.end(request.partner, pk, agreed=request.POST.get("act") == "end")
    except ChangedMeanwhile:
        messages.info(request, CHANGED)
    return redirect("appointments:times")


@partner_required
@require_safe
@confirmed_download("appointments:times")
def download(request: PartnerRequest) -> HttpResponse:
    """The times as a file."""
    response = as_calendar(ics.calendar(request.partner, request.user.profile.time_zone))
    response["Content-Disposition"] = 'attachment; filename="imago.ics"'
    return response


@partner_required
@require_POST
@reauthentication_required
def address(request: PartnerRequest) -> HttpResponse:
    """Make, renew, remove or show the calendar's address."""
    act = request.POST.get("act")
    if act == "remove":
        feeds.remove(request.user)
    elif act != "show":
        feeds.make(request.user)
    return redirect(f"{reverse('appointments:times')}#calendar")


@require_safe
@conditional_page
@cache_control(private=True, no_cache=True)  # clients may cache it, but revalidate each time
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The times, for a calendar program that knows the secret address."""
    user = feeds.owner_of(token)
    if user is None:
        raise Http404
    response = as_calendar(ics.calendar(Partner.objects.current(user), user.profile.time_zone))
    response["Content-Disposition"] = 'inline; filename="imago.ics"'
    response["X-Robots-Tag"] = "noindex"
    set_response_etag(response)  # for HEAD too, which `conditional_page` leaves alone
    return response


def as_calendar(text: bytes) -> HttpResponse:
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
