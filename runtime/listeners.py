"""Where people come in: one plain door, or with HTTPS at home a safe one and a plain front door that leads to it."""

from __future__ import annotations

import http.client
import socket
import ssl
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from runtime import banner, local_ca
from runtime.ports import listen
from runtime.supervisor import Child


class Doors:
    """The plain door: everything on one port."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.plain = listen(host, port, "--port")
        self.port: int = self.plain.getsockname()[1]
        self.here = f"http://localhost:{self.port}"
        far = banner.host_for_phones(host)
        self.phones = f"http://{far}:{self.port}" if far else None
        self.environ = {"IMAGO_HOME_ORIGIN": self.phones or self.here}

    def parts(self, environ: dict[str, str]) -> list[Child]:
        """The processes behind the doors, the product itself first."""
        return [web_process(_("The web process"), self.plain, environ)]

    def is_open(self) -> bool:
        """Whether the product answers."""
        return healthy(http.client.HTTPConnection(self.knock_at, self.port, timeout=5))

    @property
    def knock_at(self) -> str:
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)

    def say(self) -> list[str]:
        """What to tell the person at the terminal."""
        lines = ["  " + _("On this computer: %(address)s") % {"address": f"{self.here}/"}]
        if self.phones:
            lines.append("  " + _("On your phones:   %(address)s") % {"address": f"{self.phones}/"})
            lines.append(banner.code(f"{self.phones}/"))
        return lines

    def close(self) -> None:
        self.plain.close()


class SafeDoors(Doors):
    """HTTPS at home. The plain door leads to the page on trust, and nowhere else."""

    def __init__(self, host: str, port: int, https_port: int, tls: Path) -> None:
        super().__init__(host, port)
        self.safe = listen(host, https_port, "--https-port")
        self.furnish(tls)

    def furnish(self, tls: Path) -> None:
        """Get the certificate, and say by which addresses it lets people in."""
        self.tls = tls
        https_port: int = self.safe.getsockname()[1]
        far = banner.host_for_phones(self.host)
        asked = [host.strip("[]") for host in settings.ALLOWED_HOSTS if host != "*"]
        hosts = local_ca.prepare(tls, [*([far] if far else []), *asked, *local_ca.names_here()])
        origins = settings.ORIGINS or [origin(host, https_port) for host in hosts]
        self.environ = {"IMAGO_ORIGINS": " ".join(origins), "IMAGO_HOME_TLS": str(self.port)}
        self.here = origin("localhost", https_port)
        self.phones = origins[0] if far else None
        self.first = f"http://{hosts[0] if far else 'localhost'}:{self.port}/"

    def parts(self, environ: dict[str, str]) -> list[Child]:
        certificate = str(self.tls / local_ca.SERVER)
        return [
            web_process(_("The web process"), self.safe, environ, "--cert", certificate),
            web_process(_("The front door"), self.plain, environ, "--front-door"),
        ]

    def is_open(self) -> bool:
        context = ssl.create_default_context(cadata=ssl.DER_cert_to_PEM_cert(self.authority()))
        context.check_hostname = False  # it is asked for by the address it listens at, whatever that is
        port = self.safe.getsockname()[1]
        return healthy(http.client.HTTPSConnection(self.knock_at, port, timeout=5, context=context))

    def authority(self) -> bytes:
        return (self.tls / local_ca.CERTIFICATE).read_bytes()

    def say(self) -> list[str]:
        known = local_ca.certificate(self.tls)
        lines = [
            "  " + _("On this computer: %(address)s") % {"address": f"{self.here}/"},
            "  " + _("On each device, once and first: %(address)s") % {"address": self.first},
            "  " + _("The page there shows how it comes to trust this computer. Compare the fingerprint:"),
            *(f"    {half}" for half in halves(local_ca.fingerprint(known) if known else "")),
        ]
        if self.phones:
            lines.append(banner.code(self.first))
            lines.append("  " + _("Then, on your phones: %(address)s") % {"address": f"{self.phones}/"})
        return lines

    def close(self) -> None:
        self.safe.close()
        super().close()


def web_process(name: str, listener: socket.socket, environ: dict[str, str], *options: str) -> Child:
    fd = listener.fileno()
    return Child(name, "serve", "--fd", str(fd), *options, environ=environ, fds=(fd,))


def origin(host: str, port: int) -> str:
    """As a browser writes it: an IPv6 address in brackets, and the usual port left out."""
    name = f"[{host}]" if ":" in host else host
    return f"https://{name}" if port == 443 else f"https://{name}:{port}"


def halves(text: str) -> tuple[str, str]:
    middle = (len(text) + 1) // 2
    return text[:middle].strip(), text[middle:].strip()


def healthy(connection: http.client.HTTPConnection) -> bool:
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
