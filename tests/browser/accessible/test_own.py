"""No page of what someone has for themselves breaks a rule of accessibility."""

from __future__ import annotations

import pytest

from couples.models import Couple, Partner, User
from pulse import demo as pulse_demo
from tests.browser.accessible.rules import Opened, faults, faults_at
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.parent_child.factories import open_gate
from tests.therapist.factories import address, agreed, ask, kept_talk, secrets_of
from therapist.services import LinkSecrets
from workup import demo, services
from workup.demo import ANA, BEN
from workup.models import Workup
from workup.navigation import QuestionnaireCourse, screen_url
from workup.picture_context import PicturePage
from workup.sharing import share_wording

pytestmark = pytest.mark.browser


@pytest.fixture
def workup(ana: User, ben: User) -> list[str]:
    """The pages of Ana's workup, her second one; of hers and of Ben's one part is shared."""
    Workup.objects.create(user=ana)
    for user, life in ((ana, ANA), (ben, BEN)):
        present = Workup.objects.create(user=user)
        demo.create_demo_workup(user, life)
        partner = Partner.objects.current(user)
        assert partner
        need = PicturePage(present, partner).part("need")
        assert need
        share_wording(partner, present, need, need.digest)
        services.finish_workup(present)
    course = QuestionnaireCourse(Workup.objects.current(ana))
    one_of_each_kind = {step.question.kind: screen_url(step) for step in course.screens}
    pages = ["", "before/hurt/", "picture/", "picture/changes/", "together/", "take-away/"]
    mother = course.people["caretakers"][0]["id"]
    paths = [f"/workup/{page}" for page in [*pages, f"let-go/caretakers/{mother}/"]]
    return [*paths, *one_of_each_kind.values(), "/breathe/"]


def test_the_workup_breaks_no_rule(workup: list[str], phone_of: Opened):
    assert not faults_at(phone_of("ana"), workup)


def test_two_texts_to_choose_from_break_no_rule(workup: list[str], phone_of: Opened):
    laptop, page = phone_of("ana"), phone_of("ana")
    for one in (laptop, page):
        one.goto("/workup/question/needed/")
    laptop.fill("#words", "from the laptop")
    laptop.wait_for_selector("#saved:text('Saved')")
    page.fill("#words", "from the phone")
    page.wait_for_selector("#conflict")
    assert not faults(page)


@pytest.fixture
def pulse(ana: User, ben: User) -> list[str]:
    """The pulse of both, with a dialogue they finished."""
    pulse_demo.create_demo_pulse(ana, ben)
    Talk(ana, ben).play(WHOLE)
    return ["/pulse/", "/you/data/pulse/let-go/"]


def test_the_pages_of_the_pulse_break_no_rule(pulse: list[str], phone_of: Opened):
    page = phone_of("ana")
    assert not faults_at(page, pulse)
    page.goto("/pulse/")
    page.click("#pulse-form > .button")
    page.wait_for_selector("[role=alert]")
    assert not faults(page)
    page.click(".chip:has([name=safe][value='2'])")
    page.click("#pulse-form > .button")
    page.wait_for_selector("text=You don't have to carry this alone")
    assert not faults(page)


@pytest.fixture
def private_yes(ana_and_ben: Couple) -> str:
    """The page on which each says yes alone, once both have."""
    open_gate(ana_and_ben)
    return "/the-child-i-was/"


def test_the_page_of_a_private_yes_breaks_no_rule(private_yes: str, phone_of: Opened):
    page = phone_of("ana")
    assert not faults_at(page, [private_yes])
    for answer, text in (
        ("no", "It isn't open for you two yet"),
        ("unsafe", "The people at these lines will listen"),
    ):
        page.click(f"[name=answer][value={answer}]")
        page.wait_for_selector(f"text={text}")
        assert not faults(page)


@pytest.fixture
def handed_over(ana: User, ben: User) -> tuple[list[str], LinkSecrets]:
    """The pages of a link for a therapist and of an ask, and what opens the link."""
    link, asked = agreed(ana, ben, kept_talk(ana, ben).pk), ask(ben, kept_talk(ana, ben).pk)
    pages = ["", "ask/", f"{asked.pk}/", f"{link.pk}/", f"{link.pk}/send/", "read/nothing/"]
    return [f"/therapist/{page}" for page in pages], secrets_of(link)


def test_the_pages_for_a_therapist_break_no_rule(
    handed_over: tuple[list[str], LinkSecrets], phone_of: Opened
):
    paths, secrets = handed_over
    page = phone_of("ana")
    assert not faults_at(page, [*paths, address(secrets)])
    page.fill("[name=words]", secrets.words)
    page.get_by_role("button", name="Read").click()
    page.wait_for_selector(".turn-words")
    assert not faults(page)
