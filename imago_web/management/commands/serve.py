"""`manage.py serve`: one web process."""

from __future__ import annotations

import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from runtime import parent_watch
from runtime.ports import PortUnavailable, listen, port_number
from runtime.uvicorn_server import serve, serve_http_redirect


class Command(BaseCommand):
    help = "Runs one web process."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=port_number, default=8000)
        parser.add_argument("--fd", type=int, help="a socket that listens already")
        parser.add_argument("--cert", metavar="FILE", help="serve by TLS, with this key and certificate")
        parser.add_argument("--front-door", action="store_true", help="only the page that leads to HTTPS")
        parser.add_argument("--lifeline", action="store_true", help="stop when the standard input closes")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["lifeline"]:
            parent_watch.stop_with_parent()
        if options["fd"] is None:
            try:
                listener = listen(options["host"], options["port"])
            except PortUnavailable as taken:
                raise CommandError(taken.message()) from None
        else:
            listener = socket.socket(fileno=options["fd"])
        if options["front_door"]:
            serve_http_redirect(listener)
        else:
            serve(listener, options["cert"])
