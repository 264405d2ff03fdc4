"""The pages of the pulse: this week's questions and the line of the weeks; when to be asked; who sees it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from couples.access import PartnerRequest, PersonRequest, partner_required, person_required
from couples.kept import done, seen_by, sent
from pulse import answering, pages, sharing
from pulse.answering import ChangedMeanwhile
from pulse.forms import PulseForm, RhythmForm


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: PersonRequest) -> HttpResponse:
    """This week's questions, and the weeks so far."""
    page = pages.page(request.user)
    form = form_of(page, sent(request))
    if not form.is_valid():
        return show(request, page, 422 if form.errors else 200, form=form)
    seen = seen_by(request) if request.POST.get("week") == page.week.isoformat() else -1
    try:
        answering.answer(request.user, page.week, form.numbers, seen)
    except ChangedMeanwhile:
        return show(request, pages.page(request.user), 409, form=form, changed=True)
    return done(request, reverse("pulse:week"))


def show(request: PersonRequest, page: pages.Page, status: int = 200, **more: Any) -> HttpResponse:
    context = {"page": page, "form": form_of(page), "rhythm_form": RhythmForm.of(page.rhythm), **more}
    return render(request, "pulse/week.html", context, status=status)


def form_of(page: pages.Page, said: Any = None) -> PulseForm:
    """The scales as they stand, or as they were sent."""
    return PulseForm(said, initial=page.pulse.numbers if page.pulse else None)


@person_required
@require_POST
def rhythm(request: PersonRequest) -> HttpResponse:
    """Ask once a week, or no more."""
    form = RhythmForm(request.POST)
    if not form["on"].value():
        answering.ask_no_more(request.user)
    elif form.is_valid():
        answering.ask(request.user, **form.when)
    else:
        return show(request, pages.page(request.user), 422, rhythm_form=form)
    messages.success(request, _("Saved."))
    return redirect("pulse:week")


@partner_required
@require_POST
def agreement(request: PartnerRequest) -> HttpResponse:
    """Agree to show each other the lines, or take that back."""
    act = sharing.agree if request.POST.get("act") == "agree" else sharing.take_back
    act(request.partner)
    return redirect(f"{reverse('pulse:week')}#both")
