"""Whatever opens a link to look at it (a chat's preview, a mail filter, the browser ahead of time) uses nothing up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from couples import pairing
from couples.models import User
from couples.pairing import INVITATION
from reminders import mail
from reminders.models import ReminderPreferences
from tests.couples.test_accounts import PASSWORD, sign_in
from tests.mail.outbox import sent_mails

pytestmark = pytest.mark.django_db


@pytest.fixture
def fay() -> User:
    Client().post("/accounts/signup/", {"email": "fay@example.org", "password1": PASSWORD})
    return User.objects.get(email="fay@example.org")


def invitation(fay: User) -> tuple[str, Callable[[Client, str], bool]]:
    def use(phone: Client, path: str) -> bool:
        phone.get(path)
        return bool(phone.session[INVITATION] == pairing.open_invitation(fay).pk)

    return f"/i/{pairing.invitation_token(pairing.open_invitation(fay))}/", use


def forgotten_password(fay: User) -> tuple[str, Callable[[Client, str], bool]]:
    def use(phone: Client, path: str) -> bool:
        form = phone.get(path, follow=True).redirect_chain[-1][0]
        new = "another quiet evening"
        phone.post(form, {"password1": new, "password2": new})
        return sign_in(new)[1] == 302

    Client().post("/accounts/password/reset/", {"email": fay.email})
    return sent_mails()[-1].get_content().split("https://imago.example")[1].split()[0], use


def no_more_mail(fay: User) -> tuple[str, Callable[[Client, str], bool]]:
    def use(phone: Client, path: str) -> bool:
        before = ReminderPreferences.objects.get().by_mail
        phone.post(path)
        return before and not ReminderPreferences.objects.get().by_mail

    ReminderPreferences.objects.create(user=fay, by_mail=True)
    return f"/inbox/no-mail/{mail.unsubscribe_token(fay)}/", use


@pytest.mark.parametrize("link", [invitation, forgotten_password, no_more_mail])
def test_a_link_that_was_looked_at_is_as_good_as_before(fay: User, link):
    path, use = link(fay)
    for way in ("head", "get", "get"):
        assert getattr(Client(), way)(path, follow=True).status_code == 200
    assert use(Client(), path)
