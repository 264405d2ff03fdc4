"""Responses to a move that was posted: a page, or frames for a script whose socket will not open."""

from __future__ import annotations

import re
import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.form_utils import wants_json
from dialogues import stage, transcript_lines
from dialogues.frames import Frame, answer_frame, present_frame
from dialogues.models import Dialogue
from dialogues.play import MoveResult, MoveSubmission
from dialogues.protocol import INVITED, Refusal
from dialogues.store import Scene

RECENT_TURNS = 60


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
        return HttpResponse(stage_after(result, submission), status=status)
    if result.refusal is None:
        return HttpResponseRedirect(reverse("dialogues:room", args=[dialogue.pk]), status=303)
    return render_room(request, dialogue, result.scene, result=result, submission=submission, status=status)


def is_navigation(request: HttpRequest) -> bool:
    """Whether the browser itself posted, not a script on the page."""
    if mode := request.headers.get("Sec-Fetch-Mode"):
        return mode == "navigate"
    scripted = "HX-Request" in request.headers or "X-Requested-With" in request.headers
    return "text/html" in request.headers.get("Accept", "") and not scripted


def move_frames(result: MoveResult, submission: MoveSubmission) -> list[Frame]:
    """What the socket would have sent."""
    answer = answer_frame(submission.key, result, result.scene.language)
    return [answer, present_frame(result.scene, min(submission.seen, result.version))]


def stage_after(result: MoveResult, submission: MoveSubmission) -> SafeString:
    """Return the present stage, after a refusal with the words still in their box."""
    html = own_stage(result.scene)
    return html if result.refusal is None else fill_words(html, submission)


def own_stage(scene: Scene) -> SafeString:
    """Return the stage of the one who loaded the scene."""
    return stage.render_stage(scene, scene.me.slot, scene.language, scene.time_zone)


def fill_words(html: SafeString, submission: MoveSubmission) -> SafeString:
    """Put these words into the box of their move, or below the stage if that move isn't offered any more."""
    if not submission.words:
        return html
    box = html.find(f'<textarea name="words" id="words-{escape(submission.move)}"')
    if box >= 0:
        begin, end = html.index(">", box) + 1, html.index("</textarea>", box)
        filled = html[:begin] + escape(submission.words) + html[end:]
        return SafeString(unfold(filled, box))  # both are escaped  # nosec
    beside = format_html(
        '<p class="unsent-words"><label for="kept-words">{}</label>'
        '<textarea id="kept-words" rows="3">{}</textarea></p>',
        gettext("Your words are kept here:"),
        submission.words,
    )
    return html + beside


def partners_invitation(request: HttpRequest, scene: Scene) -> Dialogue | None:
    """Return the partner's own invitation, if both have invited each other and this one waits here."""
    if scene.state.step != INVITED or scene.me.slot != scene.state.sender:
        return None
    open_ones = Dialogue.objects.for_partner(request.partner).filter(closed_at=None)  # type: ignore[attr-defined]
    theirs = (one for one in open_ones if one.state.step == INVITED and one.state.sender != scene.me.slot)
    return next(theirs, None)


def unfold(html: str, box: int) -> str:
    """Open every `<details>` that contains this place."""
    fold = html.rfind("<details", 0, box)
    while fold >= 0 and "</details>" not in html[fold:box]:
        html = f"{html[:fold]}<details open{html[fold + len('<details') :]}"
        fold = html.rfind("<details", 0, fold)
    return html


def render_room(
    request: HttpRequest,
    dialogue: Dialogue,
    scene: Scene,
    *,
    result: MoveResult | None = None,
    submission: MoveSubmission | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the room as a page."""
    html = own_stage(scene)
    refused = result is not None and submission is not None and result.refusal is not None
    recent = transcript_lines.read_lines(scene, max(0, scene.state.version - RECENT_TURNS))
    context = {
        "dialogue": dialogue,
        "scene": scene,
        "mine": stage.is_my_turn(scene, scene.me.slot),
        "stage": fill_words(html, submission) if refused and submission else html,
        "turns": [stage.render_turn(line, scene.language, scene.time_zone) for line in recent],
        "earlier": scene.state.version > RECENT_TURNS,
        "invited_too": partners_invitation(request, scene),
        "moves": re.findall(r'id="move-(\w+)"', html),
        "key": secrets.token_urlsafe(16),
        "refusal": gettext(result.refusal.message) if result and result.refusal else "",
    }
    return render(request, "dialogues/room.html", context, status=status)
