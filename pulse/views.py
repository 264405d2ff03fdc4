"""The pages of the pulse: this week's questions and the line of the weeks; when to be asked; who sees it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.form_utils import form_version, post_or_none, redirect_or_json
from couples.decorators import PartnerRequest, PersonRequest, onboarded_required, partner_required
from pulse import page_context, services, sharing
from pulse.forms import PulseForm, RhythmForm
from pulse.services import ChangedMeanwhile


@onboarded_required
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: PersonRequest) -> HttpResponse:
    """This week's questions, and the weeks so far."""
    page = page_context.page(request.user)
    form = form_of(page, post_or_none(request))
    if not form.is_valid():
        return show(request, page, 422 if form.errors else 200, form=form)
    seen = form_version(request) if request.POST.get("week") == page.week.isoformat() else -1
    try:
        services.answer(request.user, page.week, form.numbers, seen)
    except ChangedMeanwhile:
        return show(request, page_context.page(request.user), 409, form=form, changed=True)
    return redirect_or_json(request, reverse("pulse:week"))


def show(request: PersonRequest, page: page_context.Page, status: int = 200, **more: Any) -> HttpResponse:
    context = {"page": page, "form": form_of(page), "rhythm_form": RhythmForm.of(page.rhythm), **more}
    return render(request, "pulse/week.html", context, status=status)


def form_of(page: page_context.Page, said: Any = None) -> PulseForm:
    """The scales as they stand, or as they were sent."""
    return PulseForm(said, initial=page.pulse.numbers if page.pulse else None)


@onboarded_required
@require_POST
def rhythm(request: PersonRequest) -> HttpResponse:
    """Ask once a week, or no more."""
    form = RhythmForm(request.POST)
    if not form["on"].value():
        services.ask_no_more(request.user)
    elif form.is_valid():
        services.ask(request.user, **form.when)
    else:
        return show(request, page_context.page(request.user), 422, rhythm_form=form)
    messages.success(request, _("Saved."))
    return redirect("pulse:week")


@partner_required
@require_POST
def agreement(request: PartnerRequest) -> HttpResponse:
    """Agree to show each other the lines, or take that back."""
    act = sharing.agree if request.POST.get("act") == "agree" else sharing.take_back
    act(request.partner)
    return redirect(f"{reverse('pulse:week')}#both")
