"""`/metrics`: counts and durations of one web process, for Prometheus.

Whoever has the token may read them, or a program on the same machine if there is no proxy. For everybody else there is
no such page.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils.crypto import constant_time_compare

from core import metrics
from runtime.request_validation import METRICS

LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}
PROXY_HEADERS = ("Forwarded", "Via", "X-Real-Ip", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto")
READ_METHODS = ("GET", "HEAD")


class MetricsMiddleware:
    """Answers `/metrics`, and measures every other page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == METRICS and request.method in READ_METHODS and may_read(request):
            return read_metrics()
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        name = match.view_name if match else "other"
        metrics.request_seconds[name].observe(time.perf_counter() - began)
        metrics.responses[str(response.status_code)[0]] += 1
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Count what the database refused."""
        if isinstance(exception, Error):
            metrics.database_errors["pages"] += 1


def may_read(request: HttpRequest) -> bool:
    """Return whether this request has the token, or comes from this machine itself."""
    return has_token(request.headers.get("Authorization", "")) or is_local(request)


def has_token(authorization: str) -> bool:
    """Return whether an Authorization header holds the token."""
    scheme, _, token = authorization.partition(" ")
    expected = settings.METRICS_TOKEN
    return bool(expected) and scheme.lower() == "bearer" and constant_time_compare(token.strip(), expected)


def is_local(request: HttpRequest) -> bool:
    """Return whether a program on this machine asks, and nobody through a proxy or a page in a browser.

    Where a proxy is expected, nothing is taken for local: it may stand on this machine, and leave out its headers.
    """
    if settings.PROXY_COUNT or any(header in request.headers for header in PROXY_HEADERS):
        return False
    name, _port = split_domain_port(request.META.get("HTTP_HOST", ""))
    return name in LOCAL_NAMES and is_loopback(request.META.get("REMOTE_ADDR", ""))


def is_loopback(address: str) -> bool:
    """Return whether this is an address of the machine itself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def read_metrics() -> HttpResponse:
    """Return all figures as text."""
    from imago_web import metrics_collector  # only here, since nothing else needs the library

    response = HttpResponse(metrics_collector.render(), content_type=metrics_collector.CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    return response
