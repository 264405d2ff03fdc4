"""Forms that hold words: what they bring with them, and how words are given back that find no place any more."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

View = Callable[..., HttpResponse]
KEY_PATTERN = re.compile(r"[A-Za-z0-9_-]{22}")


def typed_in(*names: str) -> Callable[[HttpRequest], str]:
    """Return a function that reads what was typed into these fields."""
    return lambda request: "\n".join(filter(None, (request.POST.get(name, "") for name in names)))


def preserve_input(typed: Callable[[HttpRequest], str], back: Callable[..., str]) -> Callable[[View], View]:
    """Guard a view whose form holds words: `typed` reads them, `back` is where to go on.

    They are given back to a person who was signed out meanwhile, who may not be here any more, or who wrote about
    something that is gone.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **names: Any) -> HttpResponse:
            if request.method != "POST":
                return view(request, **names)
            context = {"back": back(**names), "words": typed(request)}
            if not request.user.is_authenticated:
                return render(request, "couples/session_expired.html", context, status=403)
            try:
                answer = view(request, **names)
            except Http404:
                return render(request, "couples/not_found_with_words.html", context, status=404)
            if context["words"].strip() and is_turned_away(answer):
                return render(request, "couples/not_found_with_words.html", context, status=404)
            return answer

        guarded.__dict__ |= {"typed": typed, "back": back}  # for a form that is refused before it gets here
        return guarded

    return guard


def is_turned_away(answer: HttpResponse) -> bool:
    """Return whether the view redirected someone who may no longer be here: the couple ended, or they
    withdrew consent."""
    return isinstance(answer, HttpResponseRedirect) and answer.url in (reverse("home"), reverse("onboarding"))


def idempotency_key() -> str:
    """22 random characters, by which what a form holds is stored once."""
    return secrets.token_urlsafe(16)


def idempotency_key_of(request: HttpRequest) -> str:
    """The key that a form brings; a new one where it has none of our shape."""
    key = request.POST.get("key", "")
    return key if KEY_PATTERN.fullmatch(key) else idempotency_key()


def form_version(request: HttpRequest) -> int:
    """Return the version that a form is based on; -1 if it names none."""
    version = parse_version(request.POST.get("seen", ""))
    return -1 if version is None else version


def parse_version(text: str) -> int | None:
    """Return the version that a text names, None if it names none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def post_or_none(request: HttpRequest) -> Any:
    """Return the submitted data, or None for a GET."""
    return request.POST if request.method == "POST" else None


def redirect_or_json(request: HttpRequest, url: str) -> HttpResponse:
    """Redirect after a form was stored. A script that keeps its words until then gets the URL as JSON."""
    return JsonResponse({"next": url}) if wants_json(request) else redirect(url)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks for JSON."""
    return "application/json" in request.headers.get("Accept", "")
