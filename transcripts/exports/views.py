"""The pages of taking away: asking for it, seeing how far it is, fetching it, letting it go.

Also for who has taken their agreement back: what is theirs stays theirs. What was said together waits until they agree.
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
from transcripts.exports.contents import takeable
from transcripts.exports.forms import TakeForm
from transcripts.models import Parcel
from vault.sealing import Destroyed

TYPES = {
    Parcel.PDF: "application/pdf",
    Parcel.MARKDOWN: "text/markdown; charset=utf-8",
    Parcel.JSON: "application/json",
}


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: PersonRequest) -> HttpResponse:
    """What can be taken away and what is packed; a POST asks for it to be packed."""
    if not Profile.objects.filter(user=request.user).exists():
        return render(request, "transcripts/empty.html")
    partner = Partner.objects.current(request.user) if is_onboarded(request.user) else None
    if request.method != "POST":
        return show(request, TakeForm(partner, initial={"what": request.GET.get("what", "")}))
    form = TakeForm(partner, request.POST)
    if not form.is_valid():
        return show(request, form, 422)
    what, dialogue = form.cleaned_data["what"], None
    if partner and what == Parcel.ONE:
        dialogue = get_object_or_404(takeable(partner), pk=form.cleaned_data["dialogue"])
    wanted = {"what": what, "format": form.cleaned_data["format"], "notes": form.cleaned_data["notes"]}
    try:
        parcel, is_new = services.ask(request.user, partner, dialogue=dialogue, **wanted)
    except services.TooMany:
        form.add_error(None, _("Three are here already. Please let one of them go first."))
        return show(request, form, 409)
    if is_new:
        transaction.on_commit(tasks.pack_soon)
    else:
        messages.info(request, _("This one is here already. Let it go first, if you want it packed anew."))
    return redirect(f"{reverse('transcripts:take')}#parcel-{parcel.pk}")


def show(request: PersonRequest, form: TakeForm, status: int = 200) -> HttpResponse:
    """The page; for a page that asks how far it is, the parcels alone."""
    every = list(Parcel.objects.of(request.user))
    mine = [one for one in every if one.state != Parcel.WENT]
    context = {
        "form": form,
        "parcels": mine,
        "some_went": len(mine) < len(every),
        "under_way": any(one.is_under_way for one in mine),
        "news": services.news(mine),
        "agrees": is_onboarded(request.user),
        "dialogues": takeable(form.partner).count() if form.partner else 0,
    }
    page = "transcripts/exports.html" if "HX-Request" in request.headers else "transcripts/export_form.html"
    return render(request, page, context, status=status)


@login_required
@require_safe
@reauthentication_required_to_download("transcripts:take")
def parcel(request: PersonRequest, parcel: uuid.UUID) -> HttpResponse:
    """Fetch what is ready. Its name says nothing but how much it is, and the day."""
    found = services.find(request.user, parcel)
    if found.is_shared and not is_onboarded(request.user):
        return redirect("onboarding")
    if found.state != Parcel.READY:
        return redirect("transcripts:take")
    try:
        content = services.content_of(found)
    except Destroyed as gone:  # at this very moment
        raise Http404 from gone
    except services.Damaged:
        return redirect("transcripts:take")
    name = f"imago-{found.what}-{timezone.localdate(found.asked_at).isoformat()}.{found.format}"
    return HttpResponse(
        content,
        content_type=TYPES[found.format],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@login_required
@require_POST
def drop(request: PersonRequest, parcel: uuid.UUID) -> HttpResponse:
    """Let a parcel go before its day is over; one that has gone by itself is no reason to complain."""
    services.drop(Parcel.objects.filter(user=request.user, pk=parcel))
    return redirect("transcripts:take")
