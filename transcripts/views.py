"""The pages of past dialogues: the timeline, one to read, its bookmarks and erasure."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.form_utils import form_version, post_or_none, preserve_input, redirect_or_json, typed_in, wants_json
from couples.decorators import PartnerRequest, partner_required
from dialogues import own_words
from dialogues.models import Dialogue
from transcripts import bookmarks, detail, erasure, notes_and_stars, timeline
from transcripts.forms import FilterForm, NoteForm
from transcripts.layout import TurnGroup
from transcripts.search.highlighting import parse_mark


@partner_required
@require_safe
def timeline_page(request: PartnerRequest) -> HttpResponse:
    """The timeline; only the next page's months for a script."""
    me = request.partner
    is_more = "HX-Request" in request.headers
    form = FilterForm(request.GET, me, me.other(), is_shown=not is_more)
    wanted = form.wanted
    page = timeline.build_timeline(me, wanted, as_id(request.GET.get("after", "")))
    asked = request.GET.copy()
    is_later = bool(asked.pop("after", None))
    context = {"page": page, "form": form, "wanted": wanted, "asked": asked.urlencode(), "is_more": is_more}
    context |= {"is_later": is_later}
    return render(
        request, "transcripts/timeline_months.html" if is_more else "transcripts/timeline.html", context
    )


@partner_required
@require_safe
def bookmarks_page(request: PartnerRequest) -> HttpResponse:
    """The turns that someone keeps, with their notes."""
    found, earlier = bookmarks.bookmarked_dialogues(request.partner, as_id(request.GET.get("after", "")))
    return render(request, "transcripts/bookmarks.html", {"kept": found, "earlier": earlier})


def as_id(text: str) -> uuid.UUID | None:
    """The id in an address; None if it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def get_dialogue(request: PartnerRequest, dialogue: uuid.UUID) -> Dialogue:
    """The couple's dialogue, or 404."""
    found: Dialogue = Dialogue.objects.for_partner(request.partner).get_or_404(dialogue)
    return found


def turn_url(dialogue: uuid.UUID, seq: int) -> str:
    """The address of a turn."""
    return f"{reverse('transcripts:read', args=[dialogue])}#turn-{seq}"


@partner_required
@require_safe
def read(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    """A dialogue to read."""
    mark = parse_mark(request.GET.get("mark", ""))
    context = detail.detail_context(get_dialogue(request, dialogue), request.partner, mark)
    return render(request, "transcripts/detail.html", context)


@partner_required
@require_POST
def star(request: PartnerRequest, dialogue: uuid.UUID, seq: int) -> HttpResponse:
    """Star a turn, or take the star away."""
    found, on = get_dialogue(request, dialogue), request.POST.get("on") == "yes"
    notes_and_stars.set_star(request.user, found, seq, on=on)
    return JsonResponse({"on": on}) if wants_json(request) else redirect(turn_url(dialogue, seq))


@preserve_input(typed_in("words"), lambda dialogue, seq: turn_url(dialogue, seq))
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: PartnerRequest, dialogue: uuid.UUID, seq: int) -> HttpResponse:
    """Write a note on a turn."""
    found = get_dialogue(request, dialogue)
    kept = notes_and_stars.get_note(request.user, found, seq)
    turn = build_turn(found, request, seq)
    context = {"dialogue": found, "turn": turn, "seen": kept.version if kept else 0, "kept": kept}
    form = NoteForm(post_or_none(request), initial={"words": kept.words if kept else ""})
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "transcripts/note.html", {**context, "form": form}, status=status)
    try:
        notes_and_stars.save_note(request.user, found, seq, form.cleaned_data["words"], form_version(request))
    except notes_and_stars.StaleNote as other:
        context |= {"form": form, "other": other.note, "seen": other.note.version if other.note else 0}
        return render(request, "transcripts/note.html", {**context, "changed": True}, status=409)
    return redirect_or_json(request, turn_url(dialogue, seq))


def build_turn(dialogue: Dialogue, request: PartnerRequest, seq: int) -> detail.TurnView:
    """A turn as this partner sees it, or 404."""
    reader = detail.build_reader(dialogue, request.partner)
    line = next((line for line in reader.lines() if line.seq == seq), None)
    if line is None:
        raise Http404
    return reader.turn_view(TurnGroup(line))


@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase_page(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    """Let words go for good: those of one turn, one's own in all of a dialogue, or all of it for both."""
    found = get_dialogue(request, dialogue)
    if found.closed_at is None:
        return redirect("dialogues:room", dialogue)
    said = request.POST if request.method == "POST" else request.GET
    seq = said.get("turn", "")
    turn = build_turn(found, request, int(seq)) if seq.isascii() and seq.isdigit() and len(seq) < 10 else None
    what = said.get("what", "")
    sure = what != erasure.WHOLE or said.get("sure") == "yes"
    if request.method == "POST" and sure and erasure.erase_scope(found, request.partner, what, turn):
        messages.success(request, erasure.erased_message(what))
        return redirect(
            turn_url(dialogue, turn.line.seq) if turn else reverse("transcripts:read", args=[dialogue])
        )
    context = {
        "dialogue": found,
        "turn": turn if turn and turn.is_mine else None,
        "partner": request.partner.other(),
        "begun_by_me": found.started_by_id == request.partner.pk,
        "sure": not sure,
        "own_until": own_words.expiry_dates(request.partner, [found]).get(found.pk),
        "nothing_went": request.method == "POST" and sure,
    }
    status = 422 if context["nothing_went"] else 200
    return render(request, "transcripts/erase.html", context, status=status)
