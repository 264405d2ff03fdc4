"""The page of the insights."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from couples.decorators import PartnerRequest, partner_required
from transcripts.insights import queries
from transcripts.insights.page_context import InsightsPage


@partner_required
@require_safe
def insights_page(request: PartnerRequest) -> HttpResponse:
    """Show the couple's statistics as charts."""
    return render(
        request, "transcripts/insights.html", {"page": InsightsPage(queries.load_insights(request.partner))}
    )
