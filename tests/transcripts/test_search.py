"""What a search finds, and where its results lead."""

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
from tests.transcripts.random_dialogue import current_partner
from tests.transcripts.search_helpers import (
    create_note,
    excerpts_found,
    mirrored_dialogue,
    search_as,
)
from transcripts.search import results as searching
from transcripts.search.results import MAX_DIALOGUES, MAX_HITS

PATH = "/transcripts/search/"


@pytest.mark.parametrize(
    ("words", "query", "excerpt"),
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
def test_words_of_any_language_are_found_and_highlighted(
    ana: User, ben: User, words: str, query: str, excerpt: str
):
    mirrored_dialogue(ana, ben, words)
    assert excerpts_found(ben, query) == [excerpt, f"You say: {excerpt}"]


def test_all_words_must_be_in_one_turn(ana: User, ben: User):
    mirrored_dialogue(ana, ben, "When dinner goes quiet, I feel far.", "Quiet is good when you are there.")
    assert search_as(ana, "quiet").count == 4 + 1  # the topic, too
    assert len(excerpts_found(ana, "quiet far")) == 2
    assert len(excerpts_found(ana, "quiet far good")) == 0
    assert len(excerpts_found(ana, "“goes quiet”")) == 2
    assert len(excerpts_found(ana, "“quiet goes”")) == 0


def test_new_words_are_found_at_once(ana: User, ben: User):
    talk = mirrored_dialogue(ana, ben, "the first piece")
    assert search_as(ben, "piece").count == 2
    talk.make("ana", "more", "another piece")
    assert search_as(ben, "piece").count == 3
    mirrored_dialogue(ana, ben, "a piece in a new dialogue")
    results = search_as(ben, "piece")
    assert results.count == 5
    assert [talk.hits[0].excerpt for talk in results.dialogues][0].startswith("a <mark>piece</mark> in a new")


def test_topics_are_found(ana: User, ben: User):
    mirrored_dialogue(ana, ben, "something else")
    results = search_as(ben, "dinners")
    assert results.count == 1
    assert [(talk.topic, talk.hits) for talk in results.dialogues] == [("Quiet <mark>dinners</mark>", [])]
    assert results.dialogues[0].url.endswith("/?mark=0:6-13")


def test_a_hit_names_its_author_and_its_url_has_only_numbers(ana: User, ben: User):
    talk = mirrored_dialogue(ana, ben, "I miss the garden, our garden")
    [first, second] = search_as(ana, "garden").dialogues[0].hits
    assert (first.label, first.slot) == ("You said", 0)
    assert (second.label, second.slot) == ("Ben said it back", 1)
    assert first.url == f"/transcripts/{talk.pk}/?mark=4:11-17.23-29#turn-4"
    page = signed_in(ana).get(first.url).text
    assert 'id="turn-4"' in page
    assert "I miss the <mark>garden</mark>, our <mark>garden</mark>" in page


def test_a_dialogue_shows_some_hits_and_all_on_request(ana: User, ben: User):
    talk = mirrored_dialogue(ana, ben, *(f"the garden {number}" for number in range(30)))
    create_note(ana, talk, "my garden")
    browser = signed_in(ana)
    page = browser.post(PATH, {"q": "garden"}).text
    assert "Found in 61 places." in page
    assert "58 more in this dialogue" in page
    assert page.count("</mark>") == MAX_HITS
    page = browser.post(PATH, {"q": "garden", "only": talk.pk}).text
    assert page.count("</mark>") == 61
    assert "more in this dialogue" not in page
    assert "Show all results" in page


@pytest.mark.slow
def test_the_pages_list_every_dialogue_once_newest_first(ana: User, ben: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 2 * MAX_DIALOGUES + 1)
    browser, listed, after, pages = signed_in(ana), [], [""], 0
    while after:
        page = compact(browser.post(PATH, {"q": "i", "after": after[0]}).text)
        listed += re.findall(r'<h2><a href="/transcripts/([0-9a-f-]{36})/', page)
        after = re.findall(r'name="after" value="([^"]+)">Show earlier<', page)
        pages += 1
    assert pages == 3
    assert listed == [
        str(pk) for pk in ana_and_ben.dialogues.order_by("-created_at").values_list("pk", flat=True)
    ]


@pytest.mark.slow
def test_the_next_page_is_complete_if_the_last_dialogue_was_erased(ana: User, ben: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, MAX_DIALOGUES + 2)
    last = search_as(ana, "i").next_after
    assert last
    erasure.erase_for_both(Dialogue.objects.get(pk=last), current_partner(ana))
    assert len(searching.search(current_partner(ana), "i", after=last).dialogues) == 2


def test_another_couples_dialogue_is_not_searched(ana: User, ben: User, cleo: User, dan: User):
    mirrored_dialogue(ana, ben, "our garden")
    other_couples = mirrored_dialogue(cleo, dan, "a garden of theirs")
    browser = signed_in(ana)
    assert "theirs" not in browser.post(PATH, {"q": "garden", "only": other_couples.pk}).text
    assert "our <mark>" in browser.post(PATH, {"q": "garden", "after": other_couples.pk}).text
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
def test_a_result_links_back_to_the_search(ana: User, ben: User, query: str, again: str):
    mirrored_dialogue(ana, ben, "I miss the garden, our  garden; it is quiet there, far, and lovely")
    browser = signed_in(ana)
    [url, *_] = re.findall(r'<li><a href="([^"]+)"', compact(browser.post(PATH, {"q": query}).text))
    page = browser.get(url.replace("&amp;", "&")).text
    [q] = re.findall(r'<input type="hidden" name="q" value="([^"]*)">', page)
    assert "Back to search" in page
    assert unescape(q) == again
    assert "Found in 2 places." in browser.post(PATH, {"q": unescape(q)}).text


def test_a_note_is_highlighted_and_links_back(ana: User, ben: User):
    talk = mirrored_dialogue(ana, ben, "something else")
    create_note(ana, talk, "he looked <tired>")
    [hit] = search_as(ana, "tired").dialogues[0].hits
    page = signed_in(ana).get(hit.url).text
    assert "he looked &lt;<mark>tired</mark>&gt;" in page
    assert 'name="q" value="tired"' in page
    assert "tired" not in signed_in(ben).get(hit.url).text
    assert not search_as(ben, "tired").dialogues


def test_a_dialogue_without_a_mark_has_no_link_to_the_search(ana: User, ben: User):
    talk = mirrored_dialogue(ana, ben, "the garden")
    assert "Back to search" not in signed_in(ana).get(f"/transcripts/{talk.pk}/").text
    assert "Back to search" in signed_in(ana).get(f"/transcripts/{talk.pk}/?mark=99:0-5").text


def test_only_changed_dialogues_are_decrypted_again(ana: User, ben: User):
    for words in ("the garden", "the car"):
        mirrored_dialogue(ana, ben, words)
    search_as(ana, "nothing of this")
    with CaptureQueriesContext(connection) as opened:
        search_as(ana, "nothing of this")
    assert not [query["sql"] for query in opened if "dialogues_turn" in query["sql"]]


def test_a_query_in_the_url_is_ignored(ana: User, ben: User):
    mirrored_dialogue(ana, ben, "the garden")
    page = signed_in(ana).get("/transcripts/search/?q=garden").text
    assert "garden" not in page


@pytest.mark.parametrize("typed", ["gardn", "gadren", "garrden", "garten", "gardan we"])
def test_a_slip_of_the_finger_is_forgiven_and_the_word_that_was_meant_is_marked(
    ana: User, ben: User, typed: str
):
    mirrored_dialogue(ana, ben, "I miss the garden we had")
    assert "[garden]" in excerpts_found(ana, typed)[0]
    assert "Here's “garden" in signed_in(ana).post(PATH, {"q": typed}).text
    assert [search_as(ana, query).count for query in ("gxrdxn", "hae", "gardn zebra")] == [0, 0, 0]


def test_the_page_says_why_there_are_no_results(ana: User, ben: User):
    browser = signed_in(ana)
    assert "nothing to search yet" in browser.post(PATH, {"q": "x"}).text
    mirrored_dialogue(ana, ben, "the garden")
    assert 'value="gar &amp;"' in browser.post(PATH, {"q": "gar &"}).text
    assert "Nothing found" in browser.post(PATH, {"q": "zebra"}).text
    assert "Found in 2 places" in browser.post(PATH, {"q": "garden"}).text
    assert "Found in one place" in browser.post(PATH, {"q": "say garden"}).text
    nothing_asked = browser.post(PATH, {"q": "“"}).text
    assert "Found" not in nothing_asked
    assert "Nothing found" not in nothing_asked


def test_the_query_survives_signing_out(ana: User, ben: User):
    answer = Client().post(PATH, {"q": "the garden"})
    assert answer.status_code == 403
    assert "the garden" in answer.text
    assert "next=/transcripts/search/" in answer.text


def test_words_are_escaped(ana: User, ben: User):
    mirrored_dialogue(ana, ben, "<script>alert(1)</script> & <mark>")
    page = signed_in(ana).post(PATH, {"q": "script"}).text
    assert "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt; &amp; &lt;mark&gt;" in page


def test_an_undecryptable_turn_hides_no_other(ana: User, ben: User):
    talk = mirrored_dialogue(ana, ben, "the garden")
    talk.dialogue.turns.filter(seq=4).update(words=b"\x01 this opens nowhere at all")
    assert excerpts_found(ana, "garden") == ["You say: the [garden]"]
