"""Past dialogues on two phones: finding, reading, bookmarking, annotating and erasing them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from bench import dataset
from couples.models import Couple, Partner, User
from dialogues.models import Dialogue
from tests.browser.chromium import launched
from tests.browser.couple import LONG, Pair
from tests.dialogues.dialogue_driver import Talk
from tests.factories import session_cookie
from tests.web_process import WebProcess

pytestmark = pytest.mark.browser
MISSED = "When you came home late, I felt alone."
TRY = "You felt alone because I came home."
ADDED = "Almost. It was the not knowing."
HEARD = "You did not know where I was, and felt alone."
NOTE = "I had never heard this before."


def create_year(user: User) -> Dialogue:
    """A year of dialogues, the latest about coming home late."""
    partner = Partner.objects.current(user)
    assert partner
    dataset.create(partner.couple, 61)
    talk = Talk(user, partner.other().user)
    Dialogue.objects.filter(pk=talk.pk).update(topic=None)
    talk.dialogue.topic = "Coming home late"
    talk.dialogue.save()
    talk.play("ben accept, ana ready, ben ready")
    talk.make("ana", "send", MISSED)
    talk.make("ben", "mirror", TRY)
    talk.make("ana", "not_quite", ADDED)
    talk.make("ben", "mirror", HEARD)
    talk.play(
        "ana that_is_all, ben summarise, ana got_it, ben validate, ana got_it, ben empathise, ana got_it,"
        " ana not_today, ana appreciate, ben appreciate"
    )
    return talk.now()


def open_annotations(page: Page, words: str) -> Locator:
    """The menu on the turn with these words, opened."""
    turn = page.locator(".turn", has=page.locator("> .turn-words", has_text=words)).last
    details = turn.locator("> details.annotations")
    details.locator("> summary").click()
    return details


def test_a_dialogue_is_found_read_annotated_and_erased(
    couple: Callable[[str], Pair], ana: User, server: WebProcess
):
    dialogue = create_year(ana)
    pair = couple("transcripts")
    browse(pair)
    read_insights(pair)
    read(pair, dialogue)
    bookmark_and_note(pair)
    erase_a_turn(pair, dialogue)
    erase_for_both(pair, dialogue)


def browse(pair: Pair) -> None:
    """From the list to the whole year, which goes on by itself while one scrolls; then only what was begun by one."""
    for phone in pair.phones:
        phone.page.goto("/dialogues/")
        phone.page.locator(".tabs").get_by_role("link", name="Past").click()
        expect(phone.page.locator(".month").first).to_be_visible(timeout=LONG)
    pair.photograph("timeline")
    page = pair.ana.page
    entries = page.locator(".dialogues > li")
    expect(entries).to_have_count(20)
    for count in (40, 60, 62):
        page.locator(".load-more").scroll_into_view_if_needed()
        expect(entries).to_have_count(count, timeout=LONG)
    months = [month.inner_text() for month in page.locator(".month").all()]
    assert len(months) == len(set(months))
    page.locator(".filters > summary").click()
    page.locator("[name=far]").select_option(label="finished")
    page.locator("[name=like]").select_option(label="Money")
    pair.photograph("filters")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".summary-title").first).to_have_text("Money", timeout=LONG)
    assert set(page.locator(".summary-title").all_inner_texts()) == {"Money"}


def read_insights(pair: Pair) -> None:
    """The calendar, a search typed by both, the insights and the export page."""
    for phone in pair.phones:
        phone.page.goto("/transcripts/")
        phone.page.get_by_text("The year at a glance").click()
        expect(phone.page.locator(".calendar .day-talked").first).to_be_visible()
    pair.photograph("year")
    for phone in pair.phones:
        phone.page.get_by_role("searchbox").fill('"not knowing"')
        phone.page.get_by_role("button", name="Search").click()
        expect(phone.page.locator("#talks mark").first).to_have_text("not knowing", timeout=LONG)
    pair.photograph("search")
    for path, picture in (("/transcripts/insights/", "insights"), ("/transcripts/take/", "take-away")):
        for phone in pair.phones:
            phone.page.goto(path)
            expect(phone.page.get_by_role("heading", level=1)).to_be_visible(timeout=LONG)
        pair.photograph(picture)


def read(pair: Pair, dialogue: Dialogue) -> None:
    """Both read the same book; the first try is folded under what came of it."""
    for phone in pair.phones:
        phone.page.goto(f"/transcripts/{dialogue.pk}/")
        roles = "You speak, Ben listens" if phone is pair.ana else "Ana speaks, you listen"
        expect(phone.page.locator(".round-title").first).to_have_text(roles, timeout=LONG)
        expect(phone.page.get_by_text(HEARD)).to_be_visible()
        expect(phone.page.get_by_text(TRY)).to_be_hidden()
        phone.page.get_by_text("How it got there").click()
        expect(phone.page.get_by_text(TRY)).to_be_visible()
        phone.page.get_by_text(HEARD).scroll_into_view_if_needed()
    pair.photograph("book")
    page = pair.ana.page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_text(TRY)).to_be_visible()
    expect(page.get_by_role("button", name="Talk about this again")).to_be_hidden()
    page.emulate_media(media="screen")
    page.locator("a[rel=prev]").click()
    page.locator("a[rel=next]").click()
    page.wait_for_url(f"**/{dialogue.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Coming home late")


def bookmark_and_note(pair: Pair) -> None:
    """A bookmark without leaving the page, and a note that only Ana sees."""
    page = pair.ana.page
    row = open_annotations(page, HEARD)
    row.get_by_role("button", name="Star", exact=True).click()
    expect(page.locator("[data-starred=yes]")).to_have_count(1, timeout=LONG)
    row.get_by_role("link", name="Note").click()
    page.locator("#id_words").fill(NOTE)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".own-note")).to_contain_text(NOTE, timeout=LONG)
    expect(page).to_have_url(re.compile(r"#turn-\d+$"))
    pair.ben.page.reload()
    expect(pair.ben.page.get_by_text(HEARD)).to_be_visible()
    expect(pair.ben.page.locator("body")).not_to_contain_text(NOTE)
    pair.photograph("note")


def erase_a_turn(pair: Pair, dialogue: Dialogue) -> None:
    """Ana erases her words. Ben reads that she did, and his mirror stays."""
    page = pair.ana.page
    open_annotations(page, MISSED).get_by_role("link", name="Delete").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which words do you want to delete?")
    pair.photograph("letting-go")
    page.get_by_role("button", name="Delete them").click()
    for phone in pair.phones:
        phone.page.goto(f"/transcripts/{dialogue.pk}/")
        who = "You" if phone is pair.ana else "Ana"
        expect(phone.page.get_by_text(f"{who} deleted these words")).to_be_visible(timeout=LONG)
        expect(phone.page.locator("body")).not_to_contain_text(MISSED)
        expect(phone.page.get_by_text(HEARD)).to_be_visible()


def erase_for_both(pair: Pair, dialogue: Dialogue) -> None:
    """Ben erases the dialogue for both, and both read that he did."""
    page = pair.ben.page
    page.get_by_role("link", name="Delete words from this dialogue").click()
    page.get_by_text("The whole dialogue, for us both").click()
    page.get_by_role("button", name="Delete them").click()
    page.get_by_role("button", name="Yes, delete it for us both").click()
    for phone, name in ((pair.ana, "Ben"), (pair.ben, "You")):
        phone.page.goto(f"/transcripts/{dialogue.pk}/")
        expect(phone.page.locator(".notice", has_text=f"{name} deleted the words from")).to_be_visible(
            timeout=LONG
        )
        expect(phone.page.get_by_role("heading", name="Your own words")).to_be_visible()
    expect(pair.ana.page.locator("body")).not_to_contain_text(HEARD)
    expect(pair.ben.page.locator("#own-words")).to_contain_text(HEARD)  # he said it
    pair.photograph("let-go")


def test_without_scripts_the_timeline_has_pages_and_bookmarks_are_forms(
    server: WebProcess, ana: User, ana_and_ben: Couple
):
    dataset.create(ana_and_ben, 25)
    cookie = session_cookie(ana)
    with launched() as browser:
        page = browser.phone(server.base_url, cookie, java_script_enabled=False).new_page()
        page.goto("/transcripts/")
        expect(page.locator(".dialogues > li")).to_have_count(20)
        page.get_by_role("link", name="Show earlier").click()
        expect(page.locator(".dialogues > li")).to_have_count(5)
        page.locator(".dialogues > li a").last.click()
        page.locator(".annotations > summary").first.click()
        page.locator(".star button").first.click()
        expect(page.locator("[data-starred=yes]")).to_have_count(1)
        expect(page).to_have_url(re.compile(r"#turn-\d+$"))
