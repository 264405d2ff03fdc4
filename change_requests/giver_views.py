"""The pages of who gives: choose, give, take a slip back. Only what was said to them is there."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from change_requests import pages, planning, views
from change_requests.forms import ChooseForm, GiveForm
from change_requests.models import Request
from change_requests.states import NotNow
from couples.access import PartnerRequest, partner_required
from couples.kept import done, sent


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose one of the three as a gift, or another one."""
    found = Request.objects.asked_of(request.partner).get_or_404(pk)
    page = pages.page(found, request.partner)
    form = ChooseForm(sent(request), initial=pages.choice_now(page))
    shown = {"form": form, "page": page, "other": request.partner.other()}
    if not form.is_valid():
        return render(request, "change_requests/choose.html", shown, status=422 if form.errors else 200)
    try:
        planning.choose(found, request.partner, form.choice)
    except NotNow:
        messages.info(request, views.NOT_NOW)
    return done(request, views.to_the_page(pk))


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Tick one day. A GET is somebody coming back."""
    found = Request.objects.asked_of(request.partner).get_or_404(pk)
    if request.method != "POST":
        return redirect(views.to_the_page(pk))
    form = GiveForm(request.POST)
    if not form.is_valid():
        return views.show(request, found, 422, give_form=form)
    try:
        planning.give(found, request.partner, **form.cleaned_data)
    except NotNow:
        messages.info(request, views.NOT_NOW)
    return done(request, f"{views.to_the_page(pk)}#gifts")


@partner_required
@require_POST
def ungive(request: PartnerRequest, pk: uuid.UUID, gift: uuid.UUID) -> HttpResponse:
    """A slip of the thumb."""
    found = Request.objects.asked_of(request.partner).get_or_404(pk)
    planning.take_back_gift(found, request.partner, gift)
    return redirect(f"{views.to_the_page(pk)}#gifts")
