"""Pages of links: for the two, and the one page that their therapist reads."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.form_utils import post_or_none
from couples.decorators import (
    PartnerRequest,
    partner_required,
    reauthentication_required,
    reauthentication_required_to_view,
)
from couples.forms import ConfirmForm
from couples.guess_limits import may_guess
from therapist import services
from therapist.forms import AskForm, WordsForm
from therapist.models import TherapistLink
from therapist.page_context import link_row, link_rows


@partner_required
@require_safe
def links(request: PartnerRequest) -> HttpResponse:
    """List all links and asks of the couple, the same for both."""
    context = {"rows": link_rows(request.partner), "partner": request.partner.other()}
    return render(request, "therapist/links.html", context)


@reauthentication_required
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PartnerRequest) -> HttpResponse:
    """Choose what to hand over, and ask the other."""
    me = request.partner
    form = AskForm(me, post_or_none(request))
    if form.is_valid():
        try:
            services.ask(me, *form.chosen, form.cleaned_data["days"])
        except services.CannotAsk:
            form.add_error(
                "what",
                _(
                    "You can't ask for this just now. It may be in your list already, or you asked in the last week."
                ),
            )
        else:
            messages.success(request, _("We've asked {name}.").format(name=me.other().name))
            return redirect("therapist:links")
    context = {"form": form, "partner": me.other()}
    return render(request, "therapist/ask.html", context, status=422 if form.errors else 200)


@partner_required
@require_safe
def link(request: PartnerRequest, link: uuid.UUID) -> HttpResponse:
    """Show what a link hands over, or would."""
    row = TherapistLink.objects.for_partner(request.partner).get_or_404(link)
    return show_link(request, row, ConfirmForm(request.user))


def show_link(request: PartnerRequest, row: TherapistLink, form: ConfirmForm) -> HttpResponse:
    """Render exactly what is handed over, with the question if there is one. What has changed is shown as it is now."""
    document = services.read_link(row)
    context = {
        "row": link_row(row, request.partner),
        "document": document,
        "is_as_asked": services.is_as_asked(row, document),
        "has_changed": services.has_changed(row, document),
        "partner": request.partner.other(),
        "form": form,
    }
    return render(request, "therapist/link.html", context, status=422 if form.errors else 200)


@reauthentication_required
@partner_required
@require_POST
def agree(request: PartnerRequest, link: uuid.UUID) -> HttpResponse:
    """Say yes to what the other asked."""
    row = TherapistLink.objects.for_partner(request.partner).get_or_404(link)
    form = ConfirmForm(request.user, request.POST)
    if not form.is_valid():
        return show_link(request, row, form)
    try:
        if services.agree(request.partner, link):
            return redirect("therapist:secrets", link)
        messages.info(request, _("This has changed since you were asked, so nothing was handed over."))
    except services.CannotOpenNow:
        messages.info(request, _("This can't be opened right now, so nothing was handed over."))
    return redirect("therapist:links")


@partner_required
@require_POST
def decline(request: PartnerRequest, link: uuid.UUID) -> HttpResponse:
    """Say no."""
    services.decline(request.partner, link)
    messages.success(request, _("Nothing is handed over."))
    return redirect("therapist:links")


@partner_required
@require_POST
def take_back(request: PartnerRequest, link: uuid.UUID) -> HttpResponse:
    """End a link at once, or withdraw one's own ask."""
    services.take_back(request.partner, link)
    messages.success(request, _("Taken back. Nobody can open it any more."))
    return redirect("therapist:links")


@reauthentication_required_to_view
@partner_required
@require_safe
def secrets(request: PartnerRequest, link: uuid.UUID) -> HttpResponse:
    """Show both partners the link to send and the words to say."""
    row = TherapistLink.objects.for_partner(request.partner).live().get_or_404(link)
    found = services.secrets_of(row)
    address = reverse("therapist:read", args=[found.token]) if found else ""
    context = {
        "row": link_row(row, request.partner),
        "words": found.words if found else "",
        "address": request.build_absolute_uri(address),
    }
    return render(request, "therapist/secrets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the words, and answer them with what both handed over. Looking at the link alone opens nothing."""
    response = read_or_ask(request, token)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "no-store"
    return response


def read_or_ask(request: HttpRequest, token: str) -> HttpResponse:
    """Return the copy, the form or an error page. Nothing is remembered: a reload sends the words again."""
    found = services.find_live(token)
    if found is None:
        return render(request, "therapist/over.html", status=404)
    form = WordsForm(post_or_none(request))
    if form.is_valid():
        if not may_guess(request):
            return render(request, "429.html", status=429)
        try:
            document = services.open_link(found, token, form.cleaned_data["words"])
        except services.CannotOpenNow:
            form.add_error("words", _("This can't be opened right now. Please try again later."))
        else:
            if document:
                return render(
                    request, "therapist/read.html", {"document": document, "until": found.expires_at}
                )
            if services.find_live(token) is None:
                return render(request, "therapist/over.html", status=404)
            form.add_error("words", _("These aren't the words. Please ask for them again."))
    return render(request, "therapist/words.html", {"form": form}, status=422 if form.errors else 200)
