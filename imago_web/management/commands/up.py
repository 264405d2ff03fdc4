"""`manage.py up`: the whole product on one machine, from one command to one Ctrl-C."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
import time
from argparse import SUPPRESS, ArgumentParser
from contextlib import closing, suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from backups import last_copy
from runtime import banner, environment, instance
from runtime.embedded_servers import EmbeddedServers
from runtime.listeners import PlainListeners, TlsListeners
from runtime.local_ca import UnusableAuthority
from runtime.ports import PortUnavailable, port_number
from runtime.processes import StartError, describe_os_error
from runtime.stop_event import StopEvent
from runtime.supervisor import ChildProcess, Supervisor

PATIENCE = 60  # seconds for the first page


class StartFailed(Exception):
    """Something is missing; the message says what, for a person to read."""


class Command(BaseCommand):
    help = "Runs everything: the database, the queue, the web process and the worker."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="0.0.0.0", help="where to listen (default: everywhere at home)")
        parser.add_argument("--port", type=port_number, default=8000)
        parser.add_argument(
            "--https", action="store_true", help="HTTPS at home, with a certificate of its own"
        )
        parser.add_argument("--https-port", type=port_number, default=8443)
        parser.add_argument("--make", action="store_true", help=SUPPRESS)  # name make's variables in messages
        parser.add_argument("--without-copy", action="store_true", help="make no copy before an update")
        parser.add_argument("--demo", action="store_true", help="add a couple with a finished dialogue")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stop_event = StopEvent()
        self.stop_event.set_by(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        try:
            with instance.lock_data_folder(settings.DATA), closing(_listeners(options)) as listeners:
                options_of_setup = [name for name in ("demo", "without_copy") if options[name]]
                self.run(listeners, [f"--{name.replace('_', '-')}" for name in options_of_setup])
        except instance.AlreadyRunning:
            self.refuse(_already_running())
        except PortUnavailable as taken:
            self.refuse(taken.message(by_make=options["make"]))
        except (StartFailed, UnusableAuthority, StartError, instance.UnusableDataFolder) as reason:
            self.refuse(str(reason))
        except OSError as error:
            self.refuse(describe_os_error(error))

    def refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(1)

    def say(self, line: str) -> None:
        with suppress(OSError):  # the terminal may be gone
            self.stdout.write(line)
            self.stdout.flush()

    def run(self, listeners: PlainListeners, setup_options: list[str]) -> None:
        """Start everything, look after it until a signal, stop everything."""
        supervisor = Supervisor(self.say)
        try:
            found = self.start_servers(supervisor)
            self.publish({**found, "address": listeners.local_url, "health": listeners.health_url})
            links = self.prepare(setup_options)
            if self.stop_event.is_set():
                return
            environ = {**found, **listeners.environ}
            processes = listeners.processes(environ)
            for part in processes:
                supervisor.start(part)
            if self.wait_until_up(listeners, processes[0]):
                supervisor.start(ChildProcess(_("The worker"), "worker", "--beat", environ=environ))
                self.greet(listeners, links)
                supervisor.watch(self.stop_event)
        finally:
            self.say(_("Stopping ..."))
            listeners.close()
            supervisor.stop()
            instance.unpublish_server_urls(settings.DATA)
            self.say(_("Everything has stopped. Your data is in %(folder)s.") % {"folder": settings.DATA})

    def start_servers(self, supervisor: Supervisor) -> dict[str, str]:
        """The servers that the environment does not name, from packages."""
        servers = EmbeddedServers(settings.DATA)
        found = {}
        for name, part in (("DATABASE_URL", servers.postgres), ("REDIS_URL", servers.valkey)):
            if given := environment.text(name):
                found[name] = given
            else:
                supervisor.start(part)
                found[name] = part.url()
        return found

    def publish(self, found: dict[str, str]) -> None:
        published = instance.publish_server_urls(settings.DATA, found)
        if not published and instance.is_named_by_option(settings.DATA):
            sentence = _("%(code)s can't be written to, so add this to other commands: --data %(data)s")
            self.say(sentence % {"code": instance.ROOT, "data": shlex.quote(str(settings.DATA))})

    def prepare(self, options: list[str]) -> list[tuple[str, str]]:
        """Bring the published database up to date; return whose phone signs in at which path."""
        command = [sys.executable, str(instance.ROOT / "manage.py"), "setup", *options]
        # A session of its own: Ctrl-C is for `up`, which ends it.
        done = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        while done.poll() is None and not self.stop_event.wait(0.05):
            pass
        if self.stop_event.is_set():
            done.terminate()
        output = done.communicate()[0]
        if done.returncode and not self.stop_event.is_set():
            raise StartFailed(_("imago couldn't start. See the messages above."))
        lines = [line.split("\t") for line in output.splitlines()]
        return [(name, path) for name, path in lines]

    def wait_until_up(self, listeners: PlainListeners, web: ChildProcess) -> bool:
        """Whether the first page comes before a signal does."""
        deadline = time.monotonic() + PATIENCE
        while not self.stop_event.is_set():
            if not web.is_running() or time.monotonic() > deadline:
                raise StartFailed(_("The web process couldn't start. See the messages above."))
            if listeners.is_up():
                return True
            self.stop_event.wait(0.05)
        return False

    def greet(self, listeners: PlainListeners, links: list[tuple[str, str]]) -> None:
        for line in ["\n" + _("imago is running."), *listeners.startup_lines()]:
            self.say(line)
        for name, path in links:
            address = (listeners.phone_url or listeners.local_url) + path
            self.say(_("%(name)s's phone: %(address)s") % {"name": name, "address": address})
            self.say(banner.qr_code(address))
        if not settings.KEYRING.stored:  # when this process began
            self.say(
                _("The keys to everything written here were just created: %(file)s")
                % {"file": settings.DATA / "keys"}
            )
            self.say(
                _(
                    "Keep a copy of that file in a safe place: `manage.py keys sheet` prints it. Without it nobody can"
                    " read the data again."
                )
                + "\n"
            )
        elif settings.BACKUPS is not None:
            self.say(last_copy.describe(settings.BACKUPS) + "\n")
        self.say(_("Stop it with Ctrl-C."))


def _listeners(options: dict[str, Any]) -> PlainListeners:
    if options["https"]:
        return TlsListeners(options["host"], options["port"], options["https_port"], settings.DATA / "tls")
    return PlainListeners(options["host"], options["port"])


def _already_running() -> str:
    found = instance.server_urls(settings.DATA).get("address", "")
    address = f"{found}/" if found else _("(it's just starting)")
    return _("imago is already running with this data: %(address)s Nothing was changed.") % {
        "address": address
    }
