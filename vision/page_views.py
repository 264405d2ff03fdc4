"""The couple's page: read, printed, and made shorter by whoever takes something of theirs back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.pdf_renderer import PdfUnavailable, render_pdf
from couples.decorators import PartnerRequest, partner_required, reauthentication_required_to_download
from vision import page
from vision.anniversaries import is_due
from vision.dialogue_hooks import open_dialogue

STYLESHEET = "print/workup.css"


@partner_required
@require_safe
def show_page(request: PartnerRequest) -> HttpResponse:
    """Show what the two agreed to keep."""
    return render_page(request)


def render_page(request: PartnerRequest, status: int = 200, **extra: object) -> HttpResponse:
    """Render the couple's page."""
    shown = page.read_page(request.partner)
    context = {
        "page": shown,
        "partner": request.partner,
        "other": request.partner.other(),
        "open_dialogue": open_dialogue(request.partner),
        "is_due": shown is not None and is_due(shown.agreed_on, timezone.localdate()),
        **extra,
    }
    return render(request, "vision/page.html", context, status=status)


@partner_required
@require_POST
def take_back(request: PartnerRequest, pk: uuid.UUID) -> HttpResponse:
    """Take one's own words off the page. What's gone already is fine."""
    try:
        page.take_back(request.partner, pk)
        messages.info(request, _("It's off the page, and back in your own lines."))
    except Http404:
        messages.info(request, _("This just changed. Here's how it looks now."))
    return redirect("vision:page")


@partner_required
@require_safe
@reauthentication_required_to_download("vision:page")
def download_pdf(request: PartnerRequest) -> HttpResponse:
    """Download the page as PDF."""
    shown = page.read_page(request.partner)
    if shown is None:
        return redirect("vision:page")
    try:
        pdf = render_pdf("vision/pdf.html", {"page": shown}, STYLESHEET)
    except PdfUnavailable:
        return render_page(request, status=503, cannot_print=True)
    headers = {"Content-Disposition": 'attachment; filename="our-page.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
