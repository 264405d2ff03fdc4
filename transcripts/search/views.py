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
from transcripts.views import parse_uuid


@preserve_input(typed_in("q"), lambda: reverse("transcripts:search"))
@partner_required
@require_http_methods(["GET", "HEAD", "POST"])
def search_page(request: PartnerRequest) -> HttpResponse:
    """Show the search form and a page of results.

    The query is posted, so that it never becomes part of a URL. `after` asks for the next page, `only` for
    all hits in one dialogue.
    """
    query = request.POST.get("q", "")[:MAX_QUERY_LENGTH]
    ids = {name: parse_uuid(request.POST.get(name, "")) for name in ("after", "only")}
    results = search_results.search(request.partner, query, **ids) if request.method == "POST" else None
    context = {
        "query": query,
        "results": results,
        "is_part": any(ids.values()),
        "max_length": MAX_QUERY_LENGTH,
        "partner": request.partner,
    }
    return render(request, "transcripts/search.html", context)
