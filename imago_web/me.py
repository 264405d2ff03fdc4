"""The page of what is one's own, and of what is kept for the two: each room and the account, with one line each."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from couples.decorators import PersonRequest, onboarded_required
from dialogues.models import Dialogue


@onboarded_required
@require_safe
def me(request: PersonRequest) -> HttpResponse:
    """List the rooms. Requests and exits are folded away until a first whole dialogue is done."""
    partner = request.person.partner
    is_practised = partner and Dialogue.objects.for_partner(partner).completed().exists()
    return render(request, "shell/me.html", {"partner": partner, "is_practised": is_practised})


urlpatterns = [path("", me, name="me")]
