"""The pages of change requests that both have. Who may not see a request does not find it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from change_requests import asking, listing, pages, planning, preparing
from change_requests.forms import GiveForm, LookBackForm, ThankForm
from change_requests.models import Request
from change_requests.preparing import TalkedAbout
from change_requests.states import NotNow
from change_requests.told import LADDER, PIECES
from couples.access import PartnerRequest, partner_required
from couples.kept import done, keep_the_words, sent
from couples.models import Partner

TYPED = (*(rung.name for rung in LADDER), *PIECES, "words", "for_me", "for_you", "topic")
NOT_NOW = _("This has changed a moment ago. Here is how it stands.")
ACTS: Mapping[str, Callable[[Request, Partner], None]] = {
    "let_go": preparing.let_go,
    "reopen": preparing.reopen,
    "withdraw": asking.withdraw,
    "set_aside": planning.set_aside,
    "finish": planning.finish,
}


def typed(request: HttpRequest) -> str:
    """All that somebody typed into a form."""
    return "\n".join(filter(None, (request.POST.get(name, "") for name in TYPED)))


keeping_words = keep_the_words(typed, lambda **_: reverse("change_requests:list"))


def to_the_page(pk: uuid.UUID) -> str:
    return reverse("change_requests:request", args=[pk])


@partner_required
@require_safe
def requests(request: PartnerRequest) -> HttpResponse:
    """What one asks for, and what one is asked for."""
    mine, theirs = listing.listed(request.partner)
    context = {"mine": mine, "theirs": theirs, "other": request.partner.other()}
    return render(request, "change_requests/list.html", context)


@partner_required
@require_safe
def request(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """One request with all that became of it."""
    found = Request.objects.known_to(request.partner).get_or_404(pk)
    response = show(request, found)
    listing.has_seen(request.partner, found)
    return response


def show(request: PartnerRequest, found: Request, status: int = 200, **more: Any) -> HttpResponse:
    page = pages.page(found, request.partner)
    context = {"page": page, "other": request.partner.other(), "partner": request.partner, **more}
    context.setdefault("give_form", GiveForm())
    context.setdefault("thank_form", ThankForm())
    return render(request, f"change_requests/{page.role}.html", context, status=status)


@partner_required
@require_POST
def act(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """What needs no words: take it back, make a draft of it again, let it go, set it aside, call it given."""
    found = Request.objects.known_to(request.partner).get_or_404(pk)
    wanted = request.POST.get("act", "")
    try:
        ACTS[wanted](found, request.partner)
    except (KeyError, NotNow):
        messages.info(request, NOT_NOW)
    except TalkedAbout:
        messages.info(request, _("You are talking about it just now. End that dialogue first."))
    else:
        if wanted == "let_go":
            return redirect("change_requests:list")
    return redirect("change_requests:request", pk)


@keeping_words
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def look_back(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what changed."""
    found = Request.objects.known_to(request.partner).get_or_404(pk)
    page = pages.page(found, request.partner)
    if page.plan is None:
        return redirect(to_the_page(pk))
    form = LookBackForm(sent(request), initial=pages.said_now(page))
    if not form.is_valid():
        shown = {"form": form, "page": page, "other": request.partner.other()}
        return render(request, "change_requests/look_back.html", shown, status=422 if form.errors else 200)
    planning.look_back(found, request.partner, page.plan.pk, form.cleaned_data)
    return done(request, to_the_page(pk))
