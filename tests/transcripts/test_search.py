"""Searching: what is found, and where it leads."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from couples.models import User
from tests.people import signed_in
from tests.transcripts.looking import ask, shown, talk_of
from transcripts.search.finding import MOST_SHOWN


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
    assert len(shown(ana, "quiet")) == 4
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
    assert [talk.hits[0].words for talk in found.talks][0].startswith("a <mark>piece</mark> in a new")


def test_topics_are_found(ana: User, ben: User):
    talk_of(ana, ben, "something else")
    found = ask(ben, "dinners")
    assert found.count == 1
    assert [(talk.topic, talk.hits) for talk in found.talks] == [("Quiet <mark>dinners</mark>", [])]
    assert found.talks[0].url.endswith("/?mark=0:6-13")


def test_a_hit_says_whose_it_is_and_leads_to_its_place_by_numbers_alone(ana: User, ben: User):
    talk = talk_of(ana, ben, "I miss the garden, our garden")
    [first, second] = ask(ana, "garden").talks[0].hits
    assert (first.said, first.slot) == ("Ana said", 0)
    assert (second.said, second.slot) == ("Ben mirrored", 1)
    assert first.url == f"/transcripts/{talk.pk}/?mark=4:11-17.23-29#turn-4"
    page = signed_in(ana).get(first.url).text
    assert 'id="turn-4"' in page
    assert "I miss the <mark>garden</mark>, our <mark>garden</mark>" in page


def test_only_so_many_places_are_shown_and_the_rest_is_counted(ana: User, ben: User):
    talk_of(ana, ben, *(f"the garden {number}" for number in range(30)))
    found = ask(ana, "garden")
    assert (found.count, found.more) == (60, 60 - MOST_SHOWN)
    assert sum(len(talk.hits) for talk in found.talks) == MOST_SHOWN
    page = signed_in(ana).post("/transcripts/search/", {"q": "garden"}).text
    assert "Found in 60 places." in page
    assert "And 10 more." in page


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
    assert "There are no words to search in" in browser.post("/transcripts/search/", {"q": "x"}).text
    talk_of(ana, ben, "the garden")
    assert 'value="gar &amp;"' in browser.post("/transcripts/search/", {"q": "gar &"}).text
    assert "Nothing found" in browser.post("/transcripts/search/", {"q": "zebra"}).text
    assert "Found in 2 places" in browser.post("/transcripts/search/", {"q": "garden"}).text
    assert "Found in one place" in browser.post("/transcripts/search/", {"q": "say garden"}).text
    nothing_asked = browser.post("/transcripts/search/", {"q": "“"}).text
    assert "Found" not in nothing_asked
    assert "Nothing found" not in nothing_asked


def test_who_was_signed_out_gets_back_what_they_typed(ana: User, ben: User):
    answer = Client().post("/transcripts/search/", {"q": "the garden"})
    assert answer.status_code == 403
    assert "the garden" in answer.text
    assert "next=/transcripts/search/" in answer.text


def test_words_are_shown_as_words(ana: User, ben: User):
    talk_of(ana, ben, "<script>alert(1)</script> & <mark>")
    page = signed_in(ana).post("/transcripts/search/", {"q": "script"}).text
    assert "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt; &amp; &lt;mark&gt;" in page


def test_a_broken_turn_hides_no_other(ana: User, ben: User):
    talk = talk_of(ana, ben, "the garden")
    talk.dialogue.turns.filter(seq=4).update(words=b"\x01 this opens nowhere at all")
    assert shown(ana, "garden") == ["You say: the [garden]"]
