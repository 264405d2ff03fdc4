"""Pages of the giver: choose, give, undo. They show only what the giver was told."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from change_requests import page_context, plans, transitions, views
from change_requests.forms import ChooseForm, GiveForm, PostponeForm, RescheduleForm
from change_requests.models import Request
from core.exceptions import DialogueInProgress, InvalidTransition, StaleVersion
from core.form_utils import post_or_none, redirect_or_json
from couples.decorators import PartnerRequest, partner_required


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_wish(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose one of the three wishes as a gift, or change the choice."""
    found = Request.objects.asked_of(request.partner).get_or_404(pk)
    page = page_context.build_page(found, request.partner)
    if page.asked is None:
        raise Http404
    if page.talked_about and request.method != "POST":
        messages.info(request, views.DIALOGUE_IN_PROGRESS_MESSAGE)
        return redirect(views.request_url(pk))
    form = ChooseForm(post_or_none(request), initial=page_context.choice_initial(page))
    upon = str(page.now.plan.pk) if page.now else ""
    shown = {"form": form, "page": page, "other": request.partner.other(), "upon": upon}
    if not form.is_valid():
        shown["upon"] = request.POST.get("upon", upon)
        return render(request, "change_requests/choice_form.html", shown, status=422 if form.errors else 200)
    try:
        plans.choose_plan(found, request.partner, form.choice, request.POST.get("upon", ""))
    except (InvalidTransition, DialogueInProgress, StaleVersion):
        return render(request, "change_requests/choice_form.html", shown | {"changed": True}, status=409)
    return redirect_or_json(request, views.request_url(pk))


@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def reschedule(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Change the gift's schedule."""
    found = Request.objects.asked_of(request.partner).get_or_404(pk)
    stands = transitions.active_plan(found)
    if stands is None:
        return redirect(views.request_url(pk))
    now = {"often": stands.often, "weeks": stands.weeks, "begins_on": stands.begins_on}
    form = RescheduleForm(post_or_none(request), initial=now)
    if not form.is_valid():
        shown = {"form": form, "draft": found, "wish": stands.wish, "other": request.partner.other()}
        return render(
            request, "change_requests/schedule_form.html", shown, status=422 if form.errors else 200
        )
    try:
        plans.reschedule_plan(
            found, request.partner, form.frame(stands.frame), form.cleaned_data["begins_on"]
        )
    except InvalidTransition:
        messages.info(request, views.STALE_MESSAGE)
    return redirect(views.request_url(pk))


@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def postpone(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Postpone the choice to a day. GET redirects, as after signing in again."""
    found = Request.objects.asked_of(request.partner).get_or_404(pk)
    form = PostponeForm(post_or_none(request))
    if request.method == "POST" and not form.is_valid():
        return views.render_request(request, found, 422, put_off_form=form)
    try:
        if form.is_valid():
            plans.postpone_choice(found, request.partner, form.cleaned_data["day"])
    except InvalidTransition:
        messages.info(request, views.STALE_MESSAGE)
    except DialogueInProgress:
        messages.info(request, views.DIALOGUE_IN_PROGRESS_MESSAGE)
    return redirect(views.request_url(pk))


@views.keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_gift(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Tick a day. GET redirects, as after signing in again."""
    found = Request.objects.asked_of(request.partner).get_or_404(pk)
    if request.method != "POST":
        return redirect(views.request_url(pk))
    form = GiveForm(request.POST)
    if not form.is_valid():
        if transitions.active_plan(found) is None:
            raise Http404  # the words are given back
        return views.render_request(request, found, 422, give_form=form)
    try:
        plans.add_gift(found, request.partner, **form.cleaned_data)
    except InvalidTransition:
        raise Http404 from None  # the words are given back
    except StaleVersion:
        return views.render_request(request, found, 409, give_form=form, changed=True)
    messages.success(request, _("Noted. {name} can read it.").format(name=request.partner.other().name))
    return redirect_or_json(request, f"{views.request_url(pk)}#gifts")


@partner_required
@require_POST
def undo_gift(request: PartnerRequest, pk: uuid.UUID, gift: uuid.UUID) -> HttpResponse:
    """Undo a tick."""
    found = Request.objects.asked_of(request.partner).get_or_404(pk)
    try:
        plans.delete_gift(found, request.partner, gift)
    except InvalidTransition:
        messages.info(request, views.STALE_MESSAGE)
    return redirect(f"{views.request_url(pk)}#gifts")
