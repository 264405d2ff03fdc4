"""The page of the search."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.form_utils import preserve_input, typed_in
from couples.decorators import PartnerRequest, partner_required
from transcripts.search import results
from transcripts.search.query_parser import LONGEST
from transcripts.views import as_id


@preserve_input(typed_in("q"), lambda: reverse("transcripts:search"))
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: PartnerRequest) -> HttpResponse:
    """The box, and what it finds: at first, `after` a dialogue, or all that is in `only` one. What is looked for
    comes by POST, so that it stands in no address."""
    typed = request.POST.get("q", "")[:LONGEST]
    part = {name: as_id(request.POST.get(name, "")) for name in ("after", "only")}
    found = results.search(request.partner, typed, **part) if request.method == "POST" else None
    context = {
        "typed": typed,
        "found": found,
        "is_part": any(part.values()),
        "longest": LONGEST,
        "partner": request.partner,
    }
    return render(request, "transcripts/search.html", context)
