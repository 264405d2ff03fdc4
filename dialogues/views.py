"""Views of the dialogues: the list, a new one, the room and its moves."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from core.form_utils import idempotency_key_of, parse_version, preserve_input, redirect_or_json, typed_in
from core.stepped_form import STEP, SteppedForm
from couples.decorators import PartnerRequest, partner_required
from couples.home_items import reader_of
from couples.session_credentials import credentials_of_request
from dialogues import ending, http_responses
from dialogues.begin import begin_dialogue, begin_initial
from dialogues.forms import BeginForm, parse_move, recover_submission
from dialogues.frames import present_frame
from dialogues.home_items import fetch_open
from dialogues.hooks import CannotBegin
from dialogues.hub import announce_move
from dialogues.invitations import check_rest
from dialogues.list_items import begin_url, kind_cards, summaries
from dialogues.models import Dialogue
from dialogues.play import MoveResult, play
from dialogues.prompts import DECKS
from dialogues.protocol import Kind, Refusal
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.kinds.appreciation import KIND as APPRECIATION
from dialogues.scenes import NotDialoguePartner, SignedOut, load_scene

ViewFunction = Callable[..., HttpResponse]


@preserve_input(typed_in("topic"), lambda: reverse("dialogues:new"))
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def dialogue_list(request: PartnerRequest) -> HttpResponse:
    """List the couple's open dialogues and the kinds to begin. POST begins one."""
    if request.method != "POST":
        # Before the rows, so that a move made in between reloads the page.
        mark = Dialogue.objects.for_partner(request.partner).mark()
        partner = request.partner.other()
        context = {
            "dialogues": summaries(reader_of(request).cached(fetch_open), request.partner, partner),
            "has_talked": not mark.startswith("0-"),
            "first_url": begin_url(APPRECIATION),
            "kind_cards": kind_cards(request.partner),
            "partner": partner,
            "mark": mark,
        }
        return render(request, "dialogues/list.html", context)
    return begin(request, BeginForm(request.POST))


@partner_required
@require_safe
def list_changes(request: PartnerRequest) -> HttpResponse:
    """Tell an open list to reload if something has changed. It asks now and then if no socket opens."""
    shown = request.GET.get("shown") == Dialogue.objects.for_partner(request.partner).mark()
    return HttpResponse(status=204, headers={} if shown else {"HX-Refresh": "true"})


@preserve_input(typed_in("topic"), lambda: reverse("dialogues:new"))
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_dialogue(request: PartnerRequest) -> HttpResponse:
    """The beginning of a dialogue, one question a screen. Another page may post the kind and the topic; addresses carry
    no words."""
    if STEP in request.POST:
        return begin(request, BeginForm(request.POST))
    kind = (request.POST or request.GET).get("kind", "")
    if kind in KINDS and KINDS[kind].prepare_url:
        return redirect(KINDS[kind].prepare_url)
    try:
        if kind in KINDS:
            check_rest(request.partner, KINDS[kind])
    except CannotBegin as why:
        messages.info(request, str(why))
        return redirect("dialogues:new")
    return render_beginning(request, BeginForm(initial=begin_initial(request.partner, kind, request.POST)))


def begin(request: PartnerRequest, form: BeginForm) -> HttpResponse:
    """Begin the dialogue after the form's last step, and show the next one before."""
    if not form.is_valid():
        return render_beginning(request, form, 422)
    kind, page = form.cleaned_data["kind"], reverse("dialogues:new")
    steps = beginning_steps(request, form, KINDS[kind])
    if not steps.is_finished:
        return steps.carry_on(request, page, kind=kind) or render_beginning(request, form, steps=steps)
    try:
        dialogue = begin_dialogue(request.partner, **form.cleaned_data, key=idempotency_key_of(request))
    except CannotBegin as why:
        form.add_error(None, str(why))
        return render_beginning(request, form, 422)
    return redirect_or_json(request, reverse("dialogues:room", args=[dialogue.pk]))


def beginning_steps(request: PartnerRequest, form: BeginForm, kind: Kind) -> SteppedForm:
    """Return the beginning of this kind at its present step."""
    return SteppedForm(form, form.steps(kind.topic_question, is_surprise=kind.is_surprise), request)


