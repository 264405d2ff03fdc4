"""`/healthz`: whether this process reaches what it needs.

It answers 200 when all is up. Without Redis a dialogue still goes on, only slower, so a proxy that must
decide whether to send people here asks `/healthz?only=database`.
"""

from __future__ import annotations

import redis
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

PATIENCE = 2  # seconds


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    up = {"database": _database_answers()}
    if request.GET.get("only") != "database":
        up["redis"] = _redis_answers()
    return JsonResponse(up, status=200 if all(up.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _redis_answers() -> bool:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


urlpatterns = [path("healthz", healthz)]
