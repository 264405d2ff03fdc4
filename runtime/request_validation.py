"""Detects requests that Django would stumble over and that no browser sends from our pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, parse_cookie
from django.http.multipartparser import MultiPartParserError
from django.http.request import split_domain_port, validate_host
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext_lazy as _

MALFORMED = _("We couldn't make sense of that request. Nothing was changed. Please go back and try again.")
OTHER_ADDRESS = _(
    "imago isn't set up for this address. Use the one you were given, or ask whoever runs imago to add this one to"
    " IMAGO_ORIGINS."
)
QUICK_EXIT = "/exit/"
# Polled by programs at an internal address, without a host name of ours.
HEALTH, METRICS = "/healthz", "/metrics"


def is_malformed(scope: Any) -> bool:
    """Whether a request has no usable host, an encoding other than UTF-8, or a null byte in its path or cookies."""
    return (
        "\x00" in scope["path"]
        or not has_usable_host(scope)
        or not all(is_utf8(value) for value in header_values(scope, b"content-type"))
        or any("\x00" in "".join(parse_cookie(value).values()) for value in header_values(scope, b"cookie"))
    )


def has_usable_host(scope: Any) -> bool:
    """Return whether a request is for an address of ours."""
    hosts = header_values(scope, b"host")
    return scope["path"] in (HEALTH, METRICS) or (len(hosts) == 1 and is_allowed_host(hosts[0]))


def is_for_other_address(scope: Any) -> bool:
    """Return whether a request names a well-formed host that isn't ours."""
    hosts = header_values(scope, b"host")
    return not has_usable_host(scope) and len(hosts) == 1 and bool(split_domain_port(hosts[0])[0])


def header_values(scope: Any, header: bytes) -> list[str]:
    """Return a header's values."""
    return [value.decode("latin-1") for name, value in scope["headers"] if name == header]


def is_allowed_host(host: str) -> bool:
    """Return whether the host is in ALLOWED_HOSTS."""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def is_utf8(content_type: str) -> bool:
    """Return whether a content type's charset is UTF-8."""
    try:
        _type, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return False
    return parameters.get("charset", "utf-8").lower() == "utf-8"


class MalformedFormMiddleware:
    """Middleware that refuses a form that can't be parsed: Django's own error pages would try to parse it again, and
    answer 500. The quick exit takes anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            if request.method == "POST" and request.path != QUICK_EXIT:
                request.POST  # noqa: B018  parses it
        except (MultiPartParserError, SuspiciousOperation):
            return HttpResponseBadRequest(str(MALFORMED), content_type="text/plain; charset=utf-8")
        return self.get_response(request)
