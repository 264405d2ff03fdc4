"""The pages of one's own exits, and the one of both. Each finds an exit by its owner; for others it is not there."""

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
from exits.forms import BringForm, ExitForm
from exits.models import Exit
from exits.services import ChangedMeanwhile, TalkedAbout
from exits.states import NotNow

typed = typed_in("name", "gives", "avoids", "words", "note", "topic")
NOT_NOW = _("This has changed a moment ago. Here is how it stands.")
ACTS: Mapping[str, Callable[[Exit], None]] = {
    "let_go": deletion.let_go,
    "take_back": services.take_back,
    "complete": services.complete,
    "reopen": services.reopen,
}


keeping_words = preserve_input(typed, lambda **_: reverse("exits:inventory"))


@partner_required
@require_safe
def inventory(request: PartnerRequest) -> HttpResponse:
    """All that one has named, and how it stands."""
    context = {
        "exits": page_context.listed(request.partner),
        "other": request.partner.other(),
        "has_news": both.has_news(request.partner),
    }
    return render(request, "exits/list.html", context)


@keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: PartnerRequest) -> HttpResponse:
    """Name an exit."""
    form = ExitForm(post_or_none(request))
    if form.is_valid():
        named = services.name(request.partner, form.told, idempotency_key_of(request))
        return redirect_or_json(request, reverse("exits:exit", args=[named.pk]))
    context = {"form": form, "sorts": CATEGORIES, "key": idempotency_key_of(request)}
    return render(request, "exits/form.html", context, status=422 if form.errors else 200)


@keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Tell an exit otherwise."""
    found = Exit.objects.of(request.partner).get_or_404(pk)
    form = ExitForm(post_or_none(request), initial=initial.as_fields(found.told))
    shown: dict[str, Any] = {"form": form, "sorts": CATEGORIES, "exit": found, "seen": found.version}
    if not form.is_valid():
        seen = request.POST.get("seen", found.version)
        return render(request, "exits/form.html", shown | {"seen": seen}, status=422 if form.errors else 200)
    try:
        services.tell(found, form.told, form_version(request))
    except ChangedMeanwhile:
        return render(request, "exits/form.html", shown | {"stored": found.told}, status=409)
    return redirect_or_json(request, reverse("exits:exit", args=[pk]))


@partner_required
@require_safe
def exit(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """One exit with all that belongs to it."""
    return show(request, Exit.objects.of(request.partner).get_or_404(pk))


def show(request: PartnerRequest, found: Exit, status: int = 200, **more: Any) -> HttpResponse:
    page = page_context.page(found)
    context = {"page": page, "other": request.partner.other(), "key": idempotency_key(), **more}
    return render(request, "exits/detail.html", context, status=status)


@partner_required
@require_POST
def act(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """What needs no words: let it go, take it back, call it closed, open it again."""
    found = Exit.objects.of(request.partner).get_or_404(pk)
    try:
        ACTS[request.POST.get("act", "")](found)
    except (KeyError, NotNow):
        messages.info(request, NOT_NOW)
    except TalkedAbout:
        messages.info(request, _("You are talking about it just now. End that dialogue first."))
    is_there = Exit.objects.of(request.partner).filter(pk=pk).exists()
    return redirect("exits:exit", pk) if is_there else redirect("exits:inventory")


@keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Share an exit, and invite the partner to a dialogue about it."""
    found = Exit.objects.of(request.partner).get_or_404(pk)
    form = BringForm(post_or_none(request), initial={"topic": found.told.name})
    shown: dict[str, Any] = {"form": form, "exit": found, "other": request.partner.other()}
    if form.is_valid():
        said = form.cleaned_data
        opening = initial.opening(found.told)
        try:
            dialogue = services.bring(
                found, words=said["topic"], mode=said["mode"], keep=said["keep"], prepared=opening
            )
            return redirect_or_json(request, reverse("dialogues:room", args=[dialogue.pk]))
        except CannotBegin as why:
            form.add_error("topic", str(why))
        except TalkedAbout:
            shown["talked_about"] = services.talked_about(found)
            return render(request, "exits/invitation_form.html", shown, status=409)
    return render(request, "exits/invitation_form.html", shown, status=422 if form.errors else 200)


@partner_required
@require_safe
def together(request: PartnerRequest) -> HttpResponse:
    """What both have promised each other, and what it set free."""
    other: Partner = request.partner.other()
    page = both.together(request.partner, other)
    context = {"page": page, "other": other, "partner": request.partner}
    response = render(request, "exits/shared_commitments.html", context)
    both.mark_seen(request.partner)
    return response


@partner_required
@require_POST
def easing(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back what one said could make a promise of the other's easier."""
    deletion.take_easing_back(request.partner, pk)
    return redirect("exits:together")
