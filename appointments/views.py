"""Pages of the weekly time and its calendar."""

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
from core.exceptions import StaleVersion
from core.form_utils import post_or_none
from couples.decorators import (
    PartnerRequest,
    has_recently_reauthenticated,
    partner_required,
    reauthentication_required,
    reauthentication_required_to_download,
)
from couples.models import Partner
from vault.fields import text_or_blank

STALE_MESSAGE = _("This just changed. Here's how it is now.")


@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def times(request: PartnerRequest) -> HttpResponse:
    """Show upcoming times. POST proposes a weekly one."""
    page = page_context.build_page(request.partner)
    form = WeeklyForm(post_or_none(request), initial=page.own_proposal)
    if form.is_valid():
        services.propose_time(request.partner, **form.cleaned_data)
        return redirect("appointments:times")
    context: dict[str, Any] = {"form": form, "page": page}
    token = text_or_blank(page.feed.token) if page.feed else ""
    context["has_address"] = bool(token)
    if token and has_recently_reauthenticated(request):
        context["address"] = request.build_absolute_uri(reverse("appointments:feed", args=[token]))
    return render(request, "appointments/times.html", context, status=422 if form.errors else 200)


@partner_required
@require_POST
def agree(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Agree to the proposed time."""
    try:
        services.accept_proposal(request.partner, pk)
    except StaleVersion:
        messages.info(request, STALE_MESSAGE)
    return redirect("appointments:times")


@partner_required
@require_POST
def end(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """End the agreed time, or withdraw or decline a proposal."""
    try:
        services.end_time(request.partner, pk, agreed=request.POST.get("act") == "end")
    except StaleVersion:
        messages.info(request, STALE_MESSAGE)
    return redirect("appointments:times")


@partner_required
@require_safe
@reauthentication_required_to_download("appointments:times")
def download(request: PartnerRequest) -> HttpResponse:
    """Download the times as an .ics file."""
    response = calendar_response(ics.build_calendar(request.partner, request.user.profile.time_zone))
    response["Content-Disposition"] = 'attachment; filename="imago.ics"'
    return response


@partner_required
@require_POST
@reauthentication_required
def address(request: PartnerRequest) -> HttpResponse:
    """Create, renew, delete or show the feed URL."""
    act = request.POST.get("act")
    if act == "remove":
        feeds.delete_feed(request.user)
    elif act != "show":
        feeds.create_feed(request.user)
    return redirect(f"{reverse('appointments:times')}#calendar")


@require_safe
@conditional_page
@cache_control(private=True, no_cache=True)  # clients may cache it, but revalidate each time
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Serve the feed to a calendar program that knows the secret URL."""
    user = feeds.feed_owner(token)
    if user is None:
        raise Http404
    response = calendar_response(ics.build_calendar(Partner.objects.current(user), user.profile.time_zone))
    response["Content-Disposition"] = 'inline; filename="imago.ics"'
    response["X-Robots-Tag"] = "noindex"
    set_response_etag(response)  # for HEAD too, which `conditional_page` leaves alone
    return response


def calendar_response(text: bytes) -> HttpResponse:
    """Return the calendar with its content type."""
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
