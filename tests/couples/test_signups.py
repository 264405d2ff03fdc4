"""Who may sign up: everybody, those with a link from a partner or an operator, or nobody."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
import pytest_django
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.hashing import hash_token
from couples import pairing, signups
from couples.admission import Admission
from couples.cleanup import delete_expired_sign_ins
from couples.models import Partner, User
from mail.models import OutgoingMail
from tests.factories import person, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "a long calm evening"
BY_INVITATION = "Right now, new couples can join by invitation only."
NOBODY = "New people can't join right now."
NO_LONGER = "This invitation has been used or has expired."


def heading(page: str) -> str:
    """The heading of a page."""
    return " ".join(page.split("<h1>")[1].split("</h1>")[0].split())


@pytest.fixture
def _invited(settings: pytest_django.Settings, eve: User) -> None:
    settings.SIGNUPS = signups.INVITED


@pytest.fixture
def _closed(settings: pytest_django.Settings, eve: User) -> None:
    settings.SIGNUPS = signups.CLOSED


@pytest.fixture
def _with_mail(settings: pytest_django.Settings) -> None:
    settings.HAS_MAIL = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True


def sign_up(client: Client, name: str = "fay", **headers: str) -> str:
    form = {"email": f"{name}@example.org", "password1": PASSWORD}
    return client.post("/accounts/signup/", form, follow=True, headers=headers).text


def has_account(name: str = "fay") -> bool:
    return User.objects.filter(email=f"{name}@example.org").exists()


def command(*options: str) -> str:
    out = StringIO()
    call_command("invite_couple", *options, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def operators_link(*options: str) -> str:
    return urlsplit(command(*options)).path


def opened(path: str) -> Client:
    client = Client()
    client.get(path)
    return client


def partners_link(user: User) -> str:
    return f"/i/{pairing.invitation_token(pairing.open_invitation(user))}/"


def test_as_long_as_nothing_is_set_everybody_may(eve: User):
    assert "/accounts/signup/" in Client().get("/").text
    sign_up(Client())
    assert has_account()


@pytest.mark.usefixtures("_invited")
def test_by_invitation_a_stranger_reads_so_on_every_page_and_gets_in_by_none():
    for path in ("/", "/accounts/signup/"):
        page = Client().get(path).text
        assert BY_INVITATION in page
        assert "I was invited" in page
        assert 'name="password1"' not in page
    assert 'href="/accounts/signup/"' not in Client().get("/").text
    assert BY_INVITATION in (page := sign_up(Client()))
    assert heading(page) == "You need an invitation"
    assert not has_account()


@pytest.mark.usefixtures("_invited")
def test_an_operator_s_link_lets_one_person_in_who_invites_their_partner():
    client = opened(operators_link())
    assert 'name="password1"' in client.get("/accounts/signup/").text
    sign_up(client)
    assert has_account()
    fields = {"first_name": "Fay", "time_zone": "Europe/Berlin", "adult": "on", "agree": "on"}
    client.post("/welcome/", fields)
    client.post("/before/", {"safe": "yes"})
    link = re.search(r"https?://testserver(/i/[\w-]+/)", client.get("/invite/").text)
    assert link
    partner = opened(link[1])
    assert "Create my account" in partner.get("/invitation/").text
    sign_up(partner, "gus")
    assert has_account("gus")


@pytest.mark.usefixtures("_invited")
def test_a_link_is_used_once_whoever_has_it():
    path = operators_link()
    late = opened(path)
    sign_up(opened(path))
    assert NO_LONGER in (page := sign_up(late, "gus"))
    assert heading(page) == "You need a new invitation"
    assert Client().get(path).status_code == 409
    assert not has_account("gus")


@pytest.mark.usefixtures("_invited")
def test_a_partner_s_invitation_lets_one_person_in(eve: User):
    path = partners_link(eve)
    late = opened(path)
    sign_up(opened(path))
    assert has_account()
    page = late.get("/invitation/").text
    assert NO_LONGER in page
    assert "Create my account" not in page
    sign_up(late, "gus")
    assert not has_account("gus")


@pytest.mark.usefixtures("_invited")
def test_a_link_that_the_partner_has_used_does_not_bar_their_invitation(eve: User):
    path = operators_link()
    first, second = opened(path), opened(path)
    sign_up(first)
    second.get(partners_link(eve))
    assert "Create my account" in second.get("/invitation/").text
    sign_up(second, "gus")
    assert has_account("gus")


@pytest.mark.usefixtures("_invited")
def test_a_new_invitation_lets_someone_in_and_the_old_one_nobody(eve: User):
    old = opened(partners_link(eve))
    pairing.revoke_invitations(eve)
    sign_up(old)
    assert not has_account()
    sign_up(opened(partners_link(eve)), "gus")
    assert has_account("gus")


@pytest.mark.usefixtures("_invited")
def test_the_link_can_be_pasted_where_one_says_that_one_was_invited():
    client = Client()
    pasted = f"Come and join us: https://imago.example{operators_link()} Yours, E."
    client.post("/invite/code/", {"code": pasted})
    sign_up(client)
    assert has_account()


@pytest.mark.usefixtures("_invited")
def test_an_expired_link_lets_nobody_in_and_is_deleted():
    path = operators_link("--days", "3")
    waiting, row = opened(path), Admission.objects.get()
    assert timedelta(days=2) < row.expires_at - timezone.now() <= timedelta(days=3)
    Admission.objects.update(expires_at=timezone.now())
    assert NO_LONGER in sign_up(waiting)
    assert Client().get(path).status_code == 409
    delete_expired_sign_ins()
    assert not Admission.objects.exists()


@pytest.mark.usefixtures("_invited")
def test_only_a_hash_of_the_link_is_stored():
    token = operators_link().split("/")[2]
    assert len(token) == 22
    row = Admission.objects.get()
    assert bytes(row.token_hash or b"") == hash_token(token)
    assert row.expires_at - row.created_at <= signups.LIFETIME


@pytest.mark.usefixtures("_invited")
def test_an_operator_lists_links_and_takes_one_back():
    path = operators_link()
    waiting = opened(path)
    number = command("--list").partition(":")[0]
    assert path.split("/")[2] not in command("--list")
    command("--take-back", number)
    assert command("--list") == ""
    sign_up(waiting)
    assert not has_account()
    with pytest.raises(CommandError, match="no unused link"):
        command("--take-back", number)


@pytest.mark.usefixtures("_invited")
def test_a_used_link_is_not_taken_back_with_its_account():
    sign_up(opened(operators_link()))
    with pytest.raises(CommandError):
        command("--take-back", str(Admission.objects.get().pk))
    assert has_account()


@pytest.mark.usefixtures("_invited", "_with_mail")
def test_a_mistyped_address_costs_nobody_their_link():
    path = operators_link()
    client = opened(path)
    sign_up(client, "fya")
    sign_up(opened(path), "fay")
    assert [user.email for user in User.objects.exclude(email="eve@example.org")] == ["fay@example.org"]
    EmailAddress.objects.update(verified=True)
    sign_up(opened(path), "gus")
    assert not has_account("gus")


@pytest.mark.usefixtures("_invited", "_with_mail")
def test_a_link_does_not_tell_who_has_an_account():
    User.objects.create_user("gus@example.org", PASSWORD)
    shown = []
    for name in ("gus", "fay"):
        path = operators_link()
        page = re.sub(
            r'name="csrfmiddlewaretoken" value="[^"]+"|\w+@example\.org', "", sign_up(opened(path), name)
        )
        shown.append((page, Client().get(path).status_code))
    assert shown[0] == shown[1]


@pytest.mark.usefixtures("_closed")
def test_while_nobody_may_no_address_is_told_from_another():
    User.objects.create_user("gus@example.org", PASSWORD)
    pages = {re.sub(r'value="[^"]+"', "", sign_up(Client(), name)) for name in ("gus", "fay")}
    assert len(pages) == 1


@pytest.mark.usefixtures("_closed")
def test_tries_are_counted_while_nobody_may():
    answers = [Client().post("/accounts/signup/", {}).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["operator", "partner"])
def test_of_two_at_once_one_gets_in(way: str, settings: pytest_django.Settings):
    settings.SIGNUPS = signups.INVITED
    path = operators_link() if way == "operator" else partners_link(person("Eve"))
    clients, together = [opened(path), opened(path)], threading.Barrier(2)

    def try_it(client: Client, name: str) -> None:
        together.wait()
        try:
            sign_up(client, name)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=try_it, args=pair) for pair in zip(clients, ("fay", "gus"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert User.objects.exclude(email="eve@example.org").count() == 1
    assert sum("_auth_user_id" in client.session for client in clients) == 1


@pytest.mark.usefixtures("_closed")
def test_closed_means_nobody_at_all(eve: User):
    page = Client().get("/").text
    assert NOBODY in page
    assert "I was invited" not in page
    invited = opened(partners_link(eve))
    page = invited.get("/invitation/").text
    assert NOBODY in page
    assert "Create my account" not in page
    assert "I have an account" in page
    assert NOBODY in (page := sign_up(invited))
    assert heading(page) == "Sign-up is closed"
    assert not has_account()
    with pytest.raises(CommandError, match="IMAGO_SIGNUPS"):
        command()


def test_a_link_made_before_lets_nobody_in_once_it_is_closed(settings: pytest_django.Settings, eve: User):
    settings.SIGNUPS = signups.INVITED
    waiting = opened(operators_link())
    settings.SIGNUPS = signups.CLOSED
    assert NOBODY in sign_up(waiting)
    assert not has_account()


@pytest.mark.usefixtures("_closed")
def test_closed_who_invites_reads_that_only_somebody_with_an_account_can_come(eve: User):
    client = signed_in(eve)
    client.post("/before/", {"safe": "yes"})
    page = client.get("/invite/").text
    told, folded = (
        page.index("If your partner already has an account"),
        page.index("My partner has an account"),
    )
    assert told < folded < page.index("/i/")


@pytest.mark.usefixtures("_closed")
def test_closed_somebody_who_has_an_account_still_comes_by_invitation(eve: User):
    fay = signed_in(person("Fay"))
    fay.post("/before/", {"safe": "yes"})
    fay.get(partners_link(eve))
    fay.post("/invitation/")
    assert Partner.objects.current(eve)


@pytest.mark.parametrize("behind_proxy", [False, True])
def test_the_first_account_of_a_home_needs_no_link_and_the_second_does(
    behind_proxy: bool, settings: pytest_django.Settings
):
    settings.SIGNUPS, settings.BEHIND_PROXY = signups.INVITED, behind_proxy
    sign_up(Client())
    sign_up(Client(), "gus")
    assert [has_account("fay"), has_account("gus")] == [not behind_proxy, False]


@pytest.mark.usefixtures("_with_mail")
@pytest.mark.parametrize(("signs_up", "offers"), [(signups.OPEN, True), (signups.INVITED, False)])
def test_no_mail_offers_an_account_that_nobody_may_make(
    signs_up: str, offers: bool, settings: pytest_django.Settings
):
    settings.SIGNUPS = signs_up
    Client().post("/accounts/password/reset/", {"email": "fay@example.org"})
    mail = OutgoingMail.objects.get()
    assert ("/accounts/signup/" in (mail.content or "")) is offers


def test_no_route_signs_up_by_passkey():
    assert Client().get("/accounts/signup/passkey/").status_code == 404
    assert Client().get("/accounts/2fa/webauthn/signup/").status_code == 404
