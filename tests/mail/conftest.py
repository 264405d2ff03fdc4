"""Shared by the tests of mail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings

from mail import delivery
from mail.transport import Outcome
from tests.reminders.fake_servers import MailServer, mail_server


@pytest.fixture(autouse=True)
def _quick(settings: Settings, tmp_path: Path) -> None:
    """Short timeouts for servers that hang, and a folder of the test's own."""
    settings.EMAIL_TIMEOUT, settings.EMAIL_FILE_PATH = 0.2, tmp_path / "mail"


@pytest.fixture(autouse=True)
def _no_outage() -> Iterator[None]:
    """What this process knows of a mail server that was down is one test's own."""
    yield
    delivery.record_server_state(Outcome.SENT)


@pytest.fixture
def with_mail(settings: Settings) -> Settings:
    """As with a mail server; `EMAIL_PORT` says which."""
    reverse("home")  # loads the routes first, because allauth's depend on the settings below
    settings.HAS_MAIL, settings.ORIGINS = True, ["https://imago.example"]
    settings.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "127.0.0.1", False, False
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    return settings


@pytest.fixture
def post(with_mail: Settings) -> Iterator[MailServer]:
    with mail_server() as server:
        with_mail.EMAIL_PORT = server.port
        yield server
