"""HTTP responses to a posted move: the room as a page, its stage, or frames as JSON for a script without a socket."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.form_utils import wants_json
from couples.models import Partner
from dialogues import ending, stage, transcript_lines
from dialogues.frames import Frame, answer_frame, present_frame
from dialogues.models import Dialogue
from dialogues.partner_notice import NOTICE_STEPS, is_waiting_for_answer, partner_notice
from dialogues.play import MoveResult, MoveSubmission
from dialogues.protocol import INVITED, Refusal
from dialogues.protocol.arrangements import ARRANGING
from dialogues.protocol.engine import is_turn_of
from dialogues.protocol.kinds import KINDS
from dialogues.refilled_form import refill
from dialogues.store import Scene

RECENT_TURNS = 60
BEFORE_THE_FIRST_WORDS = (*ARRANGING, "centering")


def respond(
    request: HttpRequest, dialogue: Dialogue, result: MoveResult, submission: MoveSubmission
) -> HttpResponse:
    """Return 200 with the stage for a script, 303 for a plain form, 409 if stale, 422 if refused.

    409 and 422 carry the present stage, with the words still in the box.
    """
    status = 200 if result.refusal is None else 409 if result.refusal is Refusal.STALE else 422
    if wants_json(request):
        return JsonResponse({"frames": move_frames(result, submission)}, status=status)
    if not is_navigation(request):
        return HttpResponse(stage_after(request, result, submission), status=status)
    if result.refusal is None:
        return HttpResponseRedirect(reverse("dialogues:room", args=[dialogue.pk]), status=303)
    return render_refusal(request, dialogue, result, submission, status)


def is_navigation(request: HttpRequest) -> bool:
    """Whether the browser itself posted, not a script on the page."""
    if mode := request.headers.get("Sec-Fetch-Mode"):
        return mode == "navigate"
    scripted = "HX-Request" in request.headers or "X-Requested-With" in request.headers
    return "text/html" in request.headers.get("Accept", "") and not scripted


def move_frames(result: MoveResult, submission: MoveSubmission) -> list[Frame]:
    """What the socket would have sent."""
    ack = answer_frame(submission.key, result, result.scene.language)
    return [ack, present_frame(result.scene, min(submission.seen, result.version))]


def own_stage(scene: Scene) -> SafeString:
    """Return the stage of the one who loaded the scene."""
    return stage.render_stage(scene, scene.me.slot, scene.language, scene.time_zone)


def below_stage(dialogue: Dialogue, scene: Scene, me: Partner) -> dict[str, Any]:
    """Return the context of what stands below the stage: the partner's notification, and the ending."""
    return {
        "dialogue": dialogue,
        "scene": scene,
        "notice": partner_notice(scene),
        "ending": ending.build_ending(dialogue, me),
    }


def partners_invitation(request: HttpRequest, scene: Scene) -> Dialogue | None:
    """Return the partner's own invitation, if both have invited each other and this one waits here."""
    if not is_waiting_for_answer(scene):
        return None
    open_ones = Dialogue.objects.for_partner(request.partner).filter(closed_at=None)  # type: ignore[attr-defined]
    invitations = (
        row for row in open_ones if row.state.step == INVITED and row.state.sender != scene.me.slot
    )
    return next(invitations, None)


def is_first(request: HttpRequest, scene: Scene) -> bool:
    """Whether a dialogue is about to begin for someone whose couple has finished none yet."""
    if scene.state.step not in BEFORE_THE_FIRST_WORDS:
        return False
    dialogues = Dialogue.objects.for_partner(request.partner)  # type: ignore[attr-defined]
    return not dialogues.filter(snapshot__finished=True).exists()


def stage_after(request: HttpRequest, result: MoveResult, submission: MoveSubmission) -> SafeString:
    """Return the present stage, after a refusal with what was filled in still in its form."""
    html = own_stage(result.scene)
    return refill(html, submission, request.POST) if result.refusal else html


def render_room(request: HttpRequest, dialogue: Dialogue, scene: Scene) -> HttpResponse:
    """Return the room as a page."""
    return render(request, "dialogues/room.html", room_context(request, dialogue, scene, own_stage(scene)))


def render_refusal(
    request: HttpRequest, dialogue: Dialogue, result: MoveResult, submission: MoveSubmission, status: int
) -> HttpResponse:
    """Return the room after a move was refused, with what was filled in still in its form."""
    html = stage_after(request, result, submission)
    context = room_context(request, dialogue, result.scene, html)
    context["refusal"] = gettext(result.refusal.message) if result.refusal else ""
    return render(request, "dialogues/room.html", context, status=status)


def room_context(request: HttpRequest, dialogue: Dialogue, scene: Scene, html: SafeString) -> dict[str, Any]:
    """Return the context of the room with this stage."""
    kind = KINDS[scene.kind]
    recent = transcript_lines.read_lines(scene, max(0, scene.state.version - RECENT_TURNS))
    return {
        "my_turn": is_turn_of(kind, scene.state, scene.me.slot),
        "stage": html,
        "has_mirrors": any(step.mirrors for step in kind.table.values()),
        "turns": [stage.render_turn(line, scene.me.slot, scene.language, scene.time_zone) for line in recent],
        "has_earlier_turns": scene.state.version > RECENT_TURNS,
        "partners_invitation": partners_invitation(request, scene),
        "is_first": is_first(request, scene),
        "notice_steps": " ".join(NOTICE_STEPS),
        "moves": re.findall(r'id="move-(\w+)"', html),
        "key": secrets.token_urlsafe(16),
        **below_stage(dialogue, scene, request.partner),  # type: ignore[attr-defined]
    }
