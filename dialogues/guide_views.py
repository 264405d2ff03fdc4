"""Views for everybody: how a dialogue works, and a minute of practice. Nothing is stored."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from core.text import visible_or_blank
from dialogues.practice import PRACTICES
from dialogues.protocol.kinds import KINDS

MAX_ECHO_LENGTH = 2000  # characters


@require_safe
def how_it_works(request: HttpRequest) -> HttpResponse:
    """Explain a dialogue on one page."""
    return render(request, "dialogues/how_it_works.html", {"kinds": KINDS.values()})


@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest, number: int = 1) -> HttpResponse:
    """Show a sentence to say back. A POST echoes what was typed, beside what a good mirror keeps."""
    if not 0 < number <= len(PRACTICES):
        raise Http404
    context = {
        "practice": PRACTICES[number - 1],
        "number": number,
        "count": len(PRACTICES),
        "next_number": number % len(PRACTICES) + 1,
        "is_answered": request.method == "POST",
        "words": visible_or_blank(request.POST.get("words", "")[:MAX_ECHO_LENGTH]),
        "max_length": MAX_ECHO_LENGTH,
    }
    return render(request, "dialogues/practice.html", context)
