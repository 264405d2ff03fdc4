"""`/healthz`: whether this process reaches what it needs.

It answers 200 when everything is up, and tells a stranger nothing else. A dialogue goes on without Redis, only slower,
so a proxy deciding whether to send people here should ask `/healthz?only=database`. `/healthz?only=worker` answers 503
when no scheduled task from the beat has reached a worker for two minutes.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from imago_web import status
from runtime.request_validation import HEALTH

USUAL, MAY_BE_ASKED = ("database", "redis"), ("database", "redis", "worker")


class HealthCheck:
    """Answers before the host is checked, because monitoring connects by an internal address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return healthz(request) if request.path_info == HEALTH else self.get_response(request)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 if the checks pass, 503 otherwise."""
    only = request.GET.get("only")
    checks = status.run([only] if only in MAY_BE_ASKED else USUAL)
    up = {check.name: check.ok for check in checks}
    return JsonResponse(up, status=200 if all(up.values()) else 503)
