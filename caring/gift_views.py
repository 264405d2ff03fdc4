"""Pages of a gift: its days, the giver's ticks, and its end."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from caring import gifts
from caring.forms import GiftForm, TickForm
from change_requests.forms import RescheduleForm
from core.exceptions import InvalidTransition
from core.form_utils import post_or_none
from couples.decorators import PartnerRequest, partner_required

STALE_MESSAGE = _("This just changed. Here's how it looks now.")


@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def reschedule(request: PartnerRequest) -> HttpResponse:
    """Change the days of the gift. Only its giver sees them."""
    gift = gifts.gift_of(request.partner)
    if gift is None:
        return redirect("caring:overview")
    initial = {
        "often": gift.often,
        "weeks": gift.weeks,
        "days": gift.schedule.on,
        "begins_on": gift.begins_on,
    }
    form = RescheduleForm(post_or_none(request), initial=initial)
    if not form.is_valid():
        context = {"form": form, "gift": gift, "other": request.partner.other()}
        return render(request, "caring/days_form.html", context, status=422 if form.errors else 200)
    try:
        gifts.reschedule_gift(request.partner, gift.pk, form.schedule, form.cleaned_data["begins_on"])
    except InvalidTransition:
        messages.info(request, STALE_MESSAGE)
    return redirect("caring:overview")


@partner_required
@require_POST
def give(request: PartnerRequest) -> HttpResponse:
    """Tick a day of one's own gift, or undo that."""
    form = TickForm(request.POST)
    act = gifts.untick_day if request.POST.get("act") == "undo" else gifts.tick_day
    try:
        if form.is_valid():
            act(request.partner, **form.cleaned_data)
    except InvalidTransition:
        messages.info(request, STALE_MESSAGE)
    return redirect("home" if request.POST.get("next") == "home" else "caring:overview")


@partner_required
@require_POST
def end(request: PartnerRequest) -> HttpResponse:
    """End a gift, given or received. Nobody is told, or asked why."""
    form = GiftForm(request.POST)
    if form.is_valid():
        gifts.end_gift(request.partner, form.cleaned_data["gift"])
    return redirect("caring:overview")
