"""A form that can't be parsed is refused, wherever it is sent."""

from __future__ import annotations

import pytest
from django.test import Client

from couples.models import User

FORMS = {
    "no boundary": ("multipart/form-data", b"zz"),
    "a long boundary": ("multipart/form-data; boundary=" + "x" * 300, b"zz"),
    "too many fields": ("application/x-www-form-urlencoded", b"a=1&" * 1500),
}


@pytest.fixture
def phone(ana: User) -> Client:
    """A browser with a session and a token, without which a form isn't even read."""
    phone = Client(enforce_csrf_checks=True)
    phone.force_login(ana)
    phone.get("/you/")
    return phone


@pytest.mark.parametrize("path", ["/mail/nowhere/", "/inbox/no-mail/junk/", "/help/", "/dialogues/"])
@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_it_is_refused(phone: Client, path: str, form: tuple[str, bytes]) -> None:
    answer = phone.generic("POST", path, form[1], form[0], HTTP_REFERER="http://testserver/")
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_the_quick_exit_takes_anything(phone: Client, form: tuple[str, bytes]) -> None:
    assert phone.generic("POST", "/exit/", form[1], form[0]).headers["Location"] == "/blank/"
