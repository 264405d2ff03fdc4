"""The questionnaire's pages without scripts: nothing that was typed is lost, whatever goes wrong."""

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
from tests.workup.workup_answers import part_mark
from workup import export, services, sharing
from workup.models import Workup
from workup.picture_context import PicturePage
from workup.queries import answers_of, people_of
from workup.sections import all_screens

NEEDED, PICTURE, WORDS = "/workup/question/needed/", "/workup/picture/", "/workup/picture/words/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def ana_client(ana: User) -> Client:
    Workup.objects.current(ana)
    return signed_in(ana)


def form_data(words: str, seen: int = 0, writer: str = "A" * 22, **extra: str) -> dict[str, Any]:
    """Return a form as a page of the current workup sends it."""
    workup = Workup.objects.values_list("pk", flat=True).latest("started_at")
    return {"words": words, "seen": str(seen), "writer": writer, "workup": str(workup), **extra}


def stored(user: User) -> dict[tuple[str, str], Any]:
    return answers_of(Workup.objects.current(user))


def text(answer: Any) -> str:
    return html.unescape(compact(answer.content.decode()))


def test_next_saves_and_leads_on(ana_client: Client, ana: User):
    answer = ana_client.post(NEEDED, form_data("to be seen", go="next"))
    assert (answer.status_code, answer["Location"]) == (302, "/workup/question/loved/")
    assert stored(ana)["needed", ""] == "to be seen"
    assert "to be seen" in text(ana_client.get(NEEDED))


def test_naming_people_brings_their_questions_at_once(ana_client: Client):
    form = form_data("", go="next") | {"person": ["", ""], "name": ["Mother", "Grandma"]}
    following = ana_client.post("/workup/question/caretakers/", form)["Location"]
    assert re.fullmatch(r"/workup/question/felt_good/[\w-]+/", following)
    assert "What felt good about Mother, back then?" in text(ana_client.get(following))


def test_the_couples_of_childhood_are_asked_about_in_two_columns(ana_client: Client):
    page = text(ana_client.get("/workup/question/couples/"))
    assert re.findall(r"<span>([^<]+)</span>\s*<textarea", page)[:2] == ["Who", "What I learned about love"]


def test_a_section_with_a_warning_can_be_skipped(ana_client: Client):
    assert (
        ana_client.post("/workup/question/memories/", form_data("", go="next"))["Location"]
        == "/workup/before/then/"
    )
    page = text(ana_client.get("/workup/before/then/"))
    assert "heaviest" in page
    for way in ("/workup/question/childhood/", "/workup/question/loved/", "/breathe/", "/help/"):
        assert f'href="{way}"' in page


def test_a_quiet_minute_comes_before_the_home_one_comes_from(ana_client: Client):
    assert 'href="/workup/before/home/"' in text(ana_client.get("/workup/"))
    page = text(ana_client.get("/workup/before/home/"))
    assert "First, a quiet minute" in page
    assert 'href="/workup/question/caretakers/"' in page
    assert "heaviest" not in page


def test_what_was_wanted_is_asked_of_each_person_after_what_hurt(ana_client: Client):
    form = form_data("", go="next") | {"person": ["", ""], "name": ["Mother", "Grandma"]}
    ana_client.post("/workup/question/caretakers/", form)
    asked = text(ana_client.get("/workup/before/hurt/"))
    here = re.findall(r'href="(/workup/question/felt_hurt/[^"]+)"', asked)[0]
    questions = []
    for _ in range(4):
        questions += re.findall(
            r"What (?:hurt about|did you want from) (?:Mother|Grandma)", text(ana_client.get(here))
        )[:1]
        here = ana_client.post(here, form_data("", go="next"))["Location"]
    assert questions == [
        "What hurt about Mother",
        "What did you want from Mother",
        "What hurt about Grandma",
        "What did you want from Grandma",
    ]


@pytest.mark.parametrize("path", [NEEDED, "/workup/question/childhood/", "/workup/", "/workup/picture/"])
def test_breathing_and_help_are_one_tap_away(ana_client: Client, path: str):
    page = text(ana_client.get(path))
    assert 'href="/breathe/"' in page
    assert 'href="/help/"' in page


