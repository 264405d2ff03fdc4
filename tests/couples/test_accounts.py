"""Accounts through the real pages: safety 18 and 19."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_django
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from couples import magic_links
from couples.models import SignInLink, User
from couples.sessions import hash_session_key
from tests.factories import signed_in
from tests.mail.outbox import sent_mails
from vault import datakeys

pytestmark = pytest.mark.django_db
PASSWORD = "a long calm evening"


@pytest.fixture
def fay() -> User:
    client = Client()
    client.post("/accounts/signup/", {"email": "fay@example.org", "password1": PASSWORD})
    return User.objects.get(email="fay@example.org")


def sign_in(password: str = PASSWORD, email: str = "fay@example.org") -> tuple[Client, int, str]:
    client = Client()
    response = client.post("/accounts/login/", {"login": email, "password": password})
    return client, response.status_code, response.text


def reauthenticate(client: Client) -> None:
    """Re-authenticate by password."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def code_of(secret: str) -> str:
    """What the app shows now. It stays good for half a minute after it has changed there."""
    _earlier, now, _later = yield_hotp_counters_from_time()
    code: str = format_hotp_value(hotp_value(secret, now))
    return code


def turn_on(client: Client) -> str:
    """Turn the second step on as with an authenticator app; its secret."""
    secret: str = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    code = code_of(secret)
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    return secret


def test_signing_in_is_throttled_by_account(fay: User):
    for _ in range(5):
        assert sign_in("wrong")[1] == 200
    assert "a lot of tries. Please" in sign_in()[2]


def test_no_answer_at_signing_in_or_resetting_tells_who_has_an_account(fay: User):
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|[a-z]+@example\.org')
    known, unknown = (token.sub("", sign_in("wrong", f"{name}@example.org")[2]) for name in ("fay", "nobody"))
    assert known == unknown
    responses = [
        Client().post("/accounts/password/reset/", {"email": f"{name}@example.org"}) for name in ("fay", "no")
    ]
    assert [response["Location"] for response in responses] == ["/accounts/password/reset/done/"] * 2


def test_a_forgotten_password_is_reset_by_a_neutral_mail(fay: User):
    Client().post("/accounts/password/reset/", {"email": fay.email})
    [message] = sent_mails()
    assert message["Subject"] == "A message about your account"
    match = re.search(r"https://imago\.example(/\S+)", message.get_content())
    assert match
    client = Client()
    page = client.get(match[1], follow=True)
    new = "another quiet evening"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert sign_in()[1] == 200
    assert sign_in(new)[1] == 302


def test_the_second_step_asks_for_a_code_or_a_recovery_code(fay: User):
    client = sign_in()[0]
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
    reauthenticate(client)
    turn_on(client)
    codes = Authenticator.objects.get(user=fay, type="recovery_codes").wrap().get_unused_codes()
    for tried, status in (("00000000", 200), (codes[0], 302), (codes[0], 200)):
        phone, *_ = sign_in()
        assert "_auth_user_id" not in phone.session
        assert phone.post("/accounts/2fa/authenticate/", {"code": tried}).status_code == status
        assert ("_auth_user_id" in phone.session) is (status == 302)


def test_other_sessions_are_listed_and_ended_with_their_rows(fay: User):
    own, remote = sign_in()[0], sign_in()[0]
    key = remote.session.session_key or ""
    assert "Elsewhere" in own.get("/accounts/sessions/").text
    reauthenticate(own)
    own.post("/accounts/sessions/")
    assert not remote.session.exists(key)
    assert remote.get("/you/security/").status_code == 302
    assert own.get("/you/security/").status_code == 200


