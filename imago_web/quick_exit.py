"""The quick exit: sign out at once and show an empty page."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe


@csrf_exempt  # leaving must never fail; a foreign page's POST carries no session cookie (SameSite=Lax)
@require_POST
@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out here and now, then redirect to a page that says nothing."""
    logout(request)
    return HttpResponseRedirect("/blank/", status=303)


@require_safe
@never_cache
def blank(request: HttpRequest) -> HttpResponse:
    """Show an empty tab."""
    return HttpResponse(render_to_string("shell/blank.html"))


urlpatterns = [
    path("exit/", leave, name="exit"),
    path("blank/", blank, name="blank"),
]
