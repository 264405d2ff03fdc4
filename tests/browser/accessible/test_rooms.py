"""No page of what the two do together breaks a rule of accessibility."""

from __future__ import annotations

from datetime import time

import pytest
from django.conf import settings
from django.utils import timezone

from appointments import feeds, services
from caring import demo as caring_demo
from caring import not_now
from caring.models import Line
from change_requests import demo as request_demo
from change_requests.models import Plan, Request
from couples.models import Partner, User
from exits import demo as exit_demo
from exits.models import Exit
from reminders import mail
from reminders.models import Notice
from tests.browser.accessible.rules import Opened, faults, faults_at
from vision import demo as vision_demo
from vision.models import DreamLine

pytestmark = pytest.mark.browser


def test_the_dialogues_break_no_rule(rooms: list[str], phone_of: Opened):
    assert not faults_at(phone_of("ana"), rooms)


def test_words_given_back_break_no_rule(rooms: list[str], phone_of: Opened):
    page = phone_of("ana")
    page.goto(rooms[5])  # it is her turn to say more
    page.click(".disclosure--primary > summary")
    page.fill("#words-more", "When dinner goes quiet, I feel alone.")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('move-more'))")
    page.wait_for_selector("text=Please sign in again")
    assert page.input_value("#kept-words") == "When dinner goes quiet, I feel alone."
    assert not faults(page)


@pytest.fixture
def promises(ana: User, ben: User) -> list[str]:
    """Ana's exits and requests in the demonstration, from the draft to the gift."""
    exit_demo.create_demo_exits(ben, ana)
    request_demo.create_demo_requests(ana, ben)
    exit, asked = Exit.objects.get(state="promised").pk, Request.objects.get(state="under_way").pk
    draft = Request.objects.get(state="draft").pk
    exits = [
        "",
        "new/",
        "together/",
        *(f"{exit}/{end}" for end in ("", "change/", "bring/", "promise/", "review/")),
        *(f"{exit}/{end}" for end in ("change/?step=often", "change/?change=ready", "bring/?step=mode")),
    ]
    requests = ["", "new/", *(f"{asked}/{end}" for end in ("", "ladder/", "wishes/", "ask/"))]
    requests += [f"{draft}/wishes/?step=first_often", f"{draft}/ladder/?change=feel"]
    Notice.objects.create(user=ana, sort="gift", occasion="x", path="/requests/", due_at=timezone.now())
    requests.append(f"{draft}/ask/")
    services.propose_time(
        Partner.objects.select_related("couple", "user__profile").get(user=ben), 6, time(20)
    )
    feeds.create_feed(ana)
    inbox = ["/dialogues/", "/inbox/", "/inbox/settings/", f"/inbox/no-mail/{mail.unsubscribe_token(ana)}/"]
    inbox.append("/appointments/")
    vision_demo.create_demo_vision(ana, ben)
    line = DreamLine.objects.filter(owner__user=ana).earliest("written_at").pk
    dream = ["/vision/", *(f"/vision/lines/{end}" for end in ("", "invite/", f"{line}/"))]
    return [*inbox, *(f"/exits/{end}" for end in exits), *(f"/requests/{end}" for end in requests), *dream]


@pytest.fixture
def lists(ana: User, ben: User) -> list[str]:
    """Both lists in the demonstration, of which Ana has put a line away, and her gift."""
    caring_demo.create_demo_lists(ben, ana)
    hers = Partner.objects.select_related("user__profile").get(user=ana)
    not_now.put_away(hers, Line.objects.shown_to(hers)[0])
    own = Line.objects.of(hers)[0].pk
    return [
        f"/caring/{end}" for end in ("", "mine/", f"mine/{own}/", "theirs/", "theirs/not-now/", "gift/days/")
    ]


def test_the_pages_of_caring_days_break_no_rule(lists: list[str], phone_of: Opened):
    assert not faults_at(phone_of("ana"), lists)


def test_the_pages_of_promises_break_no_rule(promises: list[str], phone_of: Opened):
    page = phone_of("ana")
    assert not faults_at(page, promises)
    page.goto("/exits/new/")
    page.fill("#id_name", "my best friend")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_selector("[role=alert]")
    assert not faults(page)


@pytest.fixture
def gift(ana: User, ben: User) -> list[str]:
    """A request of Ben's as Ana sees it, who gives."""
    request_demo.create_demo_requests(ben, ana)
    asked = Request.objects.get(state="under_way").pk
    plan = Plan.objects.get().pk
    return [f"/requests/{asked}/{end}" for end in ("", "choose/", "days/", f"look-back/{plan}/")]


def test_the_pages_of_a_gift_break_no_rule(gift: list[str], phone_of: Opened):
    assert not faults_at(phone_of("ana"), gift)