def test_one_session_is_ended_and_the_others_stay(fay: User):
    own, ended, remaining = (sign_in()[0] for _ in range(3))
    key = ended.session.session_key or ""
    row = UserSession.objects.get(session_key=hash_session_key(key))
    reauthenticate(own)
    assert own.post(f"/you/sessions/{row.pk}/end/").status_code == 302
    assert not ended.session.exists(key)
    assert remaining.get("/you/security/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(ana: User, ben: User):
    ana_client, ben_client = Client(), Client()
    ana_client.post(magic_links.create_link(ana))
    ben_client.post(magic_links.create_link(ben))
    row = UserSession.objects.get(user=ana)
    assert ben_client.post(f"/you/sessions/{row.pk}/end/").status_code == 404
    assert ana_client.get("/you/security/").status_code == 200


def test_a_session_that_began_by_a_link_is_listed_too(ana: User):
    phone, laptop = Client(), Client()
    phone.post(magic_links.create_link(ana))
    laptop.post(magic_links.create_link(ana))
    assert "Sign out there" in laptop.get("/accounts/sessions/").text


def test_a_new_password_signs_the_other_phones_out(fay: User):
    own, remote = sign_in()[0], sign_in()[0]
    new = "another quiet evening"
    own.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert remote.get("/you/security/").status_code == 302
    assert own.get("/you/security/").status_code == 200
    message = sent_mails()[-1]
    assert message["Subject"] == "A message about your account"
    assert "password" in message.get_content()


def test_a_partner_never_sees_the_other_ones_address(ana: User, ben: User):
    client = signed_in(ana)
    for path in ("/you/", "/you/security/", "/accounts/email/", "/accounts/sessions/", "/leave/"):
        assert ben.email not in client.get(path).text, path


def test_signing_out_needs_a_post(ana: User):
    client = signed_in(ana)
    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_a_link_signs_in_once(ana: User):
    path = magic_links.create_link(ana)
    assert Client().head(path).status_code == 200
    phone = Client()
    assert phone.post(path)["Location"] == "/"
    assert phone.session["_auth_user_id"] == str(ana.pk)
    for url in ("get", "post"):
        response = getattr(Client(), url)(path)
        assert (response.status_code, "no longer works" in response.text) == (404, True)


def test_a_preview_of_a_link_uses_nothing_up(ana: User):
    path = magic_links.create_link(ana)
    for url in ("get", "head", "get"):
        preview = Client()
        response = getattr(preview, url)(path)
        assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
        assert response["X-Robots-Tag"] == "noindex"
        assert "_auth_user_id" not in preview.session
    page = Client().get(path).text
    check(page)
    assert page.split("<main")[1].count("<button") == 1
    assert "ana" not in page.lower().replace("manage", "")
    phone = Client()
    phone.post(path)
    assert phone.session["_auth_user_id"] == str(ana.pk)


def test_a_link_is_good_for_a_minute(ana: User):
    path = magic_links.create_link(ana)
    SignInLink.objects.update(expires_at=timezone.now())
    assert Client().post(path).status_code == 404
    magic_links.create_link(ana)
    assert SignInLink.objects.latest("pk").expires_at <= timezone.now() + timedelta(seconds=60)


def test_the_command_prints_a_link(ana: User, capsys: pytest.CaptureFixture[str]):
    call_command("signin_link", ana.email, "--base-url", "http://phone.test")
    printed = capsys.readouterr().out.strip()
    assert printed.startswith("http://phone.test/in/")
    assert Client().post(printed.removeprefix("http://phone.test")).status_code == 302


def test_the_command_finds_where_this_machine_answers(
    ana: User, capsys: pytest.CaptureFixture[str], settings, tmp_path: Path
):
    settings.DATA = tmp_path
    call_command("signin_link", ana.email)
    (tmp_path / "run.json").write_text('{"address": "https://localhost:8443"}')
    call_command("signin_link", ana.email)
    unknown, published = capsys.readouterr().out.split()
    assert unknown.startswith("http://localhost:8000/in/")
    assert published.startswith("https://localhost:8443/in/")
    (tmp_path / "run.json").write_text("[]")
    call_command("signin_link", ana.email)
    assert capsys.readouterr().out.startswith("http://localhost:8000/in/")


def test_the_command_knows_when_it_does_not_know_somebody():
    with pytest.raises(CommandError, match="Nobody signs in with that address"):
        call_command("signin_link", "nobody@example.org")


PAGES = ["login", "signup", "password/reset", "password/reset/done"]
OWN = ["password/change", "email", "sessions", "2fa", "2fa/webauthn", "logout"]


def check(text: str) -> None:
    """One of our pages, with a title that says nothing, and without inline code."""
    assert 'action="/exit/"' in text
    assert "<title>imago</title>" in text
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", text)


@pytest.mark.parametrize("page", PAGES + OWN)
def test_every_account_page_is_ours_and_has_no_inline_code(fay: User, page: str):
    client = sign_in()[0] if page in OWN else Client()
    check(client.get(f"/accounts/{page}/", follow=True).text)


NOTHING = "We need this to continue."
NO_ADDRESS = "That doesn&#x27;t look like an email address. Please check it."
TWICE = {"oldpassword": PASSWORD, "password1": "another quiet evening", "password2": "another quiet morning"}


@pytest.mark.parametrize(
    ("page", "fields", "errors"),
    [
        ("login", {}, [NOTHING, NOTHING]),
        ("login", {"login": "fay", "password": "x"}, [NO_ADDRESS]),
        ("signup", {"email": "fay", "password1": ""}, [NO_ADDRESS, NOTHING]),
        (
            "signup",
            {"email": "gus@example.org", "password1": "short"},
            ["Please make it longer: 10 characters"],
        ),
        ("signup", {"email": "gus@example.org", "password1": "password1234"}, ["Many people use this one"]),
        ("signup", {"email": "gus@example.org", "password1": "gus@example.org"}, ["This is too close to"]),
        ("password/reset", {"email": "fay"}, [NO_ADDRESS]),
        ("password/change", {}, [NOTHING, NOTHING, "Please type the same password twice."]),
        ("password/change", TWICE, ["Please type the same password twice."]),
        ("reauthenticate", {}, [NOTHING]),
        ("2fa/totp/activate", {}, [NOTHING]),
        ("2fa/recovery-codes/generate", {}, ["Recovery codes need a second step."]),
    ],
)
def test_what_is_wrong_is_said_in_our_own_words(
    fay: User, page: str, fields: dict[str, str], errors: list[str]
):
    client = sign_in()[0]
    reauthenticate(client)
    client = client if page not in ("login", "signup") else Client()
    shown = client.post(f"/accounts/{page}/", fields).text
    found = re.findall(r'class="errors"[^>]*>\s*([^<]+?)\s*<', shown)
    own = [text for text in found if "data-when" not in text and "try another way" not in text]
    assert len(own) == len(errors)
    assert all(text.startswith(error) for text, error in zip(own, errors, strict=True))


def test_the_pages_behind_the_second_step_are_ours_too(fay: User):
    client = sign_in()[0]
    reauthenticate(client)
    turn_on(client)
    pages = ["", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/", "webauthn/add/"]
    for page in pages:
        response = client.get(f"/accounts/2fa/{page}")
        assert response.status_code == 200, page
        check(response.text)
    check(sign_in()[0].get("/accounts/2fa/authenticate/").text)


def test_the_secrets_of_the_second_step_are_sealed(fay: User):
    client = sign_in()[0]
    reauthenticate(client)
    secret = turn_on(client)
    app, codes = (Authenticator.objects.get(user=fay, type=kind) for kind in ("totp", "recovery_codes"))
    assert secret not in str(app.data)
    assert len(codes.data["seed"]) > 100  # not the 40 letters that codes are made from
    assert len(codes.wrap().get_unused_codes()) == 10


def test_a_second_step_that_does_not_open_lets_nobody_in_and_crashes_nothing(fay: User):
    client = sign_in()[0]
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = turn_on(client)
    owner = datakeys.create_key().pk
    rotten = f"{owner} {base64.b64encode(b'rot' * 20).decode()}"
    for kind, name in (("totp", "secret"), ("recovery_codes", "seed")):
        row = Authenticator.objects.get(user=fay, type=kind)
        row.data[name] = rotten
        row.save()
    for tried in (code_of(secret), format_hotp_value(hotp_value("", 0)), "00000000"):
        phone, *_ = sign_in()
        assert phone.post("/accounts/2fa/authenticate/", {"code": tried}).status_code == 200
        assert "_auth_user_id" not in phone.session
    page = client.get("/accounts/2fa/recovery-codes/")
    assert page.status_code == 200
    assert "Please make new ones" in page.text
    assert 'class="code link-list"' not in page.text


@pytest.fixture
def _with_mail(settings: pytest_django.Settings) -> None:
    settings.HAS_MAIL = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True


@pytest.mark.usefixtures("_with_mail")
def test_where_there_is_mail_a_code_in_it_lets_one_in():
    client = Client()
    client.post("/accounts/signup/", {"email": "gus@example.org", "password1": PASSWORD})
    assert "_auth_user_id" not in client.session
    check(client.get("/accounts/confirm-email/").text)
    [message] = sent_mails()
    assert message["Subject"] == "A message about your account"
    code = re.search(r"\n\n(\S+)\n\n", message.get_content())
    assert code
    response = client.post("/accounts/confirm-email/", {"code": code[1]}, follow=True)
    assert response.redirect_chain[-1][0] == "/welcome/"


@pytest.mark.usefixtures("_with_mail")
def test_signing_up_does_not_tell_who_has_an_account():
    User.objects.create_user("fay@example.org", PASSWORD)
    pages = []
    for name in ("fay", "nobody"):
        form = {"email": f"{name}@example.org", "password1": PASSWORD}
        page = Client().post("/accounts/signup/", form, follow=True)
        shown = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|[a-z]+@example\.org', "", page.text)
        pages.append((page.redirect_chain, shown))
    assert pages[0] == pages[1]
    assert len(sent_mails()) == 2


def test_an_unlocked_phone_is_not_enough_to_change_the_address(fay: User):
    client, *_ = sign_in()
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0, "email": fay.email}]
    session.save()
    response = client.post("/accounts/email/", {"email": "evil@example.org", "action_add": ""})
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert list(fay.emailaddress_set.values_list("email", flat=True)) == ["fay@example.org"]  # type: ignore[attr-defined]


def test_what_throttles_is_not_pushed_out_by_other_traffic(fay: User):
    for _ in range(5):
        sign_in("wrong")
    for number in range(700):
        cache.set(f"other-{number}", 1)
    assert "a lot of tries. Please" in sign_in()[2]
