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


@keep_the_words(all_of("q"), lambda: reverse("transcripts:search"))
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: PartnerRequest) -> HttpResponse:
    """The box, and what it finds. What is looked for comes by POST, so that it stands in no address."""
    typed = request.POST.get("q", "")[:LONGEST]
    found = finding.search(request.partner, typed) if request.method == "POST" else None
    context = {"typed": typed, "found": found, "longest": LONGEST, "partner": request.partner}
    return render(request, "transcripts/search.html", context)
