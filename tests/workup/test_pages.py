"""The questionnaire on its pages, without scripts: nothing that was typed is lost, whatever goes wrong."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from hypothesis import HealthCheck, given, settings

from couples.models import Couple, Partner, User
from couples.pairing import pair
from tests.factories import person, signed_in
from tests.markup import compact
from tests.workup import workup_answers
from tests.workup.workup_answers import mark
from workup import export, services, sharing
from workup.models import Workup
from workup.picture_context import PicturePage
from workup.queries import answers_of, people_of
from workup.sections import all_steps

NEEDED, PICTURE, WORDS = "/workup/question/needed/", "/workup/picture/", "/workup/picture/words/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def mine(ana: User) -> Client:
    Workup.objects.current(ana)
    return signed_in(ana)


def sent(words: str, seen: int = 0, writer: str = "A" * 22, **more: str) -> dict[str, Any]:
    """A form as a page of the present workup would send it."""
    workup = Workup.objects.values_list("pk", flat=True).latest("started_at")
    return {"words": words, "seen": str(seen), "writer": writer, "workup": str(workup), **more}


def stored(user: User) -> dict[tuple[str, str], Any]:
    return answers_of(Workup.objects.current(user))


def text(answer: Any) -> str:
    return html.unescape(compact(answer.content.decode()))


def test_next_saves_and_leads_on(mine: Client, ana: User):
    answer = mine.post(NEEDED, sent("to be seen", go="next"))
    assert (answer.status_code, answer["Location"]) == (302, "/workup/question/loved/")
    assert stored(ana)["needed", ""] == "to be seen"
    assert "to be seen" in text(mine.get(NEEDED))


def test_naming_people_brings_their_questions_at_once(mine: Client):
    form = sent("", go="next") | {"person": ["", ""], "name": ["Mother", "Grandma"]}
    following = mine.post("/workup/question/caretakers/", form)["Location"]
    assert re.fullmatch(r"/workup/question/felt_good/[\w-]+/", following)
    assert "What felt good about Mother, back then?" in text(mine.get(following))


def test_a_heavy_part_is_entered_by_a_warning_with_a_way_round_it(mine: Client):
    assert mine.post("/workup/question/memories/", sent("", go="next"))["Location"] == "/workup/before/then/"
    page = text(mine.get("/workup/before/then/"))
    assert "heaviest" in page
    for way in ("/workup/question/childhood/", "/workup/question/loved/", "/breathe/", "/help/"):
        assert f'href="{way}"' in page


@pytest.mark.parametrize("path", [NEEDED, "/workup/question/childhood/", "/workup/", "/workup/picture/"])
def test_breathing_and_help_are_one_tap_away(mine: Client, path: str):
    page = text(mine.get(path))
    assert 'href="/breathe/"' in page
    assert 'href="/help/"' in page


def test_breathing_leads_back_to_the_question_and_nowhere_else(mine: Client):
    here = mine.get("/breathe/", headers={"Referer": f"http://testserver{NEEDED}"})
    assert f'href="http://testserver{NEEDED}"' in text(here)
    away = mine.get("/breathe/", headers={"Referer": "https://elsewhere.example/x"})
    assert "elsewhere" not in text(away)


def test_a_late_save_shows_both_texts_and_overwrites_nothing(mine: Client, ana: User):
    mine.post(NEEDED, sent("from the laptop"))
    late = mine.post(NEEDED, sent("from the phone", writer="B" * 22))
    page = text(late)
    assert late.status_code == 409
    assert '<p class="quoted">from the laptop</p>' in page
    assert ">from the phone</textarea>" in page
    assert stored(ana)["needed", ""] == "from the laptop"
    assert 'name="seen" value="0"' in page
    mine.post(NEEDED, sent("from the phone", writer="C" * 22, go="next"))
    assert stored(ana)["needed", ""] == "from the laptop"
    assert 'name="over" value="1"' in page
    mine.post(NEEDED, sent("from the phone", writer="C" * 22, over="1"))
    assert stored(ana)["needed", ""] == "from the phone"


def test_enter_in_a_form_is_never_a_choice_between_two_texts(mine: Client):
    people = "/workup/question/caretakers/"
    mine.post(people, sent("", person="mother-1", name="Mother"))
    page = text(mine.post(people, sent("", writer="B" * 22, person="father-1", name="Father")))
    first = re.search(r'<form[^>]*id="answer".*?(<button.*?>)', page, re.DOTALL)
    assert first
    assert 'value="stay" hidden' in first[1]


def test_a_form_of_the_workup_before_is_asked_about_first(mine: Client, ana: User):
    old = sent("from last year")
    Workup.objects.create(user=ana)
    late = mine.post(NEEDED, old)
    assert late.status_code == 409
    assert "from last year" in text(late)
    assert stored(ana) == {}


def test_a_form_that_cannot_be_read_is_given_back_beside_what_is_stored(mine: Client, ana: User):
    rows = {"pair": "!", "cell-0": "soup & song", "cell-1": ""}
    answer = mine.post("/workup/question/memories/", sent("") | rows)
    assert answer.status_code == 400
    assert "soup & song" in text(answer)
    assert mine.post("/workup/question/memories/", sent("") | rows, headers=JSON).status_code == 400


def test_a_form_from_before_a_column_was_added_is_still_read(mine: Client, ana: User):
    mine.post("/workup/question/memories/", sent("") | {"pair": "row-000001", "cell-0": "soup"})
    assert stored(ana)["memories", ""] == [{"id": "row-000001", "cells": ["soup", ""]}]


def test_a_script_is_told_of_both_texts(mine: Client):
    mine.post(NEEDED, sent("from the laptop"), headers=JSON)
    late = mine.post(NEEDED, sent("from the phone", writer="B" * 22), headers=JSON)
    assert late.status_code == 409
    assert "from the laptop" in late.json()["html"]
    assert "from the phone" in late.json()["html"]


def test_too_many_words_are_given_back_whole(mine: Client, ana: User):
    much = "word " * 900
    refused = mine.post(NEEDED, sent(much))
    assert refused.status_code == 422
    assert much.strip() in text(refused)
    assert "A little shorter, please" in text(refused)
    assert stored(ana) == {}


def test_words_come_back_when_the_session_has_ended(ana: User):
    away = Client()
    answer = away.post("/workup/question/memories/", {"pair": "", "cell-0": "soup & song", "cell-1": "warm"})
    assert answer.status_code == 403
    assert "soup & song\nwarm" in text(answer)
    assert "/accounts/login/?next=/workup/question/memories/" in text(answer)


NOWHERE = [
    *["question/nothing/", "question/felt_good/", "question/needed/x/", "question/same/", "before/home/"],
    *["let-go/caretakers/nobody/", "let-go/needed/x/", "picture/changes/"],
]


@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_not_asked_is_not_there(mine: Client, path: str):
    assert mine.get(f"/workup/{path}").status_code == 404


def test_somebody_is_taken_off_the_list_only_when_asked_twice(mine: Client, workup_of_ana: Workup):
    mother = people_of(workup_of_ana)["caretakers"][0]
    path = f"/workup/let-go/caretakers/{mother['id']}/"
    assert "Take Mother off the list?" in text(mine.get(path))
    assert mother in people_of(workup_of_ana)["caretakers"]
    assert mine.post(path)["Location"] == "/workup/question/caretakers/"
    assert mother not in people_of(workup_of_ana)["caretakers"]


def test_an_emptied_name_loses_nothing_that_was_said(mine: Client, workup_of_ana: Workup, ana: User):
    people = people_of(workup_of_ana)["caretakers"]
    before = stored(ana)
    ids, names = [one["id"] for one in people], [one["name"] for one in people]
    row = workup_of_ana.answers.get(question="caretakers")
    form = sent("", seen=row.version) | {"person": ids}
    mine.post("/workup/question/caretakers/", form | {"name": ["", *names[1:]], "count": "1"})
    assert ("felt_good", ids[0]) not in stored(ana)
    mine.post("/workup/question/caretakers/", form | {"name": names, "count": "2"})
    assert stored(ana) == before


def test_somebody_alone_can_answer_and_look(eve: User):
    phone = signed_in(eve)
    Workup.objects.current(eve)
    phone.post(NEEDED, sent("to be seen"))
    assert "to be seen" in text(phone.get("/workup/picture/"))
    assert "read this" not in text(phone.get("/workup/picture/"))
    assert phone.get("/workup/together/")["Location"] == "/"


def test_the_overview_says_how_far_one_is_and_how_long_it_takes(mine: Client, workup_of_ana: Workup):
    workup_of_ana.answers.filter(question="today").update(value=None)
    page = text(mine.get("/workup/"))
    assert "2 of 3" in page
    assert "About 10 minutes are left." in page
    assert 'href="/workup/question/today/"' in page


def test_the_picture_leads_back_to_each_answer_it_comes_from(mine: Client, workup_of_ana: Workup):
    page = text(mine.get("/workup/picture/"))
    part = re.search(r'<section class="panel[^>]*id="agenda".*?</section>', page, re.DOTALL)
    assert part
    links = re.findall(r'href="(/workup/question/[^"]+)"', part[0])
    assert {link.split("/")[3] for link in links} == {
        "felt_good",
        "felt_hurt",
        "feelings",
        "needed",
        "childhood",
    }
    assert all(mine.get(link).status_code == 200 for link in links)


def test_own_words_of_two_devices_never_overwrite_each_other_unseen(mine: Client, workup_of_ana: Workup):
    before = mark(mine, "need")
    mine.post(WORDS, {"part": "need", "words": "from the laptop", "mark": before})
    late = mine.post(WORDS, {"part": "need", "words": "from the phone", "mark": before})
    assert late.status_code == 409
    assert "from the laptop" in text(late)
    assert ">from the phone</textarea>" in text(late)
    mine.post(WORDS, {"part": "need", "words": "from the phone", "mark": mark(mine, "need")})
    assert "from the phone" in text(mine.get(PICTURE))


def test_own_words_come_back_when_the_session_has_ended(ana: User):
    answer = Client().post(WORDS, {"part": "need", "words": "Look at me."})
    assert answer.status_code == 403
    assert "Look at me." in text(answer)
    assert f"next={PICTURE}" in text(answer)


def test_coming_back_to_where_words_were_sent_leads_to_the_picture(mine: Client):
    assert mine.get(WORDS)["Location"] == PICTURE


@pytest.mark.slow
def test_own_words_are_kept_until_the_answers_say_something_else(mine: Client, workup_of_ana: Workup):
    mine.post(WORDS, {"part": "need", "words": "Look at me when I come in.", "mark": mark(mine, "need")})
    page = text(mine.get("/workup/picture/"))
    assert "Look at me when I come in." in page
    assert "In your own words." in page
    version = workup_of_ana.answers.get(question="needed").version
    mine.post(NEEDED, sent("a hand on my shoulder", seen=version))
    page = text(mine.get("/workup/picture/"))
    assert "“a hand on my shoulder”" in page
    assert "Your answers have changed" in page
    assert "Look at me when I come in." in page
    mine.post(WORDS, {"part": "need", "proposal": "yes", "mark": mark(mine, "need")})
    assert "Look at me when I come in." not in text(mine.get("/workup/picture/"))


def test_too_many_own_words_are_given_back(mine: Client, workup_of_ana: Workup):
    much = "word " * 900
    refused = mine.post(WORDS, {"part": "need", "words": much, "mark": mark(mine, "need")})
    assert refused.status_code == 422
    assert much.strip() in text(refused)


def test_the_persons_say_makes_two_words_one(mine: Client, workup_of_ana: Workup):
    pair_of_words = {"theirs": "always busy", "partner": "distant", "same": "yes"}
    assert mine.post("/workup/picture/same/", pair_of_words)["Location"] == "/workup/picture/#alike"
    assert (
        "always busy" in text(mine.get("/workup/picture/")).split('id="likeness"')[1].split("</section>")[0]
    )
    mine.post("/workup/picture/same/", pair_of_words | {"same": "no"})
    assert (
        "always busy"
        not in text(mine.get("/workup/picture/")).split('id="likeness"')[1].split("</section>")[0]
    )


def test_a_finished_workup_suggests_three_dialogues_that_begin_with_its_line(
    mine: Client, workup_of_ana: Workup
):
    assert "First dialogues" not in text(mine.get("/workup/picture/"))
    assert mine.post("/workup/finish/")["Location"] == "/workup/picture/"
    talks = text(mine.get("/workup/picture/")).split('id="talks"')[1]
    topics = re.findall(r'name="kind" value="(\w+)"><input type="hidden" name="topic" value="([^"]*)"', talks)
    assert [kind for kind, _ in topics] == ["appreciation", "intentional", "intentional"]
    assert topics[0][1] == "", "an appreciation stays a surprise"
    page = text(mine.post("/dialogues/new/", {"kind": topics[1][0], "topic": topics[1][1]}))
    assert topics[1][1] in page
    assert 'value="intentional" required checked' in page


class Seen(HTMLParser):
    """The tags of a page, the attributes that could run something, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.running: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.running += [name for name, _ in attrs if name.startswith("on") or name == "style"]


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(workup_answers.answers())
def test_whatever_was_answered_every_page_shows_it_as_text(
    mine: Client, ana: User, answers: dict[tuple[str, str], Any]
):
    Workup.objects.filter(user=ana).delete()
    workup = Workup.objects.current(ana)
    for (question, about), value in answers.items():
        services.save_answer(workup, question, about, value, services.BaseVersion())
    partner = Partner.objects.current(ana)
    assert partner
    for told in PicturePage(workup, partner).parts:
        sharing.share_wording(partner, workup, told, told.mark)
    paths = ["/workup/", "/workup/picture/", "/workup/together/"]
    paths += [
        f"/workup/question/{'/'.join(filter(None, step.key))}/"
        for step in all_steps({"caretakers": workup_answers.PEOPLE})
    ]
    for path in paths:
        answer = mine.get(path)
        page = Seen(answer.content.decode())
        assert answer.status_code == 200
        assert page.running == []
        assert page.tags.count("script") <= 3
        assert not {"img", "b"} & set(page.tags)
    context = export.print_context(PicturePage(workup, partner), "<b>Ana</b>")
    printed = Seen(render_to_string("workup/pdf.html", context))
    assert printed.running == []
    assert not {"script", "img", "b"} & set(printed.tags)


def test_an_ex_partner_is_told_nothing(ana_and_ben: Couple, ana: User, ben: User, workup_of_ana: Workup):
    partner = Partner.objects.current(ana)
    assert partner
    portrait = PicturePage(workup_of_ana, partner)
    sharing.share_wording(partner, workup_of_ana, portrait.parts[0], portrait.parts[0].mark)
    signed_in(ben).post("/leave/")
    pair(ben, person("Fay"))
    assert portrait.parts[0].words not in text(signed_in(ben).get("/workup/together/"))
    assert "took something back" not in text(signed_in(ben).get("/workup/together/"))
