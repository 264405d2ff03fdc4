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

from change_requests import (
    dialogue_hooks,
    drafts,
    page_context,
    plan_context,
    plans,
    selectors,
    thanks_and_reviews,
)
from change_requests.draft_data import LADDER, WISH_PIECES
from change_requests.forms import GiveForm, PostponeForm, ReviewForm, ThankForm
from change_requests.models import Plan, Request
from change_requests.states import DELETED
from core.exceptions import DialogueInProgress, InvalidTransition, StaleVersion
from core.form_utils import form_version, post_or_none, preserve_input, redirect_or_json, typed_in
from couples.decorators import PartnerRequest, partner_required
from couples.home_items import reader_of
from couples.models import Partner

read_typed_text = typed_in(
    *(rung.name for rung in LADDER), *WISH_PIECES, "words", "for_me", "for_you", "topic"
)
STALE_MESSAGE = _("This just changed. Here's how it looks now.")
DIALOGUE_IN_PROGRESS_MESSAGE = _("You're talking about it right now. End that dialogue first.")
ACTS: Mapping[str, Callable[[Request, Partner], None]] = {
    "let_go": drafts.delete_request,
    "reopen": drafts.reopen_as_draft,
    "withdraw": dialogue_hooks.withdraw_request,
    "set_aside": plans.set_plan_aside,
    "finish": plans.finish_plan,
}


preserve_typed_text = preserve_input(read_typed_text, lambda **_: reverse("change_requests:list"))


def request_url(pk: uuid.UUID) -> str:
    """Return the URL of a request's page."""
    return reverse("change_requests:request", args=[pk])


@partner_required
@require_safe
def request_list(request: PartnerRequest) -> HttpResponse:
    """List the partner's own requests, and those asked of them."""
    own, partners = selectors.request_rows(request.partner, reader_of(request).cached(selectors.waiting_for))
    context = {"own": own, "partners": partners, "other": request.partner.other()}
    return render(request, "change_requests/list.html", context)


@partner_required
@require_safe
def request_detail(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a request with its plans, gifts and history."""
    change_request = (
        Request.objects.known_to(request.partner).exclude(asker=request.partner, state=DELETED).get_or_404(pk)
    )
    now = timezone.now()
    response = render_request(request, change_request)
    selectors.mark_seen(request.partner, change_request, now)
    return response


def render_request(
    request: PartnerRequest, change_request: Request, status: int = 200, **more: Any
) -> HttpResponse:
    """Render a request's page; `more` holds forms with errors, and `changed` if the version was stale."""
    page = page_context.build_page(change_request, request.partner)
    context = {"page": page, "other": request.partner.other(), "partner": request.partner, **more}
    for name, form in (("give_form", GiveForm), ("thank_form", ThankForm), ("postpone_form", PostponeForm)):
        context.setdefault(name, form())
    return render(request, f"change_requests/{page.role}_detail.html", context, status=status)


@partner_required
@require_POST
def act_on_request(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Apply an act without words: withdraw, reopen, delete, set aside, finish."""
    change_request = Request.objects.known_to(request.partner).get_or_404(pk)
    act = request.POST.get("act", "")
    try:
        ACTS[act](change_request, request.partner)
    except (KeyError, InvalidTransition):
        messages.info(request, STALE_MESSAGE)
    except DialogueInProgress:
        messages.info(request, DIALOGUE_IN_PROGRESS_MESSAGE)
    visible = Request.objects.known_to(request.partner).exclude(asker=request.partner, state=DELETED)
    if visible.filter(pk=pk).exists():
        return redirect("change_requests:request", pk)
    return redirect("change_requests:list")


@partner_required
@require_POST
def delete_words(request: PartnerRequest, pk: uuid.UUID, words_pk: uuid.UUID) -> HttpResponse:
    """Delete words the partner wrote about a plan, a gift or a review."""
    change_request = Request.objects.known_to(request.partner).get_or_404(pk)
    thanks_and_reviews.delete_own_words(change_request, request.partner, words_pk)
    return redirect(request_url(pk))


@preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: PartnerRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """Write a review of a plan."""
    change_request = Request.objects.known_to(request.partner).get_or_404(pk)
    plan_view = plan_context.plan_view(Plan.objects.readable_or_404(change_request, plan), request.partner)
    own = plan_view.own_review
    other = request.partner.other()
    initial = asdict(own) if own else {}
    form = ReviewForm(post_or_none(request), initial=initial, partner_name=other.name)
    context = {"form": form, "plan_view": plan_view, "draft": change_request, "other": other}
    context |= {"role": change_request.role_of(request.partner), "seen": own.version if own else 0}
    if not form.is_valid():
        context["seen"] = request.POST.get("seen", context["seen"])
        return render(
            request, "change_requests/review_form.html", context, status=422 if form.errors else 200
        )
    try:
        seen = form_version(request)
        thanks_and_reviews.add_review(change_request, request.partner, plan, seen, form.cleaned_data)
    except (InvalidTransition, StaleVersion):
        return render(request, "change_requests/review_form.html", context | {"changed": True}, status=409)
    return redirect_or_json(request, request_url(pk))
