"""Pages of a partner's own exits, and of both partners' commitments. An exit is found by its owner only;
others get 404."""

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
from couples.decorators import PartnerRequest, partner_required
from couples.models import Partner
from dialogues.hooks import CannotBegin
from exits import deletion, initial, page_context, services
from exits import shared_commitments as both
from exits.categories import CATEGORIES
from exits.forms import ExitForm, ShareExitForm
from exits.models import Exit

typed = typed_in("name", "gives", "avoids", "words", "note", "topic")
STALE_MESSAGE = _("This has changed a moment ago. Here is how it stands.")
ACTS: Mapping[str, Callable[[Exit], None]] = {
    "let_go": deletion.delete_exit,
    "take_back": services.unshare_exit,
    "complete": services.complete_exit,
    "reopen": services.reopen_exit,
}


keeping_words = preserve_input(typed, lambda **_: reverse("exits:inventory"))


@partner_required
@require_safe
def exit_list(request: PartnerRequest) -> HttpResponse:
    """List the partner's own exits."""
    context = {
        "exits": page_context.exit_rows(request.partner),
        "other": request.partner.other(),
        "has_news": both.has_news(request.partner),
    }
    return render(request, "exits/list.html", context)


@keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_exit(request: PartnerRequest) -> HttpResponse:
    """Create an exit."""
    form = ExitForm(post_or_none(request))
    if form.is_valid():
        named = services.create_exit(request.partner, form.told, idempotency_key_of(request))
        return redirect_or_json(request, reverse("exits:exit", args=[named.pk]))
    context = {"form": form, "sorts": CATEGORIES, "key": idempotency_key_of(request)}
    return render(request, "exits/form.html", context, status=422 if form.errors else 200)


@keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_exit(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Edit an exit's details."""
    found = Exit.objects.of(request.partner).get_or_404(pk)
    form = ExitForm(post_or_none(request), initial=initial.exit_initial(found.told))
    shown: dict[str, Any] = {"form": form, "sorts": CATEGORIES, "exit": found, "seen": found.version}
    if not form.is_valid():
        seen = request.POST.get("seen", found.version)
        return render(request, "exits/form.html", shown | {"seen": seen}, status=422 if form.errors else 200)
    try:
        services.update_exit(found, form.told, form_version(request))
    except StaleVersion:
        return render(request, "exits/form.html", shown | {"stored": found.told}, status=409)
    return redirect_or_json(request, reverse("exits:exit", args=[pk]))


@partner_required
@require_safe
def exit_detail(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Show an exit with all that belongs to it."""
    return render_exit(request, Exit.objects.of(request.partner).get_or_404(pk))


def render_exit(request: PartnerRequest, found: Exit, status: int = 200, **more: Any) -> HttpResponse:
    """Render an exit's page; `more` holds forms with errors."""
    page = page_context.build_page(found)
    context = {"page": page, "other": request.partner.other(), "key": idempotency_key(), **more}
    return render(request, "exits/detail.html", context, status=status)


@partner_required
@require_POST
def act_on_exit(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Apply an act without words: delete, unshare, complete, reopen."""
    found = Exit.objects.of(request.partner).get_or_404(pk)
    try:
        ACTS[request.POST.get("act", "")](found)
    except (KeyError, InvalidTransition):
        messages.info(request, STALE_MESSAGE)
    except DialogueInProgress:
        messages.info(request, _("You are talking about it just now. End that dialogue first."))
    is_there = Exit.objects.of(request.partner).filter(pk=pk).exists()
    return redirect("exits:exit", pk) if is_there else redirect("exits:inventory")


@keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def share_and_invite(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Share an exit and invite the partner to a dialogue about it."""
    found = Exit.objects.of(request.partner).get_or_404(pk)
    form = ShareExitForm(post_or_none(request), initial={"topic": found.told.name})
    shown: dict[str, Any] = {"form": form, "exit": found, "other": request.partner.other()}
    if form.is_valid():
        said = form.cleaned_data
        opening = initial.prepared_opening(found.told)
        try:
            dialogue = services.start_dialogue(
                found, words=said["topic"], mode=said["mode"], keep=said["keep"], prepared=opening
            )
            return redirect_or_json(request, reverse("dialogues:room", args=[dialogue.pk]))
        except CannotBegin as why:
            form.add_error("topic", str(why))
        except DialogueInProgress:
            shown["talked_about"] = services.open_dialogue_about(found)
            return render(request, "exits/invitation_form.html", shown, status=409)
    return render(request, "exits/invitation_form.html", shown, status=422 if form.errors else 200)


@partner_required
@require_safe
def commitments(request: PartnerRequest) -> HttpResponse:
    """Show both partners' shared commitments and the freed time."""
    other: Partner = request.partner.other()
    page = both.shared_commitments(request.partner, other)
    context = {"page": page, "other": other, "partner": request.partner}
    response = render(request, "exits/shared_commitments.html", context)
    both.mark_seen(request.partner)
    return response


@partner_required
@require_POST
def revoke_offer(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Delete the partner's own offer of support."""
    deletion.revoke_support_offer(request.partner, pk)
    return redirect("exits:together")
