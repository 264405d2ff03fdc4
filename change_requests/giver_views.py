"""Pages of the giver: choose, give, undo. They show only what the asker said in the dialogue."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from change_requests import page_context, plans, transitions, views
from change_requests.forms import ChooseForm, GiveForm, PostponeForm, RescheduleForm
from change_requests.models import Request
from core.exceptions import DialogueInProgress, InvalidTransition, StaleVersion
from core.form_utils import post_or_none, redirect_or_json
from couples.decorators import PartnerRequest, partner_required


@views.preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_wish(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose one of the three wishes as a gift, or change the choice."""
    change_request = Request.objects.asked_of(request.partner).get_or_404(pk)
    page = page_context.build_page(change_request, request.partner)
    if page.request_dialogue is None:
        raise Http404
    if page.open_dialogue and request.method != "POST":
        messages.info(request, views.DIALOGUE_IN_PROGRESS_MESSAGE)
        return redirect(views.request_url(pk))
    form = ChooseForm(post_or_none(request), initial=page_context.choice_initial(page))
    active_pk = str(page.current.plan.pk) if page.current else ""
    context = {"form": form, "page": page, "other": request.partner.other(), "active_pk": active_pk}
    if not form.is_valid():
        context["active_pk"] = request.POST.get("upon", active_pk)
        return render(
            request, "change_requests/choice_form.html", context, status=422 if form.errors else 200
        )
    try:
        plans.choose_plan(change_request, request.partner, form.choice, request.POST.get("upon", ""))
    except (InvalidTransition, DialogueInProgress, StaleVersion):
        return render(request, "change_requests/choice_form.html", context | {"changed": True}, status=409)
    return redirect_or_json(request, views.request_url(pk))


@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def reschedule(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Change the gift's schedule."""
    change_request = Request.objects.asked_of(request.partner).get_or_404(pk)
    plan = transitions.active_plan(change_request)
    if plan is None:
        return redirect(views.request_url(pk))
    initial = {
        "often": plan.often,
        "weeks": plan.weeks,
        "days": plan.schedule.on,
        "begins_on": plan.begins_on,
    }
    form = RescheduleForm(post_or_none(request), initial=initial)
    if not form.is_valid():
        context = {"form": form, "draft": change_request, "wish": plan.wish, "other": request.partner.other()}
        return render(
            request, "change_requests/schedule_form.html", context, status=422 if form.errors else 200
        )
    try:
        plans.reschedule_plan(change_request, request.partner, form.schedule, form.cleaned_data["begins_on"])
    except InvalidTransition:
        messages.info(request, views.STALE_MESSAGE)
    return redirect(views.request_url(pk))


@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def postpone(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Postpone the choice to a day. GET redirects, as after signing in again."""
    change_request = Request.objects.asked_of(request.partner).get_or_404(pk)
    form = PostponeForm(post_or_none(request))
    if request.method == "POST" and not form.is_valid():
        return views.render_request(request, change_request, 422, postpone_form=form)
    try:
        if form.is_valid():
            plans.postpone_choice(change_request, request.partner, form.cleaned_data["day"])
    except InvalidTransition:
        messages.info(request, views.STALE_MESSAGE)
    except DialogueInProgress:
        messages.info(request, views.DIALOGUE_IN_PROGRESS_MESSAGE)
    return redirect(views.request_url(pk))


@views.preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_gift(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Tick a day. GET redirects, as after signing in again."""
    change_request = Request.objects.asked_of(request.partner).get_or_404(pk)
    if request.method != "POST":
        return redirect(views.request_url(pk))
    form = GiveForm(request.POST)
    if not form.is_valid():
        if transitions.active_plan(change_request) is None:
            raise Http404  # the 404 page gives the words back
        return views.render_request(request, change_request, 422, give_form=form)
    try:
        plans.add_gift(change_request, request.partner, **form.cleaned_data)
    except InvalidTransition:
        raise Http404 from None  # the 404 page gives the words back
    except StaleVersion:
        return views.render_request(request, change_request, 409, give_form=form, changed=True)
    messages.success(request, _("Noted. {name} can read it.").format(name=request.partner.other().name))
    is_on_home = request.POST.get("next") == "home"
    return redirect_or_json(request, reverse("home") if is_on_home else f"{views.request_url(pk)}#gifts")


@partner_required
@require_POST
def undo_gift(request: PartnerRequest, pk: uuid.UUID, gift: uuid.UUID) -> HttpResponse:
    """Undo a tick."""
    change_request = Request.objects.asked_of(request.partner).get_or_404(pk)
    try:
        plans.delete_gift(change_request, request.partner, gift)
    except InvalidTransition:
        messages.info(request, views.STALE_MESSAGE)
    return redirect(f"{views.request_url(pk)}#gifts")
