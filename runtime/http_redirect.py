"""The plain port beside HTTPS at home: the page on trust, the way out, help lines; all else leads to that page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.asgi import get_asgi_application

from runtime.request_limits import RequestLimits

CA_INSTALL_PATH = "/trust/"
PLAIN_HTTP_PATHS = {CA_INSTALL_PATH, "/trust/imago.crt", "/help/", "/exit/", "/blank/"}
pages = RequestLimits(get_asgi_application())


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Serve a few pages; redirect everything else to the page that explains HTTPS at home."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close"})
        return
    known = header_host(scope) in settings.ALLOWED_HOSTS
    if known and (scope["path"] in PLAIN_HTTP_PATHS or scope["path"].startswith(settings.STATIC_URL)):
        await pages(scope, receive, send)
    else:
        here = "" if known else f"http://{settings.ALLOWED_HOSTS[0]}:{settings.HOME_TLS}"
        await redirect(send, f"{here}{CA_INSTALL_PATH}")


def header_host(scope: Any) -> str:
    """The name by which the visitor came, without the port."""
    name: str = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    return name if name.endswith("]") else name.rsplit(":", 1)[0]


async def redirect(send: Any, address: str) -> None:
    """Answer 303."""
    headers = [(b"location", address.encode()), (b"cache-control", b"no-store"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body"})
