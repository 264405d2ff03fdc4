"""Helpers for forms: idempotency keys, versions, JSON answers, and giving back text that can't be stored."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

View = Callable[..., HttpResponse]
KEY_PATTERN = re.compile(r"[A-Za-z0-9_-]{22}")


def typed_in(*names: str) -> Callable[[HttpRequest], str]:
    """Return a function that reads what was typed into these fields."""
    return lambda request: "\n".join(filter(None, (request.POST.get(name, "") for name in names)))


def preserve_input(
    read_typed: Callable[[HttpRequest], str], next_url: Callable[..., str]
) -> Callable[[View], View]:
    """Decorate a view whose form takes text, so that a POST never loses it.

    `read_typed` returns the text from the request; `next_url` takes the view's keyword arguments and returns where the
    user can go on.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **names: Any) -> HttpResponse:
            if request.method != "POST":
                return view(request, **names)
            context = {"back": next_url(**names), "words": read_typed(request)}
            return call_or_return_words(view, request, names, context)

        guarded.__dict__ |= {"typed": read_typed, "back": next_url}  # for `couples.csrf`
        return guarded

    return guard


def call_or_return_words(
    view: View, request: HttpRequest, names: dict[str, Any], context: dict[str, str]
) -> HttpResponse:
    """Call the view. Return a page with the words instead if the user was signed out meanwhile (403), or if what they
    wrote about is gone or no longer theirs (404)."""
    if not request.user.is_authenticated:
        return render(request, "shell/session_expired.html", context, status=403)
    try:
        response = view(request, **names)
    except Http404:
        return render(request, "shell/not_found_with_words.html", context, status=404)
    if context["words"].strip() and is_turned_away(response):
        return render(request, "shell/not_found_with_words.html", context, status=404)
    return response


def is_turned_away(response: HttpResponse) -> bool:
    """Return whether the view redirected someone who may no longer be here: the couple ended, or they
    withdrew consent."""
    return isinstance(response, HttpResponseRedirect) and response.url in (
        reverse("home"),
        reverse("onboarding"),
    )


def idempotency_key() -> str:
    """A random key of 22 characters. A form sent twice with it is stored once."""
    return secrets.token_urlsafe(16)


def idempotency_key_of(request: HttpRequest) -> str:
    """The idempotency key in a form; a new one if it has none that is valid."""
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


def redirect_back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Redirect to the page of ours that a form names as `next`, or to the view of this name."""
    page = request.POST.get("next", "")
    is_own_page = page.startswith("/") and url_has_allowed_host_and_scheme(page, {request.get_host()})
    return HttpResponseRedirect(page if is_own_page else reverse(otherwise))


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks for JSON."""
    return "application/json" in request.headers.get("Accept", "")
