"""`manage.py up`: the whole product on one machine, from one command to one Ctrl-C."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from imago_web import embedded, hello
from imago_web.servers import DoesNotStart, Servers
from imago_web.supervisor import Child, Supervisor

PATIENCE = 60  # seconds for the first page


class Stop(Exception):
    """Something is missing; the message says what, for a person to read."""


class Command(BaseCommand):
    help = "Runs everything: the database, the queue, the web process and the worker."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="0.0.0.0", help="where to listen (default: everywhere at home)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--data", metavar="DIR", help="the data folder (default: ./data)")
        parser.add_argument("--demo", action="store_true", help="add a couple with a finished dialogue")

    def handle(self, *args: Any, **options: Any) -> None:
        self.until = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.until.set())
        try:
            with embedded.held(settings.DATA), _listen(options["host"], options["port"]) as listener:
                self.run(listener, options["demo"])
        except embedded.AlreadyRunning:
            self.refuse(_already_running())
        except (Stop, DoesNotStart) as reason:
            self.refuse(str(reason))

    def refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(1)

    def say(self, line: str) -> None:
        with suppress(OSError):  # the terminal may be gone
            self.stdout.write(line)
            self.stdout.flush()

    def run(self, listener: socket.socket, demo: bool) -> None:
        """Start everything, look after it until a signal, stop everything."""
        supervisor = Supervisor(self.say)
        host, port = listener.getsockname()[:2]
        try:
            found = self.start_servers(supervisor)
            embedded.publish(settings.DATA, {**found, "port": str(port)})
            links = self.prepare(found, demo)
            fd = listener.fileno()
            web = Child(_("The web process"), "serve", "--fd", str(fd), environ=found, fds=(fd,))
            supervisor.start(web)
            if self.answers(host, port, web):
                supervisor.start(Child(_("The worker"), "work", "--beat", environ=found))
                self.greet(host, port, links)
                supervisor.watch(self.until)
        finally:
            self.say(_("Stopping ..."))
            listener.close()
            supervisor.stop()
            embedded.withdraw(settings.DATA)
            self.say(_("All is stopped. Your data is in %(folder)s.") % {"folder": settings.DATA})

    def start_servers(self, supervisor: Supervisor) -> dict[str, str]:
        """The servers that the environment does not name, from packages."""
        servers = Servers(settings.DATA)
        found = {}
        for name, part in (("DATABASE_URL", servers.postgres), ("REDIS_URL", servers.valkey)):
            if name in os.environ:
                found[name] = os.environ[name]
            else:
                supervisor.start(part)
                found[name] = part.url()
        return found

    def prepare(self, found: dict[str, str], demo: bool) -> list[tuple[str, str]]:
        """Bring the database up to date; return whose phone signs in at which path."""
        command = [sys.executable, str(embedded.ROOT / "manage.py"), "prepare", *(["--demo"] if demo else [])]
        done = subprocess.run(command, env={**os.environ, **found}, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise Stop(_("imago does not start. What is above says why."))
        lines = [line.split("\t") for line in done.stdout.splitlines()]
        return [(name, path) for name, path in lines]

    def answers(self, host: str, port: int, web: Child) -> bool:
        """Whether the first page comes before a signal does."""
        deadline = time.monotonic() + PATIENCE
        while not self.until.is_set():
            if not web.runs() or time.monotonic() > deadline:
                raise Stop(_("The web process does not start. What is above says why."))
            if _healthy(host, port):
                return True
            self.until.wait(0.05)
        return False

    def greet(self, host: str, port: int, links: list[tuple[str, str]]) -> None:
        phones = hello.address_for_phones(host, port)
        self.say("\n" + _("imago is running."))
        self.say("  " + _("On this computer: %(address)s") % {"address": f"http://localhost:{port}/"})
        if phones:
            self.say("  " + _("On your phones:   %(address)s") % {"address": f"{phones}/"})
            self.say(hello.code(f"{phones}/"))
        for name, path in links:
            address = (phones or f"http://localhost:{port}") + path
            self.say(_("%(name)s's phone: %(address)s") % {"name": name, "address": address})
            self.say(hello.code(address))
        if settings.KEYRING.made_now:
            self.say(
                _("The keys to everything written here were made just now: %(file)s")
                % {"file": settings.DATA / "keys"}
            )
            self.say(
                _("Keep a copy of that file in a safe place. Without it nobody can read the data again.")
                + "\n"
            )
        self.say(_("Stop it with Ctrl-C."))


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=2048)
    except OSError:
        message = _(
            "Port %(port)s is taken by another program. Choose another one, for example: --port %(other)s"
        )
        raise Stop(message % {"port": port, "other": port + 1}) from None


def _already_running() -> str:
    port = embedded.addresses(settings.DATA).get("port", "")
    address = f"http://localhost:{port}/" if port else _("(it is just starting)")
    return _("imago runs already with this data: %(address)s Nothing was changed.") % {"address": address}


def _healthy(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=5)
    try:
        connection.request(
            "GET", "/healthz", headers={"Host": settings.ALLOWED_HOSTS[0].replace("*", "localhost")}
        )
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
