"""No page about people breaks a rule of accessibility."""

from __future__ import annotations

import pytest

from couples import pairing
from couples.leaving import leave_couple
from couples.models import Partner, User
from tests.browser.accessible.conftest import PASSWORD
from tests.browser.accessible.rules import Opened, faults, faults_at
from workup.models import Workup

pytestmark = pytest.mark.browser
SIGNED_OUT = [
    *["/", "/help/", "/trust/", "/offline/", "/nothing/", "/in/nothing/", "/i/nothing/"],
    *["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"],
    *["/how/", "/how/practice/", "/invite/code/"],
]
ON_THE_WAY = ["/before/", "/you/", "/you/security/", "/you/delete/"]
ACCOUNT = [
    *["/", "/me/", "/you/", "/leave/"],
    *["/accounts/sessions/", "/accounts/email/", "/accounts/password/change/"],
    *["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/logout/"],
    *["/you/data/", "/you/data/let-go/", "/you/data/dialogues/let-go/", "/you/delete/"],
]


def test_the_pages_for_everybody_break_no_rule(phone_of: Opened):
    assert not faults_at(phone_of("nobody"), SIGNED_OUT)


@pytest.fixture
def account(ana: User) -> list[str]:
    """Home and the pages of Ana's account. She has begun a workup, and nothing else."""
    Workup.objects.create(user=ana)
    return ACCOUNT


def test_the_account_pages_break_no_rule(account: list[str], phone_of: Opened):
    assert not faults_at(phone_of("ana"), account)


def test_deleting_an_account_breaks_no_rule(phone_of: Opened):
    page = phone_of("gus")
    page.goto("/you/delete/")
    button = page.get_by_role("button", name="Delete my account")
    button.click()
    page.wait_for_selector("[role=alert]")
    assert not faults(page)
    page.fill("[type=email]", "gus@example.org")
    button.click()
    page.wait_for_selector("text=Your account is deleted")
    assert not faults(page)


@pytest.fixture
def parted(ana: User) -> list[str]:
    """Where Ana is led to after the parting."""
    leave_couple(Partner.objects.get(user=ana))
    return ["/apart/"]


def test_the_page_after_a_parting_breaks_no_rule(parted: list[str], phone_of: Opened):
    assert not faults_at(phone_of("ana"), parted)


def test_the_welcome_breaks_no_rule_even_when_something_is_missing(phone_of: Opened):
    page = phone_of("newcomer")
    assert not faults_at(page, ["/welcome/"])
    page.click("main form.stack button")
    page.wait_for_selector("[role=alert]")
    assert not faults(page)


def test_the_way_to_a_couple_breaks_no_rule(phone_of: Opened):
    page = phone_of("eve")
    assert not faults_at(page, ON_THE_WAY)
    for answer in ("no", "not_my_idea"):
        page.goto("/before/")
        page.click(f"[value={answer}]")
        page.wait_for_selector("[value=own_choice]")
        assert not faults(page)
    page.click("[value=own_choice]")
    page.wait_for_selector("#message")
    assert not faults(page)


def test_setting_up_a_second_step_breaks_no_rule(phone_of: Opened):
    page = phone_of("nobody")
    page.goto("/accounts/login/?next=/accounts/2fa/totp/activate/")
    page.fill("[name=login]", "eve@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/reauthenticate/**")
    assert not faults(page)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_selector(".qr svg, .qr img")
    assert not faults(page)


@pytest.fixture
def link(eve: User) -> str:
    """Where an invitation by Eve leads."""
    return f"/i/{pairing.invitation_token(pairing.open_invitation(eve))}/"


def test_an_invitation_breaks_no_rule(link: str, phone_of: Opened):
    stranger, gus = phone_of("nobody"), phone_of("gus")
    assert not faults_at(stranger, [link])
    gus.goto(link)
    gus.click("[value=yes]")
    gus.wait_for_url("**/invitation/")
    assert not faults(gus)
