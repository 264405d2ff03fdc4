"""How one web process serves pages and sockets."""

from __future__ import annotations

import contextlib
import socket
import warnings
from typing import Any

import uvicorn

from runtime.http_protocol import BoundedProtocol, raise_file_limit
from runtime.socket_protocol import SocketProtocol

MAX_FRAME_BYTES = 64 * 1024
SHUTDOWN_SECONDS = 3  # seconds for what is under way when the process is told to stop


def serve(listener: socket.socket, certificate: str | None = None) -> None:
    """Serve until a signal; then sockets close with 1012 and clients come back to the next process."""
    run_uvicorn(listener, "imago_web.asgi:application", lifespan="on", ssl_certfile=certificate)


def serve_http_redirect(listener: socket.socket) -> None:
    """Beside HTTPS at home: lead people from the plain port to the safe one."""
    run_uvicorn(listener, "runtime.http_redirect:application", lifespan="off")


def run_uvicorn(listener: socket.socket, application: str, **options: Any) -> None:
    # WhiteNoise gives files piece by piece; Django reads them in a thread and says so at every start.
    """Serve the application until a signal."""
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
    raise_file_limit()
    config = uvicorn.Config(
        application,
        http=BoundedProtocol,
        loop="runtime.http_protocol:BoundedLoop",
        ws=SocketProtocol,
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=False,  # words and secrets side by side, compressed, can be guessed by length
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        access_log=False,  # addresses say who talks to whom and when
        log_config=None,
        server_header=False,
        proxy_headers=False,  # `runtime.forwarded` reads them
        **options,
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run([listener])
