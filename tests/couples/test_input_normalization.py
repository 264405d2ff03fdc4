"""Every keyboard gives the same text: composed or not, in full width, with other spaces."""

from __future__ import annotations

import re
import unicodedata

import pytest
import pytest_django
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import make_password
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from couples import input_normalization, magic_links
from couples.models import User
from couples.pairing import invitation_code, open_invitation
from tests.couples.test_accounts import PASSWORD, reauthenticate, sign_in, turn_on
from tests.factories import person, signed_in
from tests.mail.outbox import sent_mails

pytestmark = pytest.mark.django_db
COMPOSED = "schöne Grüße"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)
SIGN_UP = "/accounts/signup/"


def wide(text: str) -> str:
    """As a Japanese keyboard types it."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def sign_up(password: str, email: str = "fay@example.org") -> Client:
    client = Client()
    assert client.post(SIGN_UP, {"email": email, "password1": password}).status_code == 302
    return client


@pytest.mark.parametrize(
    ("chosen", "typed"),
    [
        (COMPOSED, DECOMPOSED),
        (DECOMPOSED, COMPOSED),
        ("a long calm evening", "a\u00a0long\u3000calm\u2009evening"),
        ("a long calm evening", wide("a long calm evening")),
        ("ﬁreﬂies at midnight", "fireflies at midnight"),
        ("seashells\u00ad and\u200b sand", "seashells and sand"),
        ("Đà Lạt 2009 🌊🌊", unicodedata.normalize("NFD", "Đà Lạt 2009 🌊🌊")),
    ],
)
def test_a_password_fits_from_each_keyboard(chosen: str, typed: str):
    sign_up(chosen)
    assert [sign_in(one)[1] for one in (typed, chosen)] == [302, 302]
    phone = sign_in(typed)[0]
    phone.post("/accounts/reauthenticate/", {"password": typed})
    assert phone.get("/accounts/2fa/totp/activate/").status_code == 200
    new = {"password1": "another quiet evening", "password2": "another quiet evening"}
    phone.post("/accounts/password/change/", {"oldpassword": typed, **new})
    assert sign_in("another quiet evening")[1] == 302


@pytest.mark.parametrize(
    "other", [COMPOSED.upper(), COMPOSED.replace("ö", "o"), f"{COMPOSED} ", "x" + COMPOSED]
)
def test_another_password_does_not_fit(other: str):
    sign_up(COMPOSED)
    assert sign_in(other)[1] == 200


@pytest.mark.parametrize("typed", [COMPOSED, DECOMPOSED])
@pytest.mark.parametrize("chosen", [COMPOSED, DECOMPOSED])
def test_a_password_that_was_hashed_as_it_was_typed_fits_and_is_hashed_anew(chosen: str, typed: str):
    sign_up(PASSWORD)
    User.objects.update(password=make_password(chosen))
    assert sign_in(typed)[1] == 302
    assert User.objects.get().password != make_password(chosen)
    assert super(User, User.objects.get()).check_password(input_normalization.prepare_password(chosen))
    assert sign_in(chosen)[1] == 302


def test_who_shows_who_they_are_by_a_password_hashed_before_stays_signed_in():
    sign_up(PASSWORD)
    User.objects.update(password=make_password(DECOMPOSED))
    phone, elsewhere = Client(), Client()
    for browser in (phone, elsewhere):
        browser.post(magic_links.create_link(User.objects.get()))
    phone.post("/accounts/reauthenticate/", {"password": COMPOSED})
    assert phone.get("/accounts/2fa/totp/activate/").status_code == 200
    assert elsewhere.get("/you/security/").status_code == 200


def test_a_new_password_by_mail_fits_from_each_keyboard():
    sign_up(PASSWORD)
    Client().post("/accounts/password/reset/", {"email": "fay@example.org"})
    path = sent_mails()[0].get_content().split("https://imago.example")[1].split()[0]
    client = Client()
    form = client.get(path, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": DECOMPOSED, "password2": DECOMPOSED})
    assert sign_in(COMPOSED)[1] == 302


def test_a_password_is_as_long_as_what_is_seen_of_it():
    short = unicodedata.normalize("NFD", "üüüüüü")  # six letters, twelve characters
    response = Client().post(SIGN_UP, {"email": "fay@example.org", "password1": short})
    assert response.status_code == 200
    assert not User.objects.exists()


@given(st.text())
def test_composed_and_decomposed_are_one_password(text: str):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert input_normalization.prepare_password(composed) == input_normalization.prepare_password(decomposed)


def test_an_address_is_found_from_each_keyboard():
    sign_up(PASSWORD, wide("fay@example.org"))
    sign_up(PASSWORD, unicodedata.normalize("NFD", "gus@müller.example"))
    assert set(User.objects.values_list("email", flat=True)) == {"fay@example.org", "gus@müller.example"}
    for typed in ("fay@example.org", "FAY＠example．org", "gus@müller.example"):
        assert sign_in(PASSWORD, typed)[1] == 302
    Client().post("/accounts/password/reset/", {"email": wide("fay@example.org")})
    assert sent_mails()[0]["To"] == "fay@example.org"


def test_a_code_by_mail_fits_in_full_width(settings: pytest_django.Settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    client = Client()
    client.post(SIGN_UP, {"email": "gus@example.org", "password1": PASSWORD})
    code = re.search(r"\n\n(\S+)\n\n", sent_mails()[0].get_content())
    assert code
    client.post("/accounts/confirm-email/", {"code": f" {wide(code[1])}\u3000"})
    assert "_auth_user_id" in client.session


def test_a_code_of_the_second_step_fits_in_full_width_and_in_two_halves():
    phone = sign_up(PASSWORD)
    reauthenticate(phone)
    secret = turn_on(phone)
    *_, later = yield_hotp_counters_from_time()
    code = wide(format_hotp_value(hotp_value(secret, later)))
    browser = sign_in()[0]
    response = browser.post("/accounts/2fa/authenticate/", {"code": f"{code[:3]}\u00a0{code[3:]}"})
    assert response.status_code == 302


def test_spoken_words_fit_however_they_are_typed(eve: User):
    words = invitation_code(open_invitation(eve)).split()
    other = signed_in(person("Fay"))
    for typed in (
        wide(" ".join(words).upper()),
        "\u00a0".join(words),
        ". ".join(words) + ".",
        "\n".join(words),
    ):
        assert other.post("/invite/code/", {"code": typed}).status_code == 302, typed


def test_the_typed_address_that_confirms_fits_in_full_width(ana: User):
    browser = signed_in(ana)
    assert browser.post("/you/data/workup/let-go/", {"email": wide(ana.email)}).status_code == 302
