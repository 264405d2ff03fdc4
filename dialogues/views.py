"""The dialogues' pages: the list, a new one, the room, the transcript."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from couples.access import PartnerRequest, partner_required
from couples.credentials import of_request
from dialogues import door, limits, live
from dialogues.begin import begin
from dialogues.forms import BeginForm, made_from
from dialogues.models import Dialogue
from dialogues.play import Answer, Made, NotYours, enter, play
from dialogues.protocol import Refusal
from dialogues.transcript import chapters, summaries


@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def dialogues(request: PartnerRequest) -> HttpResponse:
    """The couple's dialogues, newest first; a POST begins one."""
    if request.method != "POST":
        found = Dialogue.objects.for_partner(request.partner)
        mark = found.mark()  # before the rows: what comes in between is then shown by the next look
        rows = summaries(found, request.partner)
        context = {"dialogues": rows, "partner": request.partner.other(), "mark": mark}
        return render(request, "dialogues/list.html", context)
    form = BeginForm(request.POST)
    if not form.is_valid():
        return render(request, "dialogues/new.html", {"form": form}, status=422)
    return redirect("dialogues:room", begin(request.partner, **form.cleaned_data).pk)


@partner_required
@require_safe
def news(request: PartnerRequest) -> HttpResponse:
    """Asked by an open list every few seconds: show yourself anew when something has happened since."""
    shown = request.GET.get("shown") == Dialogue.objects.for_partner(request.partner).mark()
    return HttpResponse(status=204, headers={} if shown else {"HX-Refresh": "true"})


@partner_required
@require_safe
def new(request: PartnerRequest) -> HttpResponse:
    return render(
        request, "dialogues/new.html", {"form": BeginForm(initial={"kind": request.GET.get("kind", "")})}
    )


@partner_required
@require_safe
def room(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    found = Dialogue.objects.for_partner(request.partner).get_or_404(dialogue)
    return door.page(request, found, enter(found.pk, of_request(request)))


@partner_required
@require_POST
def moves(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    """The form door: one move."""
    found = Dialogue.objects.for_partner(request.partner).get_or_404(dialogue)
    who = of_request(request)
    made = made_from(request.POST, request.partner.user.profile.time_zone)
    refusal = Refusal.GARBLED if made is None else None if limits.may_move(who.user_id) else Refusal.TOO_FAST
    made = made or Made("", "", 0, "")
    try:
        if refusal:
            scene = enter(found.pk, who)
            answer = Answer(scene, scene.state.version, refusal=refusal)
        else:
            answer = play(found.pk, who, made)
    except NotYours as gone:
        raise Http404 from gone
    live.announce(answer)
    return door.respond(request, found, answer, made)


@partner_required
@require_GET
def present(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    """The present stage, for a script whose socket will not open."""
    found = Dialogue.objects.for_partner(request.partner).get_or_404(dialogue)
    seen = request.GET.get("seen", "")
    after = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    return JsonResponse({"frames": [door.present(enter(found.pk, of_request(request)), after)]})


@partner_required
@require_safe
def transcript(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    found = Dialogue.objects.for_partner(request.partner).get_or_404(dialogue)
    context = {"dialogue": found, "chapters": chapters(enter(found.pk, of_request(request)))}
    return render(request, "dialogues/transcript.html", context)
