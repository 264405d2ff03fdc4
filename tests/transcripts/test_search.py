"""Searching: what is found, and where it leads."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import dataset
from couples.models import Couple, User
from dialogues import erasure
from dialogues.models import Dialogue
from tests.factories import signed_in
from tests.markup import compact
from tests.transcripts.search_helpers import ask, note, place_of, shown, talk_of
from transcripts.search import results as searching
from transcripts.search.results import MAX_DIALOGUES, MAX_HITS

PATH = "/transcripts/search/"


@pytest.mark.parametrize(
    ("words", "query", "found"),
    [
        ("Akşamları İzmir’de ışık sönünce", "izmir isik", "Akşamları [İzmir]’de [ışık] sönünce"),
        ("Die Straße ist früh so still", "STRASSE FRUH", "Die [Straße] ist [früh] so still"),
        ("Em cảm thấy cô đơn", "cam thay “co don”", "Em [cảm] [thấy] [cô đơn]"),
        ("Νιώθω μόνος, Ὀδυσσεύς", "ΜΟΝΟΣ οδυσσ", "Νιώθω [μόνος], [Ὀδυσσ]εύς"),
        ("Мне грустно, ёлка", "ГРУСТН елка", "Мне [грустн]о, [ёлка]"),
        ("אֲנִי מַרְגִּישָׁה לְבַד", "מרגישה", "אֲנִי [מַרְגִּישָׁה] לְבַד"),
        ("أَشْعُرُ بِالوَحْدَةِ", "بالوحده", "أَشْعُرُ [بِالوَحْدَةِ]"),
        ("मुझे अकेलापन लगता है", "अकेला", "मुझे [अकेला]पन लगता है"),
        ("ฉันรู้สึกเหงา", "เหงา", "ฉันรู้สึก[เหงา]"),
        ("私は寂しいです", "寂し", "私は[寂し]いです"),
        ("저녁이 조용하면 외로워요", "외로", "저녁이 조용하면 [외로]워요"),
        ("so 👩‍❤️‍👨 and 😢", "😢", "so 👩‍❤️‍👨 and [😢]"),
    ],
)
def test_words_of_any_language_are_found_and_marked(ana: User, ben: User, words: str, query: str, found: str):
    talk_of(ana, ben, words)
    assert shown(ben, query) == [found, f"You say: {found}"]


def test_all_words_have_to_stand_in_the_same_turn(ana: User, ben: User):
    talk_of(ana, ben, "When dinner goes quiet, I feel far.", "Quiet is good when you are there.")
    assert ask(ana, "quiet").count == 4 + 1  # the topic, too
    assert len(shown(ana, "quiet far")) == 2
    assert len(shown(ana, "quiet far good")) == 0
    assert len(shown(ana, "“goes quiet”")) == 2
    assert len(shown(ana, "“quiet goes”")) == 0


def test_what_comes_in_is_found_by_the_very_next_search(ana: User, ben: User):
    talk = talk_of(ana, ben, "the first piece")
    assert ask(ben, "piece").count == 2
    talk.make("ana", "more", "another piece")
    assert ask(ben, "piece").count == 3
    talk_of(ana, ben, "a piece in a new dialogue")
    found = ask(ben, "piece")
    assert found.count == 5
    assert [talk.hits[0].excerpt for talk in found.dialogues][0].startswith("a <mark>piece</mark> in a new")


def test_topics_are_found(ana: User, ben: User):
    talk_of(ana, ben, "something else")
    found = ask(ben, "dinners")
    assert found.count == 1
    assert [(talk.topic, talk.hits) for talk in found.dialogues] == [("Quiet <mark>dinners</mark>", [])]
    assert found.dialogues[0].url.endswith("/?mark=0:6-13")


def test_a_hit_says_whose_it_is_and_leads_to_its_place_by_numbers_alone(ana: User, ben: User):
    talk = talk_of(ana, ben, "I miss the garden, our garden")
    [first, second] = ask(ana, "garden").dialogues[0].hits
    assert (first.label, first.slot) == ("Ana said", 0)
    assert (second.label, second.slot) == ("Ben mirrored", 1)
    assert first.url == f"/transcripts/{talk.pk}/?mark=4:11-17.23-29#turn-4"
    page = signed_in(ana).get(first.url).text
    assert 'id="turn-4"' in page
    assert "I miss the <mark>garden</mark>, our <mark>garden</mark>" in page


def test_a_dialogue_shows_its_first_places_and_all_when_it_is_asked_for_alone(ana: User, ben: User):
    talk = talk_of(ana, ben, *(f"the garden {number}" for number in range(30)))
    note(ana, talk, "my garden")
    browser = signed_in(ana)
    page = browser.post(PATH, {"q": "garden"}).text
    assert "Found in 61 places." in page
    assert "58 more in this one" in page
    assert page.count("</mark>") == MAX_HITS
    page = browser.post(PATH, {"q": "garden", "only": talk.pk}).text
    assert page.count("</mark>") == 61
    assert "more in this one" not in page
    assert "All that was found" in page


@pytest.mark.slow
def test_every_dialogue_is_reached_from_the_newest_to_the_oldest_once(
    ana: User, ben: User, ana_and_ben: Couple
):
    dataset.create(ana_and_ben, 2 * MAX_DIALOGUES + 1)
    browser, seen, after, pages = signed_in(ana), [], [""], 0
    while after:
        page = compact(browser.post(PATH, {"q": "i", "after": after[0]}).text)
        seen += re.findall(r'<h2><a href="/transcripts/([0-9a-f-]{36})/', page)
        after = re.findall(r'name="after" value="([^"]+)">Earlier ones<', page)
        pages += 1
    assert pages == 3
    assert seen == [
        str(pk) for pk in ana_and_ben.dialogues.order_by("-created_at").values_list("pk", flat=True)
    ]


@pytest.mark.slow
def test_going_on_leaves_out_nothing_when_the_place_to_go_on_from_has_no_words_any_more(
    ana: User, ben: User, ana_and_ben: Couple
):
    dataset.create(ana_and_ben, MAX_DIALOGUES + 2)
    last = ask(ana, "i").last
    assert last
    erasure.erase_for_both(Dialogue.objects.get(pk=last), place_of(ana))
    assert len(searching.search(place_of(ana), "i", after=last).dialogues) == 2


def test_another_couples_dialogue_leads_nowhere(ana: User, ben: User, cleo: User, dan: User):
    talk_of(ana, ben, "our garden")
    theirs = talk_of(cleo, dan, "a garden of theirs")
    browser = signed_in(ana)
    assert "theirs" not in browser.post(PATH, {"q": "garden", "only": theirs.pk}).text
    assert "our <mark>" in browser.post(PATH, {"q": "garden", "after": theirs.pk}).text
    assert "our <mark>" in browser.post(PATH, {"q": "garden", "after": "x", "only": "\x00"}).text


@pytest.mark.parametrize(
    ("query", "again"),
    [
        ("GARD “our g", "gard “our gard”"),
        ("far quiet", "quiet far"),
        ("l", "l"),
        ("“miss the", "“miss the”"),
    ],
)
def test_a_place_leads_back_to_the_search_for_what_is_marked_in_it(
    ana: User, ben: User, query: str, again: str
):
    talk_of(ana, ben, "I miss the garden, our  garden; it is quiet there, far, and lovely")
    browser = signed_in(ana)
    [url, *_] = re.findall(r'<li><a href="([^"]+)"', compact(browser.post(PATH, {"q": query}).text))
    page = browser.get(url.replace("&amp;", "&")).text
    [q] = re.findall(r'<input type="hidden" name="q" value="([^"]*)">', page)
    assert "Back to the search" in page
    assert unescape(q) == again
    assert "Found in 2 places." in browser.post(PATH, {"q": unescape(q)}).text


def test_a_note_is_marked_and_leads_back_too(ana: User, ben: User):
    talk = talk_of(ana, ben, "something else")
    note(ana, talk, "he looked <tired>")
    [hit] = ask(ana, "tired").dialogues[0].hits
    page = signed_in(ana).get(hit.url).text
    assert "he looked &lt;<mark>tired</mark>&gt;" in page
    assert 'name="q" value="tired"' in page
    assert "tired" not in signed_in(ben).get(hit.url).text


def test_a_dialogue_that_no_search_led_to_offers_no_way_back_to_one(ana: User, ben: User):
    talk = talk_of(ana, ben, "the garden")
    assert "Back to the search" not in signed_in(ana).get(f"/transcripts/{talk.pk}/").text
    assert "Back to the search" in signed_in(ana).get(f"/transcripts/{talk.pk}/?mark=99:0-5").text


def test_only_what_has_changed_is_opened_again(ana: User, ben: User):
    for words in ("the garden", "the car"):
        talk_of(ana, ben, words)
    ask(ana, "nothing of this")
    with CaptureQueriesContext(connection) as asked:
        ask(ana, "nothing of this")
    assert not [query["sql"] for query in asked if "dialogues_turn" in query["sql"]]


def test_an_address_asks_for_nothing(ana: User, ben: User):
    talk_of(ana, ben, "the garden")
    page = signed_in(ana).get("/transcripts/search/?q=garden").text
    assert "garden" not in page


def test_the_page_says_kindly_what_there_is(ana: User, ben: User):
    browser = signed_in(ana)
    assert "There are no words to search in" in browser.post(PATH, {"q": "x"}).text
    talk_of(ana, ben, "the garden")
    assert 'value="gar &amp;"' in browser.post(PATH, {"q": "gar &"}).text
    assert "Nothing found" in browser.post(PATH, {"q": "zebra"}).text
    assert "Found in 2 places" in browser.post(PATH, {"q": "garden"}).text
    assert "Found in one place" in browser.post(PATH, {"q": "say garden"}).text
    nothing_asked = browser.post(PATH, {"q": "“"}).text
    assert "Found" not in nothing_asked
    assert "Nothing found" not in nothing_asked


def test_who_was_signed_out_gets_back_what_they_typed(ana: User, ben: User):
    answer = Client().post(PATH, {"q": "the garden"})
    assert answer.status_code == 403
    assert "the garden" in answer.text
    assert "next=/transcripts/search/" in answer.text


def test_words_are_shown_as_words(ana: User, ben: User):
    talk_of(ana, ben, "<script>alert(1)</script> & <mark>")
    page = signed_in(ana).post(PATH, {"q": "script"}).text
    assert "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt; &amp; &lt;mark&gt;" in page


def test_a_broken_turn_hides_no_other(ana: User, ben: User):
    talk = talk_of(ana, ben, "the garden")
    talk.dialogue.turns.filter(seq=4).update(words=b"\x01 this opens nowhere at all")
    assert shown(ana, "garden") == ["You say: the [garden]"]
