"""Pages of the pulse: this week's questions, the chart, the schedule, and sharing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.exceptions import StaleVersion
from core.form_utils import form_version, post_or_none, redirect_or_json
from couples.decorators import PartnerRequest, PersonRequest, onboarded_required, partner_required
from pulse import page_context, services, sharing
from pulse.forms import PulseForm, PulseScheduleForm


@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def pulse(request: PersonRequest) -> HttpResponse:
    """Show and save this week's answers, with the weeks so far."""
    page = page_context.build_page(request.user)
    form = pulse_form(page, post_or_none(request))
    if not form.is_valid():
        return render_page(request, page, 422 if form.errors else 200, form=form)
    seen = form_version(request) if request.POST.get("week") == page.week.isoformat() else -1
    try:
        services.save_pulse(request.user, page.week, form.numbers, seen)
    except StaleVersion:
        return render_page(request, page_context.build_page(request.user), 409, form=form, changed=True)
    return redirect_or_json(request, reverse("pulse:week"))


def render_page(
    request: PersonRequest, page: page_context.PulsePage, status: int = 200, **more: Any
) -> HttpResponse:
    """Render the pulse page."""
    context = {
        "page": page,
        "form": pulse_form(page),
        "schedule_form": PulseScheduleForm.of(page.schedule),
        **more,
    }
    return render(request, "pulse/week.html", context, status=status)


def pulse_form(page: page_context.PulsePage, data: Any = None) -> PulseForm:
    """Return the form with this week's answers, or with the submitted ones."""
    return PulseForm(data, initial=page.pulse.numbers if page.pulse else None)


@onboarded_required
@require_POST
def update_schedule(request: PersonRequest) -> HttpResponse:
    """Turn the weekly question on or off."""
    form = PulseScheduleForm(request.POST)
    if not form["on"].value():
        services.unschedule_pulse(request.user)
    elif form.is_valid():
        services.schedule_pulse(request.user, **form.values)
    else:
        return render_page(request, page_context.build_page(request.user), 422, schedule_form=form)
    messages.success(request, _("Saved."))
    return redirect("pulse:week")


@partner_required
@require_POST
def update_agreement(request: PartnerRequest) -> HttpResponse:
    """Agree to share, or stop sharing."""
    update = sharing.agree_to_share if request.POST.get("act") == "agree" else sharing.stop_sharing
    update(request.partner)
    return redirect(f"{reverse('pulse:week')}#both")
