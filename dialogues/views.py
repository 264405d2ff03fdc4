"""The dialogues' pages: the list, a new one, the room, the transcript."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.form_utils import parse_version, preserve_input, typed_in
from couples.decorators import PartnerRequest, partner_required
from couples.session_credentials import credentials_of_request
from dialogues import move_responses
from dialogues.begin import begin_dialogue
from dialogues.forms import BeginForm, parse_move, recover_submission
from dialogues.frames import present_frame
from dialogues.hooks import CannotBegin
from dialogues.hub import announce_move
from dialogues.invitations import UNANSWERED
from dialogues.list_items import summaries
from dialogues.models import Dialogue
from dialogues.play import MoveResult, play
from dialogues.protocol import Refusal
from dialogues.scenes import NotDialoguePartner, SignedOut, load_scene

ViewFunction = Callable[..., HttpResponse]
LATEST_COUNT = 5


@preserve_input(typed_in("topic"), lambda: reverse("dialogues:new"))
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def dialogue_list(request: PartnerRequest) -> HttpResponse:
    """The couple's dialogues that are under way and the latest of those before; a POST begins one."""
    if request.method != "POST":
        found = Dialogue.objects.for_partner(request.partner)
        mark = found.mark()  # before the rows: what comes in between is then shown by the next look
        partner = request.partner.other()
        # The other's invitations that closed without a yes push nothing off the list.
        past = found.exclude(closed_at=None).exclude(UNANSWERED, started_by=partner)
        now = [*found.filter(closed_at=None), *past[:LATEST_COUNT]]
        rows = summaries(now, request.partner, partner)
        context = {"dialogues": rows, "partner": partner, "mark": mark}
        return render(request, "dialogues/list.html", context)
    form = BeginForm(request.POST)
    if not form.is_valid():
        return render(request, "dialogues/new.html", {"form": form}, status=422)
    try:
        return redirect("dialogues:room", begin_dialogue(request.partner, **form.cleaned_data).pk)
    except CannotBegin as why:
        form.add_error(None, str(why))
        return render(request, "dialogues/new.html", {"form": form}, status=422)


@partner_required
@require_safe
def list_changes(request: PartnerRequest) -> HttpResponse:
    """Tell an open list, which polls every few seconds, to reload if something has changed."""
    shown = request.GET.get("shown") == Dialogue.objects.for_partner(request.partner).mark()
    return HttpResponse(status=204, headers={} if shown else {"HX-Refresh": "true"})


@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_dialogue(request: PartnerRequest) -> HttpResponse:
    """The beginning of a dialogue. Another page may post the kind and the topic; addresses carry no words."""
    said = request.POST if request.method == "POST" else request.GET
    initial = {"kind": said.get("kind", ""), "topic": request.POST.get("topic", "")}
    return render(request, "dialogues/new.html", {"form": BeginForm(initial=initial)})


def dialogue_access(view: ViewFunction) -> ViewFunction:
    """Answer for those who may not come in, or not any more, since the page was asked for."""

    @wraps(view)
    def guarded(request: HttpRequest, dialogue: uuid.UUID) -> HttpResponse:
        try:
            return view(request, dialogue)
        except NotDialoguePartner as gone:
            raise Http404 from gone
        except SignedOut:
            return redirect_to_login(reverse("dialogues:room", args=[dialogue]))

    return guarded


@partner_required
@require_safe
@dialogue_access
def room(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    """The live room."""
    found = Dialogue.objects.for_partner(request.partner).get_or_404(dialogue)
    return move_responses.render_room(request, found, load_scene(found.pk, credentials_of_request(request)))


@preserve_input(
    lambda request: recover_submission(request.POST).words,
    lambda dialogue: reverse("dialogues:room", args=[dialogue]),
)
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
@dialogue_access
def submit_move(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    """The form door: one move. Who comes here by a link, as after signing in, is led to the room."""
    if request.method != "POST":
        return redirect("dialogues:room", dialogue)
    found = Dialogue.objects.for_partner(request.partner).get_or_404(dialogue)
    who = credentials_of_request(request)
    submission = parse_move(request.POST, request.partner.user.profile.time_zone)
    if submission is None:
        scene = load_scene(found.pk, who)
        garbled = MoveResult(scene, scene.state.version, refusal=Refusal.GARBLED)
        return move_responses.respond(request, found, garbled, recover_submission(request.POST))
    result = play(found.pk, who, submission)
    announce_move(result)
    return move_responses.respond(request, found, result, submission)


@partner_required
@require_safe
@dialogue_access
def present_stage(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    """The present stage, for a script whose socket will not open."""
    found = Dialogue.objects.for_partner(request.partner).get_or_404(dialogue)
    seen = parse_version(request.GET.get("seen", "")) or 0
    return JsonResponse(
        {"frames": [present_frame(load_scene(found.pk, credentials_of_request(request)), seen)]}
    )