def test_breathing_leads_back_to_the_question_and_nowhere_else(ana_client: Client):
    from_question = ana_client.get("/breathe/", headers={"Referer": f"http://testserver{NEEDED}"})
    assert f'href="http://testserver{NEEDED}"' in text(from_question)
    from_elsewhere = ana_client.get("/breathe/", headers={"Referer": "https://elsewhere.example/x"})
    assert "elsewhere" not in text(from_elsewhere)


def test_a_late_save_shows_both_texts_and_overwrites_nothing(ana_client: Client, ana: User):
    ana_client.post(NEEDED, form_data("from the laptop"))
    late = ana_client.post(NEEDED, form_data("from the phone", writer="B" * 22))
    page = text(late)
    assert late.status_code == 409
    assert '<p class="quoted">from the laptop</p>' in page
    assert ">from the phone</textarea>" in page
    assert stored(ana)["needed", ""] == "from the laptop"
    assert 'name="seen" value="0"' in page
    ana_client.post(NEEDED, form_data("from the phone", writer="C" * 22, go="next"))
    assert stored(ana)["needed", ""] == "from the laptop"
    assert 'name="over" value="1"' in page
    ana_client.post(NEEDED, form_data("from the phone", writer="C" * 22, over="1"))
    assert stored(ana)["needed", ""] == "from the phone"


def test_enter_in_a_form_is_never_a_choice_between_two_texts(ana_client: Client):
    people = "/workup/question/caretakers/"
    ana_client.post(people, form_data("", person="mother-1", name="Mother"))
    page = text(ana_client.post(people, form_data("", writer="B" * 22, person="father-1", name="Father")))
    first = re.search(r'<form[^>]*id="answer".*?(<button.*?>)', page, re.DOTALL)
    assert first
    assert 'value="stay" hidden' in first[1]


def test_a_form_of_the_previous_workup_is_a_conflict(ana_client: Client, ana: User):
    old = form_data("from last year")
    Workup.objects.create(user=ana)
    late = ana_client.post(NEEDED, old)
    assert late.status_code == 409
    assert "from last year" in text(late)
    assert stored(ana) == {}


def test_a_form_that_cannot_be_read_is_given_back_beside_what_is_stored(ana_client: Client, ana: User):
    rows = {"pair": "!", "cell-0": "soup & song", "cell-1": ""}
    answer = ana_client.post("/workup/question/memories/", form_data("") | rows)
    assert answer.status_code == 400
    assert "soup & song" in text(answer)
    assert (
        ana_client.post("/workup/question/memories/", form_data("") | rows, headers=JSON).status_code == 400
    )


def test_a_form_from_before_a_column_was_added_is_still_read(ana_client: Client, ana: User):
    ana_client.post("/workup/question/memories/", form_data("") | {"pair": "row-000001", "cell-0": "soup"})
    assert stored(ana)["memories", ""] == [{"id": "row-000001", "cells": ["soup", ""]}]


def test_a_script_receives_both_texts(ana_client: Client):
    ana_client.post(NEEDED, form_data("from the laptop"), headers=JSON)
    late = ana_client.post(NEEDED, form_data("from the phone", writer="B" * 22), headers=JSON)
    assert late.status_code == 409
    assert "from the laptop" in late.json()["html"]
    assert "from the phone" in late.json()["html"]


def test_a_text_that_is_too_long_is_given_back_in_full(ana_client: Client, ana: User):
    long_text = "word " * 900
    refused = ana_client.post(NEEDED, form_data(long_text))
    assert refused.status_code == 422
    assert long_text.strip() in text(refused)
    assert "Please make it a little shorter" in text(refused)
    assert stored(ana) == {}


def test_words_come_back_when_the_session_has_ended(ana: User):
    away = Client()
    answer = away.post("/workup/question/memories/", {"pair": "", "cell-0": "soup & song", "cell-1": "warm"})
    assert answer.status_code == 403
    assert "soup & song\nwarm" in text(answer)
    assert "/accounts/login/?next=/workup/question/memories/" in text(answer)


NOWHERE = [
    *["question/nothing/", "question/felt_good/", "question/needed/x/", "question/same/", "before/good/"],
    *["let-go/caretakers/nobody/", "let-go/needed/x/", "picture/changes/"],
]


