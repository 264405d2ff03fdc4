"""Listening sockets: one plain port, or with HTTPS at home a TLS port and a plain one that redirects to it."""

from __future__ import annotations

import http.client
import socket
import ssl
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from runtime import addresses, banner, local_ca
from runtime.ports import listen
from runtime.request_validation import HEALTH
from runtime.supervisor import ChildProcess

HEALTH_OF_DATABASE = f"{HEALTH}?only=database"


class PlainListeners:
    """The plain door: everything on one port."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.plain = listen(host, port, "--port")
        self.port: int = self.plain.getsockname()[1]
        far = banner.host_for_phones(host)
        known = settings.ORIGINS[0] if settings.ORIGINS else None  # the only addresses that are let in
        self.local_url = known or f"http://localhost:{self.port}"
        self.phone_url = known or (f"http://{far}:{self.port}" if far else None)
        self.environ = {"IMAGO_HOME_ORIGIN": self.phone_url or self.local_url}

    def processes(self, environ: dict[str, str]) -> list[ChildProcess]:
        """The processes behind the listeners, the product itself first."""
        return [web_process(_("The web process"), self.plain, environ)]

    def is_up(self) -> bool:
        """Whether the product answers."""
        return is_healthy(http.client.HTTPConnection(self.probe_host, self.port, timeout=5))

    @property
    def health_url(self) -> str:
        """Where programs on this machine ask whether the product is well."""
        return f"http://{addresses.bracketed(self.probe_host)}:{self.port}{HEALTH_OF_DATABASE}"

    @property
    def probe_host(self) -> str:
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)

    def startup_lines(self) -> list[str]:
        """What to tell the person at the terminal."""
        lines = ["  " + _("On this computer: %(address)s") % {"address": f"{self.local_url}/"}]
        if self.phone_url:
            lines.append("  " + _("On your phones:   %(address)s") % {"address": f"{self.phone_url}/"})
            lines.append(banner.qr_code(f"{self.phone_url}/"))
        elif banner.is_in_container():
            lines.append("  " + _("On your phones:   this computer's address, and the port you published"))
        return lines

    def close(self) -> None:
        self.plain.close()


class TlsListeners(PlainListeners):
    """HTTPS at home. The plain door leads to the page on trust, and nowhere else."""

    def __init__(self, host: str, port: int, https_port: int, tls: Path) -> None:
        super().__init__(host, port)
        self.safe = listen(host, https_port, "--https-port")
        self.prepare_tls(tls)

    def prepare_tls(self, tls: Path) -> None:
        """Get the certificate, and say by which addresses it lets people in."""
        self.tls = tls
        https_port: int = self.safe.getsockname()[1]
        far = banner.host_for_phones(self.host)
        asked = [host.strip("[]") for host in settings.ALLOWED_HOSTS if host != "*"]
        hosts = local_ca.ensure_certificate(tls, [*([far] if far else []), *asked, *local_ca.local_names()])
        origins = settings.ORIGINS or [origin(host, https_port) for host in hosts]
        self.environ = {"IMAGO_ORIGINS": " ".join(origins), "IMAGO_HOME_TLS": str(self.port)}
        self.local_url = origin("localhost", https_port)
        self.phone_url = origins[0] if far else None
        self.trust_url = f"http://{hosts[0] if far else 'localhost'}:{self.port}/"

    def processes(self, environ: dict[str, str]) -> list[ChildProcess]:
        certificate = str(self.tls / local_ca.SERVER)
        return [
            web_process(_("The web process"), self.safe, environ, "--cert", certificate),
            web_process(_("The front door"), self.plain, environ, "--front-door"),
        ]

    def is_up(self) -> bool:
        context = ssl.create_default_context(cadata=ssl.DER_cert_to_PEM_cert(self.authority()))
        context.check_hostname = False  # it is asked for by the address it listens at, whatever that is
        port = self.safe.getsockname()[1]
        return is_healthy(http.client.HTTPSConnection(self.probe_host, port, timeout=5, context=context))

    @property
    def health_url(self) -> str:
        return origin(self.probe_host, self.safe.getsockname()[1]) + HEALTH_OF_DATABASE

    def authority(self) -> bytes:
        return (self.tls / local_ca.CERTIFICATE).read_bytes()

    def startup_lines(self) -> list[str]:
        known = local_ca.certificate(self.tls)
        lines = [
            "  " + _("On this computer: %(address)s") % {"address": f"{self.local_url}/"},
            "  " + _("First, once on each device: %(address)s") % {"address": self.trust_url},
            "  " + _("That page shows how to make the device trust this computer. Compare the fingerprint:"),
            *(f"    {half}" for half in split_in_half(local_ca.fingerprint(known) if known else "")),
        ]
        if self.phone_url:
            lines.append(banner.qr_code(self.trust_url))
            lines.append("  " + _("Then, on your phones: %(address)s") % {"address": f"{self.phone_url}/"})
        return lines

    def close(self) -> None:
        self.safe.close()
        super().close()


def web_process(name: str, listener: socket.socket, environ: dict[str, str], *options: str) -> ChildProcess:
    """Return a web process that serves an inherited socket."""
    fd = listener.fileno()
    return ChildProcess(name, "serve", "--fd", str(fd), *options, environ=environ, fds=(fd,))


def origin(host: str, port: int) -> str:
    """As a browser writes it: an IPv6 address in brackets, and the usual port left out."""
    name = addresses.bracketed(host)
    return f"https://{name}" if port == 443 else f"https://{name}:{port}"


def split_in_half(text: str) -> tuple[str, str]:
    """Return both halves of a text."""
    middle = (len(text) + 1) // 2
    return text[:middle].strip(), text[middle:].strip()


def is_healthy(connection: http.client.HTTPConnection) -> bool:
    """Return whether /healthz answers 200."""
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
