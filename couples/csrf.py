"""The response to a form refused for its CSRF token."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from core.form_utils import wants_json

SKIPPED_FIELDS = ("csrf", "password", "code", "credential")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long, and give back what was typed. `X-Refused` tells scripts so, unless they have
    to ask the user to sign in anyway."""
    if wants_json(request):
        message = gettext("This page has been open too long. Please reload it.")
        response: HttpResponse = JsonResponse({"refused": "csrf", "message": message}, status=403)
    else:
        context = {"words": typed_words(request), "back": referring_page(request)}
        response = render(request, "403_csrf.html", context, status=403)
    if request.user.is_authenticated:
        response.headers["X-Refused"] = "csrf"
    return response


def typed_words(request: HttpRequest) -> str:
    """Return what was typed into the form; nothing if the form came from another site."""
    if not is_same_site(request):
        return ""
    view = request.resolver_match.func if request.resolver_match else None
    if typed := getattr(view, "typed", None):
        return str(typed(request))
    fields = [(name, value.strip()) for name in request.POST for value in request.POST.getlist(name)]
    return "\n".join(
        value
        for name, value in fields
        if " " in value and not any(skipped in name.lower() for skipped in SKIPPED_FIELDS)
    )


def is_same_site(request: HttpRequest) -> bool:
    """Return whether the form was on one of our pages."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", origin) in (origin, *settings.ORIGINS)


def referring_page(request: HttpRequest) -> str:
    """The page the form was on, if known."""
    match = request.resolver_match
    if match and (url_of_page := getattr(match.func, "back", None)):
        return str(url_of_page(**match.kwargs))
    came_from = request.headers.get("Referer", "")
    return came_from if url_has_allowed_host_and_scheme(came_from, {request.get_host()}) else reverse("home")