@pytest.mark.parametrize("path", NOWHERE)
def test_unknown_questions_are_not_found(ana_client: Client, path: str):
    assert ana_client.get(f"/workup/{path}").status_code == 404


def test_removing_a_person_asks_for_confirmation(ana_client: Client, workup_of_ana: Workup):
    mother = people_of(workup_of_ana)["caretakers"][0]
    path = f"/workup/let-go/caretakers/{mother['id']}/"
    assert "Delete Mother from the list?" in text(ana_client.get(path))
    assert mother in people_of(workup_of_ana)["caretakers"]
    assert ana_client.post(path)["Location"] == "/workup/question/caretakers/"
    assert mother not in people_of(workup_of_ana)["caretakers"]


def test_clearing_a_persons_name_deletes_no_answers(ana_client: Client, workup_of_ana: Workup, ana: User):
    people = people_of(workup_of_ana)["caretakers"]
    before = stored(ana)
    ids, names = [person["id"] for person in people], [person["name"] for person in people]
    row = workup_of_ana.answers.get(question="caretakers")
    form = form_data("", seen=row.version) | {"person": ids}
    ana_client.post("/workup/question/caretakers/", form | {"name": ["", *names[1:]], "count": "1"})
    assert ("felt_good", ids[0]) not in stored(ana)
    ana_client.post("/workup/question/caretakers/", form | {"name": names, "count": "2"})
    assert stored(ana) == before


def test_somebody_alone_can_answer_and_look(eve: User):
    phone = signed_in(eve)
    Workup.objects.current(eve)
    phone.post(NEEDED, form_data("to be seen"))
    assert "to be seen" in text(phone.get("/workup/picture/"))
    assert "read this" not in text(phone.get("/workup/picture/"))
    assert phone.get("/workup/together/")["Location"] == "/"


def test_the_overview_says_how_far_one_is_and_how_long_it_takes(ana_client: Client, workup_of_ana: Workup):
    workup_of_ana.answers.filter(question="today").update(value=None)
    page = text(ana_client.get("/workup/"))
    assert "2 of 3" in page
    assert "About 10 minutes left." in page
    assert 'href="/workup/question/today/"' in page


def test_the_picture_leads_back_to_each_answer_it_comes_from(ana_client: Client, workup_of_ana: Workup):
    page = text(ana_client.get("/workup/picture/"))
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
    assert all(ana_client.get(link).status_code == 200 for link in links)


def test_own_words_of_two_devices_never_overwrite_each_other_unseen(
    ana_client: Client, workup_of_ana: Workup
):
    before = part_mark(ana_client, "need")
    ana_client.post(WORDS, {"part": "need", "words": "from the laptop", "mark": before})
    late = ana_client.post(WORDS, {"part": "need", "words": "from the phone", "mark": before})
    assert late.status_code == 409
    assert "from the laptop" in text(late)
    assert ">from the phone</textarea>" in text(late)
    ana_client.post(WORDS, {"part": "need", "words": "from the phone", "mark": part_mark(ana_client, "need")})
    assert "from the phone" in text(ana_client.get(PICTURE))


def test_own_words_come_back_when_the_session_has_ended(ana: User):
    answer = Client().post(WORDS, {"part": "need", "words": "Look at me."})
    assert answer.status_code == 403
    assert "Look at me." in text(answer)
    assert f"next={PICTURE}" in text(answer)


def test_the_url_of_the_wording_form_redirects_to_the_picture(ana_client: Client):
    assert ana_client.get(WORDS)["Location"] == PICTURE


@pytest.mark.slow
def test_own_words_are_kept_until_the_answers_say_something_else(ana_client: Client, workup_of_ana: Workup):
    ana_client.post(
        WORDS, {"part": "need", "words": "Look at me when I come in.", "mark": part_mark(ana_client, "need")}
    )
    page = text(ana_client.get("/workup/picture/"))
    assert "Look at me when I come in." in page
    assert "In your own words." in page
    version = workup_of_ana.answers.get(question="needed").version
    ana_client.post(NEEDED, form_data("a hand on my shoulder", seen=version))
    page = text(ana_client.get("/workup/picture/"))
    assert "“a hand on my shoulder”" in page
    assert "Your answers have changed" in page
    assert "Look at me when I come in." in page
    ana_client.post(WORDS, {"part": "need", "proposal": "yes", "mark": part_mark(ana_client, "need")})
    assert "Look at me when I come in." not in text(ana_client.get("/workup/picture/"))


