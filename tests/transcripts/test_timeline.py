"""The timeline: its entries, filters and pages."""

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
from transcripts import dialogue_rows
from transcripts.notes_and_bookmarks import set_bookmark

URL = "/transcripts/"


def listed_dialogues(browser: Client, address: str = URL, **filters: str) -> list[str]:
    """The ids of the dialogues on a page, in order."""
    html = compact(browser.get(address, filters).content.decode())
    return re.findall(r'href="/(?:transcripts|dialogues)/([0-9a-f-]{36})/"', html)


def next_page(browser: Client, address: str) -> str:
    """The link to earlier dialogues, "" without one."""
    html = compact(browser.get(address).content.decode())
    match = re.search(r'<a class="button button--quiet" href="([^"]*after=[^"]*)"', html)
    return match[1].replace("&amp;", "&") if match else ""


def create_three(ana: User, ben: User) -> tuple[Talk, Talk, Talk]:
    """One that Ana began and that is finished, one that Ben began and Ana ended, and an open one."""
    finished, left, open_ = Talk(ana, ben), Talk(ben, ana, kind="appreciation"), Talk(ana, ben)
    finished.play(WHOLE)
    left.play("ben accept, ana ready, ben stop")  # in a script, "ana" is whoever began
    open_.play("ben accept")
    return finished, left, open_


@pytest.mark.slow
def test_pages_list_all_dialogues_by_month_newest_first(ana: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 50)
    browser, address, listed = signed_in(ana), URL, []
    while address:
        listed += listed_dialogues(browser, address)
        address = next_page(browser, address)
    assert listed == [str(pk) for pk in Dialogue.objects.order_by("-created_at").values_list("pk", flat=True)]
    html = browser.get(URL).content.decode()
    months = re.findall(r'<h2 class="month">([^<]*)</h2>', html)
    assert months[0] == f"{timezone.localtime(Dialogue.objects.latest('created_at').created_at):%B %Y}"
    assert len(months) == len(set(months))


@pytest.mark.slow
def test_simultaneous_dialogues_are_each_shown_once(ana: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 45)
    Dialogue.objects.update(created_at=timezone.now())
    browser, address, listed = signed_in(ana), URL, []
    while address:
        listed += listed_dialogues(browser, address)
        address = next_page(browser, address)
    assert len(listed) == len(set(listed)) == 45


@pytest.mark.slow
def test_a_script_gets_only_the_next_months(ana: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 30)
    Dialogue.objects.update(created_at=timezone.now() - timedelta(days=40))
    browser = signed_in(ana)
    html = browser.get(next_page(browser, URL), headers={"HX-Request": "true"}).content.decode()
    assert html.lstrip().startswith("<ul")
    assert len(re.findall(r'href="/transcripts/[0-9a-f-]{36}/"', html)) == 10


@pytest.mark.slow
def test_a_script_is_redirected_after_the_couple_has_ended(ana: User, ben: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 30)
    browser = signed_in(ana)
    address = next_page(browser, URL)
    partner = Partner.objects.current(ben)
    assert partner
    leave_couple(partner)
    answer = browser.get(address, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"], answer.content) == (204, "/", b"")


@pytest.mark.slow
def test_filters_select_matching_dialogues(ana: User, ben: User):
    finished, left, open_ = (str(talk.pk) for talk in create_three(ana, ben))
    browser = signed_in(ana)
    assert listed_dialogues(browser) == [open_, left, finished]
    assert listed_dialogues(browser, kind="appreciation") == [left]
    assert listed_dialogues(browser, began="me") == [open_, finished]
    assert listed_dialogues(browser, began="partner") == [left]
    assert listed_dialogues(browser, far="finished") == [finished]
    assert listed_dialogues(browser, far="left") == [left]
    assert listed_dialogues(browser, far="open") == [open_]
    assert listed_dialogues(browser, began="me", far="finished") == [finished]
    assert listed_dialogues(browser, onward="on") == []
    assert listed_dialogues(signed_in(ben), began="me") == [left]


def test_the_outcome_filter_finds_requests_and_commitments(ana: User, ben: User):
    exit_demo.create_demo_exits(ben, ana)
    request_demo.create_demo_requests(ana, ben)
    declined = Talk(ana, ben, kind="change_request")
    declined.play("ben decline")
    listed = listed_dialogues(signed_in(ana), onward="on")
    kinds = set(Dialogue.objects.filter(pk__in=listed).values_list("kind", flat=True))
    assert kinds == {"closing_exit", "change_request"}
    assert str(declined.pk) not in listed


def test_an_entry_shows_a_preview_or_who_erased_the_words(ana: User, ben: User):
    finished, *_ = create_three(ana, ben)
    browser = signed_in(ana)
    assert "ana has something to send" in browser.get(URL).content.decode()
    partner = Partner.objects.current(ben)
    assert partner
    erasure.erase_dialogue(finished.now(), partner)
    assert "Ben deleted some words" in browser.get(URL).content.decode()
    assert "you deleted some of your words" in signed_in(ben).get(URL).content.decode()
    erasure.erase_for_both(finished.now(), partner)
    html = browser.get(URL).content.decode()
    assert "Ben deleted the words" in html
    assert "ana has something to send" not in html


def test_the_bookmark_filter_uses_own_bookmarks(ana: User, ben: User):
    finished, *_ = create_three(ana, ben)
    set_bookmark(ana, finished.now(), 4, on=True)
    assert listed_dialogues(signed_in(ana), starred="on") == [str(finished.pk)]
    assert listed_dialogues(signed_in(ben), starred="on") == []


def test_the_topic_filter_ignores_case_and_accents(ana: User, ben: User):
    talks = [Talk(ana, ben) for _ in range(3)]
    for talk, topic in zip(talks, ["Café am Abend", "cafe  am abend", "Money"], strict=True):
        talk.dialogue.topic = topic
        talk.dialogue.save()
    place = Partner.objects.current(ana)
    assert place
    assert list(dialogue_rows.dialogues_by_topic(place, dialogue_rows.fetch_rows(place))) == [
        "Money",
        "cafe  am abend",
    ]
    assert listed_dialogues(signed_in(ana), like=str(talks[1].pk)) == [str(talks[1].pk), str(talks[0].pk)]


def test_the_month_filter_selects_one_month(ana: User, ben: User):
    finished, left, _ = create_three(ana, ben)
    Dialogue.objects.filter(pk=finished.pk).update(created_at="2025-05-31T21:30:00Z")
    Dialogue.objects.filter(pk=left.pk).update(created_at="2025-05-31T22:30:00Z")
    ana.profile.time_zone = "Europe/Berlin"
    ana.profile.save()
    assert listed_dialogues(signed_in(ana), month="2025-05") == [str(finished.pk)]
    assert listed_dialogues(signed_in(ana), month="2025-06") == [str(left.pk)]


def test_invalid_filters_are_ignored(ana: User, ben: User):
    create_three(ana, ben)
    query = {"kind": "x", "began": "\0", "far": "🙂", "like": "1", "month": "2026-99", "after": "no"}
    assert len(listed_dialogues(signed_in(ana), **query)) == 3


def test_another_couples_ids_find_nothing(ana: User, ben: User, cleo: User, dan: User):
    create_three(ana, ben)
    other_couples = Talk(cleo, dan)
    assert len(listed_dialogues(signed_in(ana), like=str(other_couples.pk))) == 3
    assert len(listed_dialogues(signed_in(ana), after=str(other_couples.pk))) == 3


def test_an_empty_timeline_has_a_message(ana: User):
    assert "find it here" in signed_in(ana).get(URL).content.decode()
