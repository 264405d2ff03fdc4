"""Exporting the workup."""

from __future__ import annotations

import uuid

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.pdf_renderer import PdfUnavailable
from couples.decorators import PersonRequest, onboarded_required, reauthentication_required_to_download
from couples.models import Partner
from workup import export
from workup.models import Workup
from workup.picture_context import PicturePage


@onboarded_required
@require_safe
def export_page(request: PersonRequest) -> HttpResponse:
    """Offer the exports."""
    return render(request, "workup/export.html", {"workups": workups_of(request)})


def workups_of(request: PersonRequest) -> list[Workup]:
    """Return the user's workups, the current one first."""
    return list(Workup.objects.of(request.user)) or [Workup.objects.current(request.user)]


@onboarded_required
@require_safe
@reauthentication_required_to_download("workup:take_away")
def export_json(request: PersonRequest) -> HttpResponse:
    """Download all workups as JSON."""
    workups = workups_of(request)
    portrait = PicturePage(workups[0], Partner.objects.current(request.user))
    answer = JsonResponse(
        export.export_data(workups, portrait), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = 'attachment; filename="workup.json"'
    return answer


@onboarded_required
@require_safe
@reauthentication_required_to_download("workup:take_away")
def export_pdf(request: PersonRequest, workup: uuid.UUID) -> HttpResponse:
    """Download a workup as PDF."""
    own = get_object_or_404(Workup.objects.of(request.user), pk=workup)
    portrait = PicturePage(own, Partner.objects.current(request.user))
    try:
        printed = export.render_workup_pdf(portrait, request.user.profile.name)
    except PdfUnavailable:
        context = {"workups": workups_of(request), "cannot_print": True}
        return render(request, "workup/export.html", context, status=503)
    return HttpResponse(
        printed,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="workup.pdf"'},
    )
