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
def export_form(request: PersonRequest) -> HttpResponse:
    """What can be exported, and the exports there are; a POST requests one."""
    if not Profile.objects.filter(user=request.user).exists():
        return render(request, "transcripts/empty.html")
    partner = Partner.objects.current(request.user) if is_onboarded(request.user) else None
    if request.method != "POST":
        return render_exports(request, ExportForm(partner, initial={"what": request.GET.get("what", "")}))
    form = ExportForm(partner, request.POST)
    if not form.is_valid():
        return render_exports(request, form, 422)
    what, dialogue = form.cleaned_data["what"], None
    if partner and what == Export.ONE:
        dialogue = get_object_or_404(exportable_dialogues(partner), pk=form.cleaned_data["dialogue"])
    wanted = {"scope": what, "format": form.cleaned_data["format"], "notes": form.cleaned_data["notes"]}
    try:
        export, is_new = services.request_export(request.user, partner, dialogue=dialogue, **wanted)
    except services.TooManyExports:
        form.add_error(None, _("Three are here already. Please let one of them go first."))
        return render_exports(request, form, 409)
    if is_new:
        transaction.on_commit(tasks.build_soon)
    else:
        messages.info(request, _("This one is here already. Let it go first, if you want it packed anew."))
    return redirect(f"{reverse('transcripts:take')}#parcel-{export.pk}")


def render_exports(request: PersonRequest, form: ExportForm, status: int = 200) -> HttpResponse:
    """Render the page; only the list of exports for htmx."""
    every = list(Export.objects.of(request.user))
    mine = [one for one in every if one.state != Export.REVOKED]
    context = {
        "form": form,
        "exports": mine,
        "some_went": len(mine) < len(every),
        "under_way": any(one.is_under_way for one in mine),
        "news": services.status_text(mine),
        "agrees": is_onboarded(request.user),
        "dialogues": exportable_dialogues(form.partner).count() if form.partner else 0,
    }
    page = "transcripts/exports.html" if "HX-Request" in request.headers else "transcripts/export_form.html"
    return render(request, page, context, status=status)


@login_required
@require_safe
@reauthentication_required_to_download("transcripts:take")
def download_export(request: PersonRequest, export: uuid.UUID) -> HttpResponse:
    """Download a ready export. Its file name tells only the scope and the day."""
    found = services.get_export_or_404(request.user, export)
    if found.is_shared and not is_onboarded(request.user):
        return redirect("onboarding")
    if found.state != Export.READY:
        return redirect("transcripts:take")
    try:
        content = services.open_content(found)
    except Destroyed as gone:  # at this very moment
        raise Http404 from gone
    except services.DamagedExport:
        return redirect("transcripts:take")
    format = FORMATS[found.format]
    name = f"imago-{found.scope}-{timezone.localdate(found.asked_at).isoformat()}.{format.suffix}"
    return HttpResponse(
        content,
        content_type=format.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@login_required
@require_POST
def delete_export(request: PersonRequest, export: uuid.UUID) -> HttpResponse:
    """Delete an export; one that is gone already is no error."""
    services.delete_exports(Export.objects.filter(user=request.user, pk=export))
    return redirect("transcripts:take")
