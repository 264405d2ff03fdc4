"""The page of the search."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from couples.access import PartnerRequest, partner_required
from couples.kept import all_of, keep_the_words
from transcripts.search import finding
from transcripts.search.querying import LONGEST
from transcripts.views import as_id


@keep_the_words(all_of("q"), lambda: reverse("transcripts:search"))
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: PartnerRequest) -> HttpResponse:
    """The box, and what it finds: at first, `after` a dialogue, or all that is in `only` one. What is looked for
    comes by POST, so that it stands in no address."""
    typed = request.POST.get("q", "")[:LONGEST]
    part = {name: as_id(request.POST.get(name, "")) for name in ("after", "only")}
    found = finding.search(request.partner, typed, **part) if request.method == "POST" else None
    context = {
        "typed": typed,
        "found": found,
        "is_part": any(part.values()),
        "longest": LONGEST,
        "partner": request.partner,
    }
    return render(request, "transcripts/search.html", context)
