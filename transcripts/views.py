"""Views of past dialogues: timeline, detail page, bookmarks, notes and erasure."""

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
from transcripts import bookmarks, detail, dialogue_rows, erasure, notes_and_bookmarks, timeline
from transcripts.forms import FilterForm, NoteForm
from transcripts.search.highlighting import parse_mark
from transcripts.search.query_parser import MAX_QUERY_LENGTH
from transcripts.transcript_layout import TurnGroup


@partner_required
@require_safe
def timeline_page(request: PartnerRequest) -> HttpResponse:
    """Show the timeline; for htmx, only the months of the next page."""
    me = request.partner
    is_more = "HX-Request" in request.headers
    rows = dialogue_rows.fetch_rows(me) if not is_more or request.GET.get("like") else []
    form = FilterForm(request.GET, me, me.other(), rows)
    filters = form.active_filters
    page = timeline.build_timeline(me, filters, parse_uuid(request.GET.get("after", "")))
    query = request.GET.copy()
    is_later = bool(query.pop("after", None))
    context = {
        "page": page,
        "form": form,
        "filters": filters,
        "filter_query": query.urlencode(),
        "rows": rows,
        "is_more": is_more,
        "is_later": is_later,
        "max_query_length": MAX_QUERY_LENGTH,
    }
    return render(
        request, "transcripts/timeline_months.html" if is_more else "transcripts/timeline.html", context
    )


@partner_required
@require_safe
def bookmarks_page(request: PartnerRequest) -> HttpResponse:
    """Show the turns that someone bookmarked or wrote a note on."""
    dialogues, next_after = bookmarks.bookmarked_dialogues(
        request.partner, parse_uuid(request.GET.get("after", ""))
    )
    return render(request, "transcripts/bookmarks.html", {"dialogues": dialogues, "next_after": next_after})


def parse_uuid(text: str) -> uuid.UUID | None:
    """Return the id in a query string; None if it is invalid."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def get_dialogue_or_404(request: PartnerRequest, dialogue: uuid.UUID) -> Dialogue:
    """Return the couple's dialogue."""
    row: Dialogue = Dialogue.objects.for_partner(request.partner).get_or_404(dialogue)
    return row


def turn_url(dialogue: uuid.UUID, seq: int) -> str:
    """Return the address of a turn."""
    return f"{reverse('transcripts:detail', args=[dialogue])}#turn-{seq}"


@partner_required
@require_safe
def detail_page(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    """Show a dialogue."""
    mark = parse_mark(request.GET.get("mark", ""))
    context = detail.detail_context(get_dialogue_or_404(request, dialogue), request.partner, mark)
    return render(request, "transcripts/detail.html", context)


@partner_required
@require_POST
def toggle_bookmark(request: PartnerRequest, dialogue: uuid.UUID, seq: int) -> HttpResponse:
    """Bookmark a turn, or remove its bookmark. Without a script, the page it was on is shown again."""
    row, is_bookmarked = get_dialogue_or_404(request, dialogue), request.POST.get("on") == "yes"
    notes_and_bookmarks.set_bookmark(request.user, row, seq, on=is_bookmarked)
    if wants_json(request):
        return JsonResponse({"on": is_bookmarked})
    if request.POST.get("from") == "ending":
        return redirect(f"{reverse('dialogues:room', args=[dialogue])}#below-stage")
    return redirect(turn_url(dialogue, seq))


@preserve_input(typed_in("words"), lambda dialogue, seq: turn_url(dialogue, seq))
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def note_page(request: PartnerRequest, dialogue: uuid.UUID, seq: int) -> HttpResponse:
    """Show and save the note on a turn."""
    row = get_dialogue_or_404(request, dialogue)
    note = notes_and_bookmarks.get_note(request.user, row, seq)
    turn = get_turn_view_or_404(row, request, seq)
    context = {"dialogue": row, "turn": turn, "seen": note.version if note else 0}
    form = NoteForm(post_or_none(request), initial={"words": note.words if note else ""})
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "transcripts/note.html", {**context, "form": form}, status=status)
    try:
        notes_and_bookmarks.save_note(
            request.user, row, seq, form.cleaned_data["words"], form_version(request)
        )
    except notes_and_bookmarks.StaleNote as stale:
        context |= {"form": form, "current": stale.note, "seen": stale.note.version if stale.note else 0}
        return render(request, "transcripts/note.html", {**context, "is_stale": True}, status=409)
    return redirect_or_json(request, turn_url(dialogue, seq))


def get_turn_view_or_404(dialogue: Dialogue, request: PartnerRequest, seq: int) -> detail.TurnView:
    """Return a turn as this partner sees it."""
    reader = detail.build_reader(dialogue, request.partner)
    line = next((line for line in reader.lines() if line.seq == seq), None)
    if line is None:
        raise Http404
    return reader.turn_view(TurnGroup(line))


@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase_page(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    """Erase words for good: of one turn, one's own in the dialogue, or all of it for both."""
    row = get_dialogue_or_404(request, dialogue)
    if row.closed_at is None:
        return redirect("dialogues:room", dialogue)
    data = request.POST if request.method == "POST" else request.GET
    turn = selected_turn(row, request, data.get("turn", ""))
    scope = data.get("what", "")
    is_confirmed = scope != erasure.ALL or data.get("sure") == "yes"
    if request.method == "POST" and is_confirmed and erasure.erase_scope(row, request.partner, scope, turn):
        messages.success(request, erasure.erased_message(scope))
        return redirect(
            turn_url(dialogue, turn.line.seq) if turn else reverse("transcripts:detail", args=[dialogue])
        )
    context = {
        "dialogue": row,
        "turn": turn if turn and turn.can_erase else None,
        "partner": request.partner.other(),
        "started_by_me": row.started_by_id == request.partner.pk,
        "needs_confirmation": not is_confirmed,
        "own_words_until": own_words.expiry_dates(request.partner, [row]).get(row.pk),
        "has_failed": request.method == "POST" and is_confirmed,
    }
    status = 422 if context["has_failed"] else 200
    return render(request, "transcripts/erase.html", context, status=status)


def selected_turn(dialogue: Dialogue, request: PartnerRequest, seq: str) -> detail.TurnView | None:
    """The turn with this number; None without a valid number, 404 without such a turn."""
    is_number = seq.isascii() and seq.isdigit() and len(seq) < 10
    return get_turn_view_or_404(dialogue, request, int(seq)) if is_number else None
