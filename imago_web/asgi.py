"""ASGI entry point: HTTP, websockets, and start and shutdown of a web process."""

from __future__ import annotations

import gc
import os
from typing import Any

from asgiref.sync import sync_to_async
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imago_web.settings")
pages = get_asgi_application()

from core import socket_hub  # noqa: E402  the rooms can be entered only now that Django is set up
from dialogues.redis_rate_limits import shared_limiter  # noqa: E402
from dialogues.routing import websocket_urlpatterns as rooms  # noqa: E402
from reminders.routing import websocket_urlpatterns as inboxes  # noqa: E402
from runtime import schema_check  # noqa: E402
from runtime.forwarded import ForwardedMiddleware  # noqa: E402
from runtime.request_limits import RequestLimits  # noqa: E402
from runtime.request_validation import is_malformed  # noqa: E402
from vault import startup  # noqa: E402
from vault.process_registry import ProcessAnnouncer  # noqa: E402


async def lifespan(scope: Any, receive: Any, send: Any) -> None:
    """Start only with the right database and the right key; shut the live room down in order."""
    await receive()
    announcer = ProcessAnnouncer("web")
    try:
        await sync_to_async(schema_check.check_migrated)()
        await sync_to_async(startup.verify_keys)()
        await sync_to_async(shared_limiter)()  # load what the first move would wait for
        await sync_to_async(announcer.announce)()
        announcer.start()
        await socket_hub.start()
        calm_garbage_collection()
    except Exception as refusal:
        await send({"type": "lifespan.startup.failed", "message": str(refusal)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await socket_hub.stop()
    await sync_to_async(announcer.stop)()
    await send({"type": "lifespan.shutdown.complete"})


def calm_garbage_collection() -> None:
    """Leave what was loaded at the start out of every collection, and collect less often: a process that holds
    thousands of sockets spends a tenth of its time on it otherwise, and finds next to nothing."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


async def no_such_socket(scope: Any, receive: Any, send: Any) -> None:
    """Close a websocket at an unknown path."""
    await receive()
    await send({"type": "websocket.close"})


async def sockets(scope: Any, receive: Any, send: Any) -> None:
    """Route websockets; malformed requests are closed."""
    await (no_such_socket if is_malformed(scope) else known_sockets)(scope, receive, send)


anywhere_else: Any = no_such_socket
known_sockets = URLRouter([*rooms, *inboxes, re_path("", anywhere_else)])
protocols = ProtocolTypeRouter({"http": RequestLimits(pages), "websocket": sockets, "lifespan": lifespan})
application = ForwardedMiddleware(protocols, settings.PROXY_COUNT, settings.PROXIES)
