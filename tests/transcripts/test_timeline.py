"""The timeline: what stands on it, what the filters leave, and how it goes on from page to page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bench import dataset
from change_requests import demo as request_demo
from couples.leaving import leave_couple
from couples.models import Couple, Partner, User
from dialogues import erasure
from dialogues.models import Dialogue
from exits import demo as exit_demo
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import signed_in
from tests.markup import compact
from transcripts import timeline
from transcripts.notes_and_stars import set_star

URL = "/transcripts/"


def shown(browser: Client, address: str = URL, **asked: str) -> list[str]:
    """The dialogues on a page, by id, in order."""
    html = compact(browser.get(address, asked).content.decode())
    return re.findall(r'href="/(?:transcripts|dialogues)/([0-9a-f-]{36})/"', html)


def next_page(browser: Client, address: str) -> str:
    """Where the link to the earlier ones leads, "" where there are none."""
    html = compact(browser.get(address).content.decode())
    found = re.search(r'<a class="button button--quiet" href="([^"]*after=[^"]*)"', html)
    return found[1].replace("&amp;", "&") if found else ""


def three(ana: User, ben: User) -> tuple[Talk, Talk, Talk]:
    """One to its end that Ana began, one that Ben began and Ana ended, one under way."""
    whole, left, open_ = Talk(ana, ben), Talk(ben, ana, kind="appreciation"), Talk(ana, ben)
    whole.play(WHOLE)
    left.play("ben accept, ana ready, ben stop")  # in a talk whoever began is called ana
    open_.play("ben accept")
    return whole, left, open_


@pytest.mark.slow
def test_the_newest_stands_first_by_month_and_page_after_page_nothing_is_missed(
    ana: User, ana_and_ben: Couple
):
    dataset.create(ana_and_ben, 50)
    browser, address, found = signed_in(ana), URL, []
    while address:
        found += shown(browser, address)
        address = next_page(browser, address)
    assert found == [str(pk) for pk in Dialogue.objects.order_by("-created_at").values_list("pk", flat=True)]
    html = browser.get(URL).content.decode()
    months = re.findall(r'<h2 class="month">([^<]*)</h2>', html)
    assert months[0] == f"{timezone.localtime(Dialogue.objects.latest('created_at').created_at):%B %Y}"
    assert len(months) == len(set(months))


@pytest.mark.slow
def test_dialogues_of_one_moment_are_each_shown_once(ana: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 45)
    Dialogue.objects.update(created_at=timezone.now())
    browser, address, found = signed_in(ana), URL, []
    while address:
        found += shown(browser, address)
        address = next_page(browser, address)
    assert len(found) == len(set(found)) == 45


@pytest.mark.slow
def test_a_script_gets_the_next_page_alone_and_no_month_twice(ana: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 30)
    Dialogue.objects.update(created_at=timezone.now() - timedelta(days=40))
    browser = signed_in(ana)
    html = browser.get(next_page(browser, URL), headers={"HX-Request": "true"}).content.decode()
    assert html.lstrip().startswith("<ul")
    assert len(re.findall(r'href="/transcripts/[0-9a-f-]{36}/"', html)) == 10


@pytest.mark.slow
def test_a_script_is_led_away_with_the_whole_page_once_the_couple_has_ended(
    ana: User, ben: User, ana_and_ben: Couple
):
    dataset.create(ana_and_ben, 30)
    browser = signed_in(ana)
    address = next_page(browser, URL)
    place = Partner.objects.current(ben)
    assert place
    leave_couple(place)
    answer = browser.get(address, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"], answer.content) == (204, "/", b"")


@pytest.mark.slow
def test_filters_leave_what_fits(ana: User, ben: User):
    whole, left, open_ = (str(talk.pk) for talk in three(ana, ben))
    browser = signed_in(ana)
    assert shown(browser) == [open_, left, whole]
    assert shown(browser, kind="appreciation") == [left]
    assert shown(browser, began="me") == [open_, whole]
    assert shown(browser, began="partner") == [left]
    assert shown(browser, far="finished") == [whole]
    assert shown(browser, far="left") == [left]
    assert shown(browser, far="open") == [open_]
    assert shown(browser, began="me", far="finished") == [whole]
    assert shown(browser, onward="on") == []
    assert shown(signed_in(ben), began="me") == [left]


def test_what_led_to_a_request_or_a_promise_is_found_and_what_was_declined_is_not(ana: User, ben: User):
    exit_demo.create_demo_exits(ben, ana)
    request_demo.create_demo_requests(ana, ben)
    declined = Talk(ana, ben, kind="change_request")
    declined.play("ben decline")
    found = shown(signed_in(ana), onward="on")
    kinds = set(Dialogue.objects.filter(pk__in=found).values_list("kind", flat=True))
    assert kinds == {"closing_exit", "change_request"}
    assert str(declined.pk) not in found


def test_an_entry_says_whose_words_went_and_how_it_began(ana: User, ben: User):
    whole, *_ = three(ana, ben)
    browser = signed_in(ana)
    assert "ana has something to send" in browser.get(URL).content.decode()
    place = Partner.objects.current(ben)
    assert place
    erasure.erase_dialogue(whole.now(), place)
    assert "Ben let words go" in browser.get(URL).content.decode()
    assert "you let words of yours go" in signed_in(ben).get(URL).content.decode()
    erasure.erase_for_both(whole.now(), place)
    html = browser.get(URL).content.decode()
    assert "Ben let the words go" in html
    assert "ana has something to send" not in html


def test_a_filter_by_a_star_is_its_owners_alone(ana: User, ben: User):
    whole, *_ = three(ana, ben)
    set_star(ana, whole.now(), 4, on=True)
    assert shown(signed_in(ana), starred="on") == [str(whole.pk)]
    assert shown(signed_in(ben), starred="on") == []


def test_a_topic_is_found_again_whatever_its_case_and_accents(ana: User, ben: User):
    talks = [Talk(ana, ben) for _ in range(3)]
    for talk, topic in zip(talks, ["Café am Abend", "cafe  am abend", "Money"], strict=True):
        talk.dialogue.topic = topic
        talk.dialogue.save()
    place = Partner.objects.current(ana)
    assert place
    assert list(timeline.dialogues_by_topic(place)) == ["Money", "cafe  am abend"]
    assert shown(signed_in(ana), like=str(talks[1].pk)) == [str(talks[1].pk), str(talks[0].pk)]


def test_a_month_is_shown_alone(ana: User, ben: User):
    whole, left, _ = three(ana, ben)
    Dialogue.objects.filter(pk=whole.pk).update(created_at="2025-05-31T21:30:00Z")
    Dialogue.objects.filter(pk=left.pk).update(created_at="2025-05-31T22:30:00Z")
    ana.profile.time_zone = "Europe/Berlin"
    ana.profile.save()
    assert shown(signed_in(ana), month="2025-05") == [str(whole.pk)]
    assert shown(signed_in(ana), month="2025-06") == [str(left.pk)]


def test_a_garbled_address_asks_for_nothing(ana: User, ben: User):
    three(ana, ben)
    asked = {"kind": "x", "began": "\0", "far": "🙂", "like": "1", "month": "2026-99", "after": "no"}
    assert len(shown(signed_in(ana), **asked)) == 3


def test_with_what_belongs_to_another_couple_nothing_is_found(ana: User, ben: User, cleo: User, dan: User):
    three(ana, ben)
    theirs = Talk(cleo, dan)
    assert len(shown(signed_in(ana), like=str(theirs.pk))) == 3
    assert len(shown(signed_in(ana), after=str(theirs.pk))) == 3


def test_nobody_yet_is_met_kindly(ana: User):
    assert "once you have held some" in signed_in(ana).get(URL).content.decode()
