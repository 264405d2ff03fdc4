"""Pages of a partner's own exits, and of both partners' commitments.

Only the owner can reach an exit; everybody else gets 404.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.exceptions import DialogueInProgress, InvalidTransition, StaleVersion
from core.form_utils import (
    form_version,
    idempotency_key,
    idempotency_key_of,
    post_or_none,
    preserve_input,
    redirect_or_json,
    typed_in,
)
from core.stepped_form import SteppedForm
from couples.decorators import PartnerRequest, partner_required
from couples.models import Partner
from dialogues.hooks import CannotBegin
from dialogues.models import Dialogue
from exits import deletion, form_initials, page_context, services, shared_commitments, sharing
from exits.forms import ExitForm, ShareExitForm
from exits.models import Exit

read_typed_text = typed_in("name", "gives", "avoids", "words", "note", "topic")
STALE_MESSAGE = _("This just changed. Here's how it looks now.")
ACTS: Mapping[str, Callable[[Exit], None]] = {
    "let_go": deletion.delete_exit,
    "take_back": sharing.unshare_exit,
    "complete": services.complete_exit,
    "reopen": services.reopen_exit,
}


preserve_typed_text = preserve_input(read_typed_text, lambda **_: reverse("exits:list"))


@partner_required
@require_safe
def exit_list(request: PartnerRequest) -> HttpResponse:
    """List the partner's own exits."""
    context = {
        "exits": page_context.exit_rows(request.partner),
        "other": request.partner.other(),
        "has_news": shared_commitments.has_news(request.partner),
    }
    return render(request, "exits/list.html", context)


@preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_exit(request: PartnerRequest) -> HttpResponse:
    """Create an exit."""
    form = ExitForm(post_or_none(request))
    steps = SteppedForm(form, ExitForm.STEPS, request)
    if form.is_valid():
        exit = services.create_exit(request.partner, form.details, idempotency_key_of(request))
        return stored_step(request, steps, exit)
    context = {"steps": steps, "other": request.partner.other(), "key": idempotency_key_of(request)}
    return render(request, "exits/form.html", context, status=422 if form.errors else 200)


@preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_exit(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Edit an exit's details."""
    exit = Exit.objects.of(request.partner).get_or_404(pk)
    form = ExitForm(post_or_none(request), initial=form_initials.exit_initial(exit.details))
    steps = SteppedForm(form, ExitForm.STEPS, request)
    context: dict[str, Any] = {"steps": steps, "exit": exit, "seen": exit.version}
    context["other"] = request.partner.other()
    if not form.is_valid():
        context["seen"] = request.POST.get("seen", exit.version)
        return render(request, "exits/form.html", context, status=422 if form.errors else 200)
    try:
        services.update_exit(exit, form.details, form_version(request))
    except StaleVersion:
        steps.is_whole = True
        return render(request, "exits/form.html", context | {"stored": exit.details}, status=409)
    return stored_step(request, steps, exit)


def stored_step(request: PartnerRequest, steps: SteppedForm, exit: Exit) -> HttpResponse:
    """Lead from a step that was stored to the next, or to the exit."""
    return steps.stored(request, reverse("exits:edit", args=[exit.pk]), reverse("exits:exit", args=[exit.pk]))


@partner_required
@require_safe
def exit_detail(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Show an exit with its commitments, reviews and time notes."""
    return render_exit(request, Exit.objects.of(request.partner).get_or_404(pk))


def render_exit(request: PartnerRequest, exit: Exit, status: int = 200, **extra: Any) -> HttpResponse:
    """Render an exit's page; `extra` holds a form with errors."""
    page = page_context.build_page(exit)
    context = {"page": page, "other": request.partner.other(), "key": idempotency_key(), **extra}
    return render(request, "exits/detail.html", context, status=status)


@partner_required
@require_POST
def act_on_exit(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Apply an act without words: delete, unshare, complete, reopen."""
    exit = Exit.objects.of(request.partner).get_or_404(pk)
    try:
        ACTS[request.POST.get("act", "")](exit)
    except (KeyError, InvalidTransition):
        messages.info(request, STALE_MESSAGE)
    except DialogueInProgress:
        messages.info(request, _("You're talking about it right now. End that dialogue first."))
    exists = Exit.objects.of(request.partner).filter(pk=pk).exists()
    return redirect("exits:exit", pk) if exists else redirect("exits:list")


@preserve_typed_text
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def share_and_invite(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Share an exit and invite the partner to a dialogue about it."""
    exit = Exit.objects.of(request.partner).get_or_404(pk)
    form = ShareExitForm(post_or_none(request), initial={"topic": exit.details.name})
    steps = SteppedForm(form, ShareExitForm.STEPS, request)
    context: dict[str, Any] = {"steps": steps, "exit": exit, "other": request.partner.other()}
    if form.is_valid():
        if not steps.is_finished:
            page = reverse("exits:share", args=[pk])
            return steps.carry_on(request, page) or render(request, "exits/invitation_form.html", context)
        try:
            dialogue = share_exit(exit, form)
            return redirect_or_json(request, reverse("dialogues:room", args=[dialogue.pk]))
        except CannotBegin as refusal:
            form.add_error("topic", str(refusal))
        except DialogueInProgress:
            context["open_dialogue"] = sharing.open_dialogue_about(exit)
            return render(request, "exits/invitation_form.html", context, status=409)
    return render(request, "exits/invitation_form.html", context, status=422 if form.errors else 200)


def share_exit(exit: Exit, form: ShareExitForm) -> Dialogue:
    """Begin the dialogue that the form describes. Raises CannotBegin, DialogueInProgress."""
    data, opening = form.cleaned_data, form_initials.prepared_opening(exit.details)
    return sharing.start_dialogue(
        exit, words=data["topic"], mode=data["mode"], keep=data["keep"], prepared=opening
    )


@partner_required
@require_safe
def commitments(request: PartnerRequest) -> HttpResponse:
    """Show both partners' shared commitments and time notes, and mark those as seen."""
    other: Partner = request.partner.other()
    page = shared_commitments.shared_commitments(request.partner, other)
    context = {"page": page, "other": other, "partner": request.partner}
    response = render(request, "exits/shared_commitments.html", context)
    shared_commitments.mark_seen(request.partner)
    return response


@partner_required
@require_POST
def revoke_offer(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Delete the partner's own offer of support."""
    deletion.revoke_support_offer(request.partner, pk)
    return redirect("exits:commitments")
