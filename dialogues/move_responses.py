"""The form door: the answers of `play` for a page that posts, and for a script whose socket will not open."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.form_utils import wants_json
from dialogues import stage, transcript_lines
from dialogues.connections import stage_frame
from dialogues.models import Dialogue
from dialogues.play import MoveResult, MoveSubmission
from dialogues.protocol import INVITED, Refusal
from dialogues.store import Scene

RECENT_TURNS = 60


def respond(
    request: HttpRequest, dialogue: Dialogue, answer: MoveResult, made: MoveSubmission
) -> HttpResponse:
    """200 with the stage for a script, 303 for a plain form; 409 when stale, 422 when refused, both with the
    present stage and the words still in the box."""
    status = 200 if answer.refusal is None else 409 if answer.refusal is Refusal.STALE else 422
    if wants_json(request):
        return JsonResponse({"frames": move_frames(answer, made)}, status=status)
    if not is_navigation(request):
        return HttpResponse(stage_after(answer, made), status=status)
    if answer.refusal is None:
        return HttpResponseRedirect(reverse("dialogues:room", args=[dialogue.pk]), status=303)
    return render_room(request, dialogue, answer.scene, answer=answer, made=made, status=status)


def is_navigation(request: HttpRequest) -> bool:
    """Whether the browser itself posted, not a script on the page."""
    if mode := request.headers.get("Sec-Fetch-Mode"):
        return mode == "navigate"
    scripted = "HX-Request" in request.headers or "X-Requested-With" in request.headers
    return "text/html" in request.headers.get("Accept", "") and not scripted


def move_frames(answer: MoveResult, made: MoveSubmission) -> list[dict[str, Any]]:
    """What the socket would have sent."""
    return [answer_frame(answer, made), present_frame(answer.scene, min(made.seen, answer.version))]


def answer_frame(answer: MoveResult, made: MoveSubmission) -> dict[str, Any]:
    if answer.refusal is None:
        return {"is": "ack", "key": made.key, "version": answer.version}
    message = gettext(answer.refusal.message)
    return {
        "is": "refused",
        "key": made.key,
        "reason": answer.refusal,
        "message": message,
        "version": answer.version,
    }


def present_frame(scene: Scene, seen: int) -> dict[str, Any]:
    """The present stage as a frame, with the turns after `seen`."""
    return stage_frame(
        scene, transcript_lines.read_lines(scene, seen), scene.me.slot, scene.language, scene.time_zone
    )


def stage_after(answer: MoveResult, made: MoveSubmission) -> SafeString:
    """The present stage; after a refusal with the words still in their box."""
    html = own_stage(answer.scene)
    return html if answer.refusal is None else fill_words(html, made)


def own_stage(scene: Scene) -> SafeString:
    return stage.render_stage(scene, scene.me.slot, scene.language, scene.time_zone)


def fill_words(html: SafeString, made: MoveSubmission) -> SafeString:
    """A stage with these words in the box of their move, or in one beside it where that move is gone."""
    if not made.words:
        return html
    box = html.find(f'<textarea name="words" id="words-{escape(made.move)}"')
    if box >= 0:
        begin, end = html.index(">", box) + 1, html.index("</textarea>", box)
        filled = html[:begin] + escape(made.words) + html[end:]
        return SafeString(unfold(filled, box))  # both are escaped  # nosec
    beside = format_html(
        '<p class="unsent-words"><label for="kept-words">{}</label>'
        '<textarea id="kept-words" rows="3">{}</textarea></p>',
        gettext("Your words are kept here:"),
        made.words,
    )
    return html + beside


def partners_invitation(request: HttpRequest, scene: Scene) -> Dialogue | None:
    """The partner's own invitation, where both have invited each other and one of them waits here."""
    if scene.state.step != INVITED or scene.me.slot != scene.state.sender:
        return None
    open_ones = Dialogue.objects.for_partner(request.partner).filter(closed_at=None)  # type: ignore[attr-defined]
    theirs = (one for one in open_ones if one.state.step == INVITED and one.state.sender != scene.me.slot)
    return next(theirs, None)


def unfold(html: str, box: int) -> str:
    """The HTML with every fold open that this place lies in."""
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
    answer: MoveResult | None = None,
    made: MoveSubmission | None = None,
    status: int = 200,
) -> HttpResponse:
    """The room as a whole page."""
    html = own_stage(scene)
    refused = answer is not None and made is not None and answer.refusal is not None
    recent = transcript_lines.read_lines(scene, max(0, scene.state.version - RECENT_TURNS))
    context = {
        "dialogue": dialogue,
        "scene": scene,
        "mine": stage.is_my_turn(scene, scene.me.slot),
        "stage": fill_words(html, made) if refused and made else html,
        "turns": [stage.render_turn(line, scene.language, scene.time_zone) for line in recent],
        "earlier": scene.state.version > RECENT_TURNS,
        "invited_too": partners_invitation(request, scene),
        "moves": re.findall(r'id="move-(\w+)"', html),
        "key": secrets.token_urlsafe(16),
        "refusal": gettext(answer.refusal.message) if answer and answer.refusal else "",
    }
    return render(request, "dialogues/room.html", context, status=status)
