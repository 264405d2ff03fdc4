"""No mail or password crosses the network unencrypted unless explicitly configured."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
import trustme
from django.core.mail import EmailMessage
from pytest_django import Settings

from mail import transport
from mail.security import encryption_options
from mail.transport import Outcome
from runtime.instance import ROOT
from tests.mail.smtp_servers import ELSEWHERE, Submission, submission

STARTTLS, TLS, CLEAR = (True, False), (False, True), (False, False)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate of an authority that this machine trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return context_of(authority, ELSEWHERE)


def context_of(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def send(settings: Settings, server: Submission, asked: str = "auto") -> Outcome:
    settings.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = ELSEWHERE, server.port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "imago", "a secret"
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = encryption_options(ELSEWHERE, server.port, asked)
    settings.EMAIL_TIMEOUT = 2
    return transport.send_message(EmailMessage("A", "B", "imago@imago.example", ["fay@example.org"]))


def test_by_the_port_and_the_host_it_is_tls_starttls_or_nothing():
    assert encryption_options("smtp.example.org", 465) == TLS
    assert encryption_options("localhost", 465) == TLS
    for port in (25, 587, 2525):
        assert encryption_options("smtp.example.org", port) == STARTTLS
        assert encryption_options("postfix", port) == STARTTLS
        for host in ("localhost", "127.0.0.1", "::1"):
            assert encryption_options(host, port) == CLEAR
    assert encryption_options("postfix", 25, "none") == CLEAR
    assert encryption_options("smtp.example.org", 2465, "tls") == TLS
    assert encryption_options("localhost", 25, "starttls") == STARTTLS


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"EMAIL_PORT": "465"}, TLS),
        ({"EMAIL_PORT": "2525"}, STARTTLS),
        ({"EMAIL_PORT": "2525", "EMAIL_SECURITY": "none"}, CLEAR),
    ],
)
def test_the_settings_say_it(environ: dict[str, str], expected: tuple[bool, bool]):
    command = "from imago_web import settings as s; print((s.EMAIL_USE_TLS, s.EMAIL_USE_SSL))"
    done = subprocess.run(
        [sys.executable, "-c", command],
        env={**os.environ, **environ, "EMAIL_HOST": "smtp.example.org"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(expected)


def test_a_server_that_would_take_the_password_in_clear_gets_it_by_starttls(
    settings: Settings, certificate: ssl.SSLContext
):
    with submission(certificate) as server:
        assert send(settings, server) is Outcome.SENT
    assert server.signed_in == [True]
    assert len(server.mails) == 1


def test_a_server_that_speaks_tls_from_the_first_byte_is_spoken_to_so(
    settings: Settings, certificate: ssl.SSLContext
):
    with submission(certificate, implicit=True) as server:
        assert send(settings, server, "tls") is Outcome.SENT
    assert server.signed_in == [True]
    assert len(server.mails) == 1


def test_a_server_without_starttls_gets_nothing_and_the_log_says_why(
    settings: Settings, caplog: pytest.LogCaptureFixture
):
    with submission(None) as server:
        assert send(settings, server) is Outcome.AWAY
        assert (server.signed_in, server.mails) == ([], [])
        assert "doesn't offer STARTTLS" in caplog.text
        assert send(settings, server, "none") is Outcome.SENT
    assert server.signed_in == [False]


@pytest.mark.parametrize("implicit", [True, False])
@pytest.mark.parametrize("fault", ["name", "authority"])
def test_a_certificate_that_does_not_hold_gets_nothing(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    implicit: bool,
    fault: str,
):
    known = trustme.CA()
    known.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    made_by, name = (known, "127.0.0.3") if fault == "name" else (trustme.CA(), ELSEWHERE)
    with submission(context_of(made_by, name), implicit=implicit) as server:
        assert send(settings, server, "tls" if implicit else "starttls") is Outcome.AWAY
    assert (server.signed_in, server.mails) == ([], [])
    assert "certificate" in caplog.text
