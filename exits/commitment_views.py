"""Pages of a commitment: make or change it, review it, and take notes on the freed time."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.exceptions import InvalidTransition, StaleVersion
from core.form_utils import form_version, idempotency_key_of, post_or_none, redirect_or_json
from couples.decorators import PartnerRequest, partner_required
from exits import form_initials, page_context, services, time_notes
from exits.forms import CommitmentForm, ReviewForm, TimeNoteForm
from exits.models import Exit
from exits.views import STALE_MESSAGE, preserve_typed_text, render_exit

NOTE_ACTS: Mapping[str, Callable[[Exit, uuid.UUID], None]] = {
    "take_back": time_notes.unshare_time_note,
    "strike": time_notes.delete_time_note,
}


@preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_commitment(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Make or change a commitment outside a dialogue."""
    exit = Exit.objects.of(request.partner).get_or_404(pk)
    form = CommitmentForm(post_or_none(request), initial=form_initials.commitment_initial(exit))
    context: dict[str, Any] = {
        "form": form,
        "exit": exit,
        "seen": exit.version,
        "other": request.partner.other(),
        "is_shared": exit.is_shared,
    }
    if not form.is_valid():
        context["seen"] = request.POST.get("seen", exit.version)
        return render(request, "exits/commitment_form.html", context, status=422 if form.errors else 200)
    try:
        services.commit(exit, form.terms, seen=form_version(request))
    except StaleVersion:
        context |= {"changed": True, "stored": services.active_commitment(exit)}
        return render(request, "exits/commitment_form.html", context, status=409)
    return redirect_or_json(request, reverse("exits:exit", args=[pk]))


@preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_commitment(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Review a commitment."""
    exit = Exit.objects.of(request.partner).get_or_404(pk)
    next_review = page_context.next_review(exit)
    if next_review is None and request.method != "POST":
        return redirect("exits:exit", pk)
    form = ReviewForm(
        post_or_none(request), initial={"next_on": timezone.localdate() + services.DEFAULT_REVIEW_DELAY}
    )
    review_id = next_review.pk if next_review else ""
    commitment = services.active_commitment(exit)
    context = {"form": form, "exit": exit, "review_id": review_id, "commitment": commitment}
    if not form.is_valid():
        context["review_id"] = request.POST.get("review", review_id)
        return render(request, "exits/review_form.html", context, status=422 if form.errors else 200)
    try:
        services.review_commitment(
            exit, review_id=uuid_or_nil(request.POST.get("review", "")), **form.cleaned_data
        )
    except (StaleVersion, InvalidTransition):
        return render(request, "exits/review_form.html", context | {"changed": True}, status=409)
    return redirect_or_json(request, reverse("exits:exit", args=[pk]))


def uuid_or_nil(text: str) -> uuid.UUID:
    """Parse a submitted id; the nil UUID if it isn't one."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


@preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_time_note(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a time note. GET, as after signing in again, redirects to the exit."""
    exit = Exit.objects.of(request.partner).get_or_404(pk)
    if request.method != "POST":
        return redirect("exits:exit", pk)
    form = TimeNoteForm(request.POST)
    if not form.is_valid():
        return render_exit(request, exit, 422, time_note_form=form)
    try:
        time_notes.add_time_note(exit, key=idempotency_key_of(request), **form.cleaned_data)
    except InvalidTransition:
        messages.info(request, STALE_MESSAGE)
        return render_exit(request, exit, 409, time_note_form=form)
    return redirect_or_json(request, f"{reverse('exits:exit', args=[pk])}#weeks")


@partner_required
@require_POST
def unshare_or_delete_note(request: PartnerRequest, pk: uuid.UUID, note_id: uuid.UUID) -> HttpResponse:
    """Unshare or delete a time note."""
    exit = Exit.objects.of(request.partner).get_or_404(pk)
    if action := NOTE_ACTS.get(request.POST.get("act", "")):
        action(exit, note_id)
    return redirect(f"{reverse('exits:exit', args=[pk])}#weeks")
