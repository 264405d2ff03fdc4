"""Taking the workup away."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from couples.access import PersonRequest, person_required
from couples.models import Partner
from workup import taking
from workup.models import Workup
from workup.portrait import Portrait


@person_required
@require_safe
def take_away(request: PersonRequest) -> HttpResponse:
    return render(request, "workup/take_away.html", {})


@person_required
@require_safe
def as_json(request: PersonRequest) -> HttpResponse:
    workups = list(Workup.objects.of(request.user)) or [Workup.objects.current(request.user)]
    portrait = Portrait(workups[0], Partner.objects.current(request.user))
    answer = JsonResponse(
        taking.as_data(workups, portrait), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = 'attachment; filename="workup.json"'
    return answer


@person_required
@require_safe
def as_pdf(request: PersonRequest) -> HttpResponse:
    portrait = Portrait(Workup.objects.current(request.user), Partner.objects.current(request.user))
    try:
        printed = taking.as_pdf(portrait, request.user.profile.first_name)
    except taking.CannotPrint:
        return render(request, "workup/take_away.html", {"cannot_print": True}, status=503)
    return HttpResponse(
        printed,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="workup.pdf"'},
    )