def render_beginning(
    request: PartnerRequest, form: BeginForm, status: int = 200, steps: SteppedForm | None = None
) -> HttpResponse:
    """Render a step of the beginning: the kinds, until one is chosen."""
    context: dict[str, Any] = {"other": request.partner.other()}
    kind = KINDS.get(form["kind"].value() or "")
    if kind is None:
        context |= {"kind_cards": kind_cards(request.partner), "topic": form["topic"].value()}
        return render(request, "dialogues/kinds.html", context, status=status)
    steps = steps or beginning_steps(request, form, kind)
    context |= beginning_prompts(kind)
    context |= {"kind": kind, "steps": steps, "is_prefilled": request.method == "POST" and not form.is_bound}
    context["key"] = idempotency_key_of(request)
    return render(request, "dialogues/new.html", context, status=status)


def beginning_prompts(kind: Kind) -> dict[str, Any]:
    """Ideas for the topic. Where it may be a surprise, they're for later."""
    deck = [prompt for prompt in DECKS.get(kind.name, ()) if not prompt.step]
    has_topics = any(prompt.topic for prompt in deck)
    return {
        "prompts": [gettext(prompt.topic or prompt.opening) for prompt in deck],
        "prompts_target": "topic" if has_topics else "",
    }


def dialogue_access(view: ViewFunction) -> ViewFunction:
    """Return 404 to users who aren't partners in the dialogue, and redirect signed-out users to the login page."""

    @wraps(view)
    def guarded(request: HttpRequest, dialogue: uuid.UUID) -> HttpResponse:
        try:
            return view(request, dialogue)
        except NotDialoguePartner as error:
            raise Http404 from error
        except SignedOut:
            return redirect_to_login(reverse("dialogues:room", args=[dialogue]))

    return guarded


@partner_required
@require_safe
@dialogue_access
def room(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    """The live room."""
    row = Dialogue.objects.for_partner(request.partner).get_or_404(dialogue)
    return http_responses.render_room(request, row, load_scene(row.pk, credentials_of_request(request)))


@preserve_input(
    lambda request: recover_submission(request.POST).words,
    lambda dialogue: reverse("dialogues:room", args=[dialogue]),
)
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
@dialogue_access
def submit_move(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    """Make one move by form. A GET, as after signing in, redirects to the room."""
    if request.method != "POST":
        return redirect("dialogues:room", dialogue)
    row = Dialogue.objects.for_partner(request.partner).get_or_404(dialogue)
    credentials = credentials_of_request(request)
    submission = parse_move(request.POST, request.partner.user.profile.time_zone)
    if submission is None:
        scene = load_scene(row.pk, credentials)
        garbled = MoveResult(scene, scene.state.version, refusal=Refusal.GARBLED)
        return http_responses.respond(request, row, garbled, recover_submission(request.POST))
    result = play(row.pk, credentials, submission)
    announce_move(result)
    return http_responses.respond(request, row, result, submission)


@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
@dialogue_access
def ending_page(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    """What stands below the stage, for the room's script. POST asks the other for the same again."""
    row = Dialogue.objects.for_partner(request.partner).get_or_404(dialogue)
    credentials = credentials_of_request(request)
    if request.method != "POST":
        scene = load_scene(row.pk, credentials)
        context = http_responses.below_stage(row, scene, request.partner)
        return render(request, "dialogues/below_stage.html", context)
    try:
        planned = ending.plan_again(row, request.partner, credentials)
    except CannotBegin as why:
        messages.info(request, str(why))
        planned = row
    return redirect("dialogues:room", (planned or row).pk)


@partner_required
@require_safe
@dialogue_access
def present_stage(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    """The present stage, for a script whose socket will not open."""
    row = Dialogue.objects.for_partner(request.partner).get_or_404(dialogue)
    seen = parse_version(request.GET.get("seen", "")) or 0
    return JsonResponse(
        {"frames": [present_frame(load_scene(row.pk, credentials_of_request(request)), seen)]}
    )