def test_too_many_own_words_are_given_back(ana_client: Client, workup_of_ana: Workup):
    long_text = "word " * 900
    refused = ana_client.post(
        WORDS, {"part": "need", "words": long_text, "mark": part_mark(ana_client, "need")}
    )
    assert refused.status_code == 422
    assert long_text.strip() in text(refused)


def test_the_persons_judgement_joins_two_words(ana_client: Client, workup_of_ana: Workup):
    pair_of_words = {"theirs": "always busy", "partner": "distant", "same": "yes"}
    assert ana_client.post("/workup/picture/same/", pair_of_words)["Location"] == "/workup/picture/#alike"
    assert (
        "always busy"
        in text(ana_client.get("/workup/picture/")).split('id="likeness"')[1].split("</section>")[0]
    )
    ana_client.post("/workup/picture/same/", pair_of_words | {"same": "no"})
    assert (
        "always busy"
        not in text(ana_client.get("/workup/picture/")).split('id="likeness"')[1].split("</section>")[0]
    )


def test_a_finished_workup_suggests_three_dialogues_that_begin_with_its_line(
    ana_client: Client, workup_of_ana: Workup
):
    assert "To talk about" not in text(ana_client.get("/workup/picture/"))
    assert ana_client.post("/workup/finish/")["Location"] == "/workup/picture/"
    talks = text(ana_client.get("/workup/picture/")).split('id="talks"')[1]
    topics = re.findall(r'name="kind" value="(\w+)"><input type="hidden" name="topic" value="([^"]*)"', talks)
    assert [kind for kind, _ in topics] == ["appreciation", "intentional", "intentional"]
    assert topics[0][1] == "", "an appreciation stays a surprise"
    page = text(ana_client.post("/dialogues/new/", {"kind": topics[1][0], "topic": topics[1][1]}))
    assert topics[1][1] in page
    assert '<input type="hidden" name="kind" value="intentional">' in page


class PageTags(HTMLParser):
    """Collects the tags of a page and the attributes that could run a script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.script_attributes: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.script_attributes += [name for name, _ in attrs if name.startswith("on") or name == "style"]


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(workup_answers.answers())
def test_whatever_was_answered_every_page_shows_it_as_text(
    ana_client: Client, ana: User, answers: dict[tuple[str, str], Any]
):
    Workup.objects.filter(user=ana).delete()
    workup = Workup.objects.current(ana)
    for (question, about), value in answers.items():
        services.save_answer(workup, question, about, value, services.BaseVersion())
    partner = Partner.objects.current(ana)
    assert partner
    for details in PicturePage(workup, partner).parts:
        sharing.share_wording(partner, workup, details, details.digest)
    paths = ["/workup/", "/workup/picture/", "/workup/together/"]
    paths += [
        f"/workup/question/{'/'.join(filter(None, screen.key))}/"
        for screen in all_screens({"caretakers": workup_answers.PEOPLE})
    ]
    for path in paths:
        answer = ana_client.get(path)
        page = PageTags(answer.content.decode())
        assert answer.status_code == 200
        assert page.script_attributes == []
        assert page.tags.count("script") <= 3
        assert not {"img", "b"} & set(page.tags)
    context = export.print_context(PicturePage(workup, partner), "<b>Ana</b>")
    printed = PageTags(render_to_string("workup/pdf.html", context))
    assert printed.script_attributes == []
    assert not {"script", "img", "b"} & set(printed.tags)


def test_an_ex_partner_is_told_nothing(ana_and_ben: Couple, ana: User, ben: User, workup_of_ana: Workup):
    partner = Partner.objects.current(ana)
    assert partner
    page = PicturePage(workup_of_ana, partner)
    sharing.share_wording(partner, workup_of_ana, page.parts[0], page.parts[0].digest)
    signed_in(ben).post("/leave/")
    pair(ben, person("Fay"))
    assert page.parts[0].words not in text(signed_in(ben).get("/workup/together/"))
    assert "stopped sharing something" not in text(signed_in(ben).get("/workup/together/"))
