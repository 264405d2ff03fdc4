"""Request, watch, download and delete exports.

Someone who withdrew consent can still export their own data; shared dialogues wait until they agree again.
"""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from couples.decorators import (
    PersonRequest,
    reauthentication_required,
    reauthentication_required_to_download,
)
from couples.models import Partner, Profile
from couples.profiles import is_onboarded
from transcripts import tasks
from transcripts.exports import services
from transcripts.exports.build import exportable_dialogues
from transcripts.exports.formats import FORMATS
from transcripts.exports.forms import ExportForm
from transcripts.models import Export
from vault.sealing import Destroyed


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def exports_page(request: PersonRequest) -> HttpResponse:
    """List exports and offer new ones; a POST requests one."""
    if not Profile.objects.filter(user=request.user).exists():
        return render(request, "transcripts/nothing_to_export.html")
    partner = Partner.objects.current(request.user) if is_onboarded(request.user) else None
    if request.method != "POST":
        return render_exports(request, ExportForm(partner, initial={"what": request.GET.get("what", "")}))
    form = ExportForm(partner, request.POST)
    if not form.is_valid():
        return render_exports(request, form, 422)
    scope, dialogue = form.cleaned_data["what"], None
    if partner and scope == Export.ONE:
        dialogue = get_object_or_404(exportable_dialogues(partner), pk=form.cleaned_data["dialogue"])
    fields = {"scope": scope, "format": form.cleaned_data["format"], "notes": form.cleaned_data["notes"]}
    try:
        export, is_new = services.request_export(request.user, partner, dialogue=dialogue, **fields)
    except services.TooManyExports:
        form.add_error(None, _("You already have three files. Please delete one first."))
        return render_exports(request, form, 409)
    if is_new:
        transaction.on_commit(tasks.wake_worker)
    else:
        messages.info(request, _("You already have this file. Delete it to create a new one."))
    return redirect(f"{reverse('transcripts:exports')}#parcel-{export.pk}")


def render_exports(request: PersonRequest, form: ExportForm, status: int = 200) -> HttpResponse:
    """Render the page; for htmx, only the list of exports."""
    exports = list(Export.objects.of(request.user))
    current = [export for export in exports if export.state != Export.REVOKED]
    context = {
        "form": form,
        "exports": current,
        "has_revoked": len(current) < len(exports),
        "is_pending": any(export.is_pending for export in current),
        "status": services.status_text(current),
        "is_onboarded": is_onboarded(request.user),
        "dialogues": exportable_dialogues(form.partner).count() if form.partner else 0,
    }
    page = "transcripts/exports.html" if "HX-Request" in request.headers else "transcripts/export_form.html"
    return render(request, page, context, status=status)


@login_required
@require_safe
@reauthentication_required_to_download("transcripts:exports")
def download_export(request: PersonRequest, export: uuid.UUID) -> HttpResponse:
    """Download a finished export. Its file name gives away no more than the scope and the day."""
    row = services.get_export_or_404(request.user, export)
    if row.is_shared and not is_onboarded(request.user):
        return redirect("onboarding")
    if row.state != Export.READY:
        return redirect("transcripts:exports")
    try:
        content = services.open_content(row)
    except Destroyed as error:  # deleted since it was loaded
        raise Http404 from error
    except services.DamagedExport:
        return redirect("transcripts:exports")
    if request.method == "GET":
        services.mark_downloaded(row)
    format = FORMATS[row.format]
    name = f"imago-{row.scope}-{timezone.localdate(row.requested_at).isoformat()}.{format.suffix}"
    return HttpResponse(
        content,
        content_type=format.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@login_required
@require_POST
def delete_export(request: PersonRequest, export: uuid.UUID) -> HttpResponse:
    """Delete an export. It is no error if it is gone already."""
    services.delete_exports(Export.objects.filter(user=request.user, pk=export))
    return redirect("transcripts:exports")
