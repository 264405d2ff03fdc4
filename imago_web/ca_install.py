"""How a phone comes to trust this computer, and what it misses on a plain address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from runtime import local_ca
from runtime.banner import LOCAL_HOSTS


def ca_install_context(request: HttpRequest) -> dict[str, Any]:
    """For every template: whether browsers hold back what needs a secure page, and whether HTTPS at home is on."""
    plain = not request.is_secure() and request_host(request) not in LOCAL_HOSTS
    return {"plain_http": plain, "home_tls": bool(settings.HOME_TLS)}


@require_safe
def ca_install(request: HttpRequest) -> HttpResponse:
    """For anybody, on the plain door and on the safe one."""
    known = local_ca.certificate(settings.DATA / "tls") if settings.HOME_TLS else None
    told: dict[str, Any] = {"device": guess_device(request.headers.get("User-Agent", ""))}
    if known:
        told |= {"fingerprint": local_ca.fingerprint(known), **install_urls(request_host(request))}
    return render(request, "shell/trust.html", told)


@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """The authority's certificate, as phones take it."""
    known = local_ca.certificate(settings.DATA / "tls") if settings.HOME_TLS else None
    if known is None:
        raise Http404
    return HttpResponse(known.public_bytes(Encoding.DER), content_type="application/x-x509-ca-cert")


def install_urls(host: str) -> dict[str, str]:
    """The safe address for who came by this host, one with a name, and the plain door."""
    origins = {urlsplit(origin).hostname or "": origin for origin in settings.ORIGINS}
    safe = origins.get(host, settings.ORIGINS[0])
    named = next(
        (origin for name, origin in origins.items() if name.endswith(".local") and origin != safe), ""
    )
    reached = next(iter(origins)) if host in LOCAL_HOSTS else host
    return {
        "safe": f"{safe}/",
        "named": named and f"{named}/",
        "door": f"http://{reached}:{settings.HOME_TLS}/",
    }


def guess_device(browser: str) -> str:
    """Return the visitor's likely device."""
    if "iPhone" in browser or "iPad" in browser:
        return "apple"
    return "android" if "Android" in browser else "computer"


def request_host(request: HttpRequest) -> str:
    """Return the host the visitor came by, or ""."""
    try:
        return urlsplit(f"//{request.get_host()}").hostname or ""
    except (ValueError, DisallowedHost):
        return ""


urlpatterns = [
    path("", ca_install, name="trust"),
    path("imago.crt", certificate, name="authority"),
]
