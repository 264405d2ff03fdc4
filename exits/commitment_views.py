"""Pages of a commitment: make or change it, review it, add time notes."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.exceptions import InvalidTransition, StaleVersion
from core.form_utils import form_version, idempotency_key_of, post_or_none, redirect_or_json
from couples.decorators import PartnerRequest, partner_required
from exits import initial, page_context, services, time_notes
from exits.forms import CommitmentForm, ReviewForm, TimeNoteForm
from exits.models import Exit
from exits.views import STALE_MESSAGE, keeping_words, render_exit

NOTE_ACTS: Mapping[str, Callable[[Exit, uuid.UUID], None]] = {
    "take_back": time_notes.unshare_time_note,
    "strike": time_notes.delete_time_note,
}


@keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Make or change a commitment outside a dialogue."""
    found = Exit.objects.of(request.partner).get_or_404(pk)
    form = CommitmentForm(post_or_none(request), initial=initial.commitment_initial(found))
    shown = {
        "form": form,
        "exit": found,
        "seen": found.version,
        "other": request.partner.other(),
        "is_shared": services.is_shared(found),
    }
    if not form.is_valid():
        seen = request.POST.get("seen", found.version)
        return render(
            request, "exits/commitment_form.html", shown | {"seen": seen}, status=422 if form.errors else 200
        )
    try:
        services.commit(found, form.terms, seen=form_version(request))
    except StaleVersion:
        stored = services.active_commitment(found)
        return render(
            request, "exits/commitment_form.html", shown | {"changed": True, "stored": stored}, status=409
        )
    return redirect_or_json(request, reverse("exits:exit", args=[pk]))


@keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Review a commitment."""
    found = Exit.objects.of(request.partner).get_or_404(pk)
    due = page_context.next_review(found)
    if due is None and request.method != "POST":
        return redirect("exits:exit", pk)
    form = ReviewForm(
        post_or_none(request), initial={"next_on": timezone.localdate() + services.DEFAULT_REVIEW_DELAY}
    )
    due_id = due.pk if due else ""
    shown = {"form": form, "exit": found, "due": due_id, "commitment": services.active_commitment(found)}
    if not form.is_valid():
        shown["due"] = request.POST.get("review", due_id)
        return render(request, "exits/review_form.html", shown, status=422 if form.errors else 200)
    try:
        services.review_commitment(
            found, review_id=uuid_or_nil(request.POST.get("review", "")), **form.cleaned_data
        )
    except (StaleVersion, InvalidTransition):
        return render(request, "exits/review_form.html", shown | {"changed": True}, status=409)
    return redirect_or_json(request, reverse("exits:exit", args=[pk]))


def uuid_or_nil(text: str) -> uuid.UUID:
    """Return the submitted id; the nil UUID if there is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


@keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def note_time(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a time note. GET redirects to the exit, as after signing in again."""
    found = Exit.objects.of(request.partner).get_or_404(pk)
    if request.method != "POST":
        return redirect("exits:exit", pk)
    form = TimeNoteForm(request.POST)
    if not form.is_valid():
        return render_exit(request, found, 422, freed_form=form)
    try:
        time_notes.add_time_note(found, key=idempotency_key_of(request), **form.cleaned_data)
    except InvalidTransition:
        messages.info(request, STALE_MESSAGE)
        return render_exit(request, found, 409, freed_form=form)
    return redirect_or_json(request, f"{reverse('exits:exit', args=[pk])}#weeks")


@partner_required
@require_POST
def revoke_or_delete_note(request: PartnerRequest, pk: uuid.UUID, noted: uuid.UUID) -> HttpResponse:
    """Unshare or delete a time note."""
    found = Exit.objects.of(request.partner).get_or_404(pk)
    if wanted := NOTE_ACTS.get(request.POST.get("act", "")):
        wanted(found, noted)
    return redirect(f"{reverse('exits:exit', args=[pk])}#weeks")
