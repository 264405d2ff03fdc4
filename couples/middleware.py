"""Middleware: private pages, the renamed session cookie, htmx redirects, the user's language and time zone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from couples.current_person import person_of
from couples.decorators import PersonRequest

Next = Callable[[HttpRequest], HttpResponse]


class PrivatePagesMiddleware:
    """Forbids browsers and proxies to store any page."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class RenamedSessionCookieMiddleware:
    """Carries a session over from the cookie's old name, `imago_session`. To be removed after 0.2."""

    OLD = "imago_session"

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = settings.SESSION_COOKIE_NAME
        key = "" if name in request.COOKIES else request.COOKIES.get(self.OLD, "")
        if not key:
            return self.get_response(request)
        request.COOKIES[name] = key
        response = self.get_response(request)
        if name not in response.cookies:
            age = settings.SESSION_COOKIE_AGE
            response.set_cookie(name, key, max_age=age, secure=True, httponly=True, samesite="Lax")
        response.delete_cookie(self.OLD)
        return response


def session_key_from_cookies(cookies: Mapping[str, str]) -> str:
    """Returns the session key that a browser sends, by the cookie's old name where that is carried over, or ""."""
    carried_over = "couples.middleware.RenamedSessionCookieMiddleware" in settings.MIDDLEWARE
    old = cookies.get(RenamedSessionCookieMiddleware.OLD, "") if carried_over else ""
    return cookies.get(settings.SESSION_COOKIE_NAME, old)


class HtmxRedirectMiddleware:
    """Makes a redirected htmx request load the whole page."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "HX-Request" in request.headers and "Location" in response.headers:
            return HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
        return response


class UserLocaleMiddleware:
    """Activates the user's language and time zone, and sets `person` and `has_partner` on the request."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = cast(PersonRequest, request).person = person_of(request.user)
        profile = person.profile
        if profile is None:
            return self.get_response(request)
        cast(PersonRequest, request).has_partner = person.partner is not None
        with translation.override(profile.language), timezone.override(profile.time_zone):
            return self.get_response(request)
