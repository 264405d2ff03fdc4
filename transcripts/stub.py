"""Stands where the page for reading a dialogue will stand, until it is there. To be dropped with its template."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from couples.access import PartnerRequest, partner_required
from dialogues import lines, reading
from dialogues.models import Dialogue
from transcripts.marking import marked, parse_mark


@partner_required
@require_safe
def read(request: PartnerRequest, dialogue: uuid.UUID) -> HttpResponse:
    """All turns of a dialogue, with the places marked that the address names."""
    found = Dialogue.objects.for_partner(request.partner).get_or_404(dialogue)
    mark = parse_mark(request.GET.get("mark", ""))
    scene = reading.scene_of(found, request.partner, request.partner.other())
    turns = [
        (line, marked(line.words or "", mark.spans if mark and mark.seq == line.seq else ()))
        for line in lines.read(scene)
    ]
    return render(request, "transcripts/stub.html", {"turns": turns})
