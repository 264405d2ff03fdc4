"""Without a mail server a mail is a file: for one person only, for a day, and without links to anywhere else."""

from __future__ import annotations

import os
import re
import stat
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from couples import account_deletion
from couples.models import User
from mail import delivery, files
from mail.delivery import deliver_due
from runtime.listeners import PlainListeners
from tests.factories import signed_in
from tests.mail.outbox import sent_mails

pytestmark = pytest.mark.django_db
HOME = "http://192.168.1.5:8000"
EVIL = "evil.example"


def ask_for_a_password(user: User, host: str = "localhost") -> tuple[Client, str]:
    client = Client(headers={"host": host})
    page = client.post("/accounts/password/reset/", {"email": user.email}, follow=True)
    return client, page.text


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_can_read_it_also_in_a_folder_of_before(settings: Settings, ana: User):
    settings.HOME_ORIGIN = HOME
    files.mail_folder().mkdir(mode=0o755)
    os.chmod(files.mail_folder(), 0o755)
    ask_for_a_password(ana)
    assert deliver_due() == 1
    (file,) = files.mail_folder().iterdir()
    assert (mode(files.mail_folder()), mode(file)) == (0o700, 0o600)


def test_its_links_lead_to_our_own_address_whatever_the_request_said(settings: Settings, ana: User):
    settings.HOME_ORIGIN = HOME
    for host in (EVIL, f"{EVIL}:81"):
        ask_for_a_password(ana, host)
    for mail in sent_mails():
        assert set(re.findall(r"https?://[^/\s]+", mail.get_content())) == {HOME}
    settings.ORIGINS = ["https://imago.example", "https://other.example"]
    ask_for_a_password(ana, EVIL)
    assert "https://imago.example/accounts/password/reset/key/" in sent_mails()[-1].get_content()


@pytest.mark.parametrize("action", ["action_add", "action_send"])
def test_so_do_those_that_confirm_an_address(settings: Settings, ana: User, action: str):
    settings.HOME_ORIGIN = HOME
    ana.set_password("a long calm evening")
    ana.save()
    client = signed_in(ana)
    client.post("/accounts/reauthenticate/", {"password": "a long calm evening"})
    form = {"email": "ana.two@example.org", "action_add": ""}
    client.post("/accounts/email/", form, headers={"host": EVIL})
    if action == "action_send":
        client.post("/accounts/email/", {**form, "action_send": ""}, headers={"host": EVIL})
    mails = sent_mails()
    assert mails
    assert not any(EVIL in str(mail) for mail in mails)


def test_where_our_own_address_is_unknown_no_mail_with_a_link_is_made(ana: User, settings: Settings):
    settings.HOME_ORIGIN = ""
    _client, page = ask_for_a_password(ana, EVIL)
    assert sent_mails() == []
    assert "manage.py signin_link prints a link" in page


def test_the_page_says_where_it_went_and_no_more_to_those_without_an_account(settings: Settings, ana: User):
    settings.HOME_ORIGIN = HOME
    pages = []
    for email in (ana.email, "nobody@example.org"):
        page = Client().post("/accounts/password/reset/", {"email": email}, follow=True).text
        assert "your message was saved as a file, in imago&#x27;s mail folder" in page
        assert "mail is on its way" not in page
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page))
    assert pages[0] == pages[1]


def test_it_is_gone_after_a_day_and_so_are_those_of_before(settings: Settings, ana: User):
    settings.HOME_ORIGIN = HOME
    ask_for_a_password(ana)
    deliver_due()
    (files.mail_folder() / "20260101-120000-140.log").write_text("an old one")
    delivery.delete_old_mails()
    assert len(list(files.mail_folder().iterdir())) == 1
    delivery.delete_old_mails(timezone.now() + timedelta(days=1, minutes=1))
    assert list(files.mail_folder().iterdir()) == []


def test_a_mail_that_is_written_meanwhile_stays_and_half_of_one_goes(settings: Settings):
    old, new = uuid.uuid4(), uuid.uuid4()
    files.write_mail(old, b"an old one")
    (files.mail_folder() / f".{old}.eml-x.part").write_text("half of it")

    def known() -> Iterator[uuid.UUID]:
        files.write_mail(new, b"made while the names were asked for")
        yield uuid.uuid4()

    files.delete_other_files(known())
    assert [path.name for path in files.mail_folder().iterdir()] == [f"{new}.eml"]


@pytest.mark.django_db(transaction=True)
def test_it_goes_at_once_with_the_account(settings: Settings, ana: User):
    settings.HOME_ORIGIN = HOME
    ask_for_a_password(ana)
    deliver_due()
    account_deletion.delete_account(ana)
    assert list(files.mail_folder().iterdir()) == []


def test_up_tells_its_processes_the_address_that_it_prints():
    with_phones, alone = PlainListeners("0.0.0.0", 0), PlainListeners("127.0.0.1", 0)
    try:
        assert with_phones.environ["IMAGO_HOME_ORIGIN"] == with_phones.phone_url
        assert alone.environ["IMAGO_HOME_ORIGIN"] == alone.local_url
    finally:
        with_phones.close()
        alone.close()
