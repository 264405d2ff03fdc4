"""The page for a request that failed."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from runtime.outage_filter import DATABASE, DISK, outage_of

RETRY_AFTER = 60  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """Say what to do. If the disk or the database has failed, tell the operator, too."""
    fault = sys.exc_info()[1]
    outage = outage_of(fault) if fault else None
    if outage not in (DATABASE, DISK):
        return defaults.server_error(request)
    page = render_to_string("503.html", {"is_disk": outage == DISK})
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})
