"""A dump of the database signs nobody in."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_django
from django.conf import settings
from django.db import connection
from django.test import Client

from couples import magic_links, pairing
from couples.models import User
from tests.couples.test_accounts import PASSWORD, sign_in
from tests.mail.outbox import sent_mails

pytestmark = pytest.mark.django_db
PAGE = "/you/security/"


def dump() -> str:
    """All rows of all tables as text, along with what is packed in them without a key."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT row::text FROM "{table}" AS row')
            rows += [text for (text,) in cursor.fetchall()]
    text = "\n".join(rows)
    return "\n".join([text, *unpacked(text)])


def unpacked(text: str) -> Iterator[str]:
    """As Django packs its own sessions: compressed, in base64."""
    for word in set(re.findall(r"[A-Za-z0-9_-]{16,}", text)):
        with suppress(ValueError):
            raw = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
            yield raw.decode("latin-1")
            with suppress(zlib.error):
                yield zlib.decompress(raw).decode("latin-1")


def cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def works(value: str) -> bool:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = value
    return client.get(PAGE).status_code == 200


@pytest.fixture
def fay(client: Client) -> User:
    client.post("/accounts/signup/", {"email": "fay@example.org", "password1": PASSWORD})
    return User.objects.get(email="fay@example.org")


def test_nothing_in_a_dump_works_as_a_cookie(fay: User):
    phone, _, _ = sign_in()
    phone.post(
        "/accounts/sessions/"
    )  # waits, with everything the browser sent, until she has re-authenticated
    found = dump()
    assert works(cookie(phone))
    assert cookie(phone) not in found
    assert [word for word in set(re.findall(r"[A-Za-z0-9_:-]{20,}", found)) if works(word)] == []


def test_no_code_that_is_under_way_stands_in_a_dump(
    fay: User, settings: pytest_django.Settings, tmp_path: Path
):
    settings.HOME_ORIGIN, settings.EMAIL_FILE_PATH = "https://imago.example", tmp_path
    phone, _, _ = sign_in()
    phone.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = phone.get("/accounts/2fa/totp/activate/").context["form"].secret
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    Client().post("/accounts/signup/", {"email": "gus@example.org", "password1": PASSWORD})
    Client().post("/accounts/password/reset/", {"email": fay.email})
    link = magic_links.create_link(fay).split("/")[2]
    invitation = pairing.open_invitation(fay)
    words = pairing.invitation_code(invitation)
    found = dump()  # while the mails still wait
    sign_up, forgotten = (message.get_content() for message in sent_mails()[-2:])
    [code], [reset] = re.findall(r"\n\n(\S+)\n\n", sign_up), re.findall(r"/reset/key/(\S+)/", forgotten)
    secrets = [secret, code, reset, link, pairing.invitation_token(invitation), words, PASSWORD]
    assert [one for one in secrets if one in found] == []
    assert pairing.invitation_by_code(words.title()) == invitation
    assert hashlib.sha256(words.encode()).hexdigest() not in found  # four words are quickly guessed
