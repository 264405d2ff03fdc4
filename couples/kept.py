"""Words that arrive after their author was signed out are given back, with the way to come in again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

View = Callable[..., HttpResponse]


def keep_the_words(typed: Callable[[HttpRequest], str], back: Callable[..., str]) -> Callable[[View], View]:
    """Guard a view whose form holds words: `typed` reads them, `back` says where signing in leads."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **names: Any) -> HttpResponse:
            if request.method != "POST" or request.user.is_authenticated:
                return view(request, **names)
            context = {"back": back(**names), "words": typed(request)}
            return render(request, "couples/signed_out.html", context, status=403)

        return guarded

    return guard


def done(request: HttpRequest, url: str) -> HttpResponse:
    """A form is stored: go on there. A script that keeps what it sent until then is told where."""
    return JsonResponse({"next": url}) if wants_json(request) else redirect(url)


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
