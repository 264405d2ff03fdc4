"""Pages of change requests for both partners. Others get 404."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from change_requests import dialogue_hooks, drafts, page_context, plans, selectors, thanks_and_reviews
from change_requests.draft_data import LADDER, WISH_PIECES
from change_requests.forms import GiveForm, PostponeForm, ReviewForm, ThankForm
from change_requests.models import Request
from change_requests.states import GONE
from core.exceptions import DialogueInProgress, InvalidTransition, StaleVersion
from core.form_utils import form_version, post_or_none, preserve_input, redirect_or_json, typed_in
from couples.decorators import PartnerRequest, partner_required
from couples.models import Partner

typed = typed_in(*(rung.name for rung in LADDER), *WISH_PIECES, "words", "for_me", "for_you", "topic")
STALE_MESSAGE = _("This has changed a moment ago. Here is how it stands.")
DIALOGUE_IN_PROGRESS_MESSAGE = _("You are talking about it just now. End that dialogue first.")
ACTS: Mapping[str, Callable[[Request, Partner], None]] = {
    "let_go": drafts.delete_request,
    "reopen": drafts.reopen_as_draft,
    "withdraw": dialogue_hooks.withdraw_request,
    "set_aside": plans.set_plan_aside,
    "finish": plans.finish_plan,
}


keeping_words = preserve_input(typed, lambda **_: reverse("change_requests:list"))


def request_url(pk: uuid.UUID) -> str:
    """Return the URL of a request's page."""
    return reverse("change_requests:request", args=[pk])


@partner_required
@require_safe
def request_list(request: PartnerRequest) -> HttpResponse:
    """List the partner's own requests, and those asked of them."""
    mine, theirs = selectors.request_rows(request.partner)
    context = {"mine": mine, "theirs": theirs, "other": request.partner.other()}
    return render(request, "change_requests/list.html", context)


@partner_required
@require_safe
def request_detail(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a request with all that came of it."""
    found = (
        Request.objects.known_to(request.partner).exclude(asker=request.partner, state=GONE).get_or_404(pk)
    )
    now = timezone.now()
    response = render_request(request, found)
    selectors.mark_seen(request.partner, found, now)
    return response


def render_request(request: PartnerRequest, found: Request, status: int = 200, **more: Any) -> HttpResponse:
    """Render a request's page; `more` holds forms with errors, and `changed` if the version was stale."""
    page = page_context.build_page(found, request.partner)
    context = {"page": page, "other": request.partner.other(), "partner": request.partner, **more}
    for name, form in (("give_form", GiveForm), ("thank_form", ThankForm), ("put_off_form", PostponeForm)):
        context.setdefault(name, form())
    return render(request, f"change_requests/{page.role}_detail.html", context, status=status)


@partner_required
@require_POST
def act_on_request(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Apply an act without words: withdraw, reopen, delete, set aside, finish."""
    found = Request.objects.known_to(request.partner).get_or_404(pk)
    wanted = request.POST.get("act", "")
    try:
        ACTS[wanted](found, request.partner)
    except (KeyError, InvalidTransition):
        messages.info(request, STALE_MESSAGE)
    except DialogueInProgress:
        messages.info(request, DIALOGUE_IN_PROGRESS_MESSAGE)
    is_there = Request.objects.known_to(request.partner).exclude(asker=request.partner, state=GONE)
    there = is_there.filter(pk=pk).exists()
    return redirect("change_requests:request", pk) if there else redirect("change_requests:list")


@partner_required
@require_POST
def delete_words(request: PartnerRequest, pk: uuid.UUID, what: uuid.UUID) -> HttpResponse:
    """Delete the partner's own words."""
    found = Request.objects.known_to(request.partner).get_or_404(pk)
    thanks_and_reviews.delete_own_words(found, request.partner, what)
    return redirect(request_url(pk))


@keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: PartnerRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """Write a review of a gift."""
    found = Request.objects.known_to(request.partner).get_or_404(pk)
    planned = page_context.plan_view(found.plan_or_404(plan), request.partner)
    form = ReviewForm(post_or_none(request), initial=asdict(planned.mine) if planned.mine else {})
    shown = {"form": form, "planned": planned, "draft": found, "other": request.partner.other()}
    shown |= {"role": found.role_of(request.partner), "seen": planned.mine.version if planned.mine else 0}
    if not form.is_valid():
        shown["seen"] = request.POST.get("seen", shown["seen"])
        return render(request, "change_requests/review_form.html", shown, status=422 if form.errors else 200)
    try:
        thanks_and_reviews.add_review(found, request.partner, plan, form_version(request), form.cleaned_data)
    except (InvalidTransition, StaleVersion):
        return render(request, "change_requests/review_form.html", shown | {"changed": True}, status=409)
    return redirect_or_json(request, request_url(pk))
