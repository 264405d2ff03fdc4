"""The search page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.form_utils import preserve_input, typed_in
from couples.decorators import PartnerRequest, partner_required
from transcripts.search import results as search_results
from transcripts.search.query_parser import MAX_QUERY_LENGTH
from transcripts.views import as_id


@preserve_input(typed_in("q"), lambda: reverse("transcripts:search"))
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: PartnerRequest) -> HttpResponse:
    """Search form and a page of results: the first, those `after` a dialogue, or all of `only` one.

    The query is posted, so that it is part of no address.
    """
    typed = request.POST.get("q", "")[:MAX_QUERY_LENGTH]
    part = {name: as_id(request.POST.get(name, "")) for name in ("after", "only")}
    found = search_results.search(request.partner, typed, **part) if request.method == "POST" else None
    context = {
        "typed": typed,
        "results": found,
        "is_part": any(part.values()),
        "longest": MAX_QUERY_LENGTH,
        "partner": request.partner,
    }
    return render(request, "transcripts/search.html", context)
