"""Pages that export the workup."""

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
@reauthentication_required_to_download("workup:export")
def export_json(request: PersonRequest) -> HttpResponse:
    """Download all workups as JSON."""
    workups = workups_of(request)
    page = PicturePage(workups[0], Partner.objects.current(request.user))
    response = JsonResponse(
        export.export_data(workups, page), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Disposition"] = 'attachment; filename="workup.json"'
    return response


@onboarded_required
@require_safe
@reauthentication_required_to_download("workup:export")
def export_pdf(request: PersonRequest, workup: uuid.UUID) -> HttpResponse:
    """Download a workup as PDF."""
    own_workup = get_object_or_404(Workup.objects.of(request.user), pk=workup)
    page = PicturePage(own_workup, Partner.objects.current(request.user))
    try:
        pdf = export.render_workup_pdf(page, request.user.profile.name)
    except PdfUnavailable:
        context = {"workups": workups_of(request), "cannot_print": True}
        return render(request, "workup/export.html", context, status=503)
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="workup.pdf"'},
    )
