"""Forms that ask one question a screen: how much there is to read, and that each screen is a whole form."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from change_requests.forms import LadderForm, WishesForm
from change_requests.models import Request
from couples.models import User
from dialogues.models import Dialogue
from dialogues.protocol.kinds import KINDS
from exits.forms import ExitForm, ShareExitForm
from exits.models import Exit
from tests.exits.factories import PHONE
from tests.factories import signed_in
from tests.markup import compact

pytestmark = pytest.mark.django_db
MOST_WORDS = 25
WORDS = "Our Sunday mornings"
FOLDED = r"<(details|textarea|option|svg)\b.*?</\1>"
GUIDANCE = r"<(h1|p|legend)\b([^>]*)>(.*?)</\1>|<span class=\"hint\">(?P<hint>.*?)</span>"


def guidance(page: str) -> str:
    """The question and its hints, as they are read: without choices, buttons, and words of the couple's own."""
    form = page.split('<form class="stack"')[1].split("</form>")[0]
    found = re.finditer(GUIDANCE, re.sub(FOLDED, "", form, flags=re.DOTALL), re.DOTALL)
    shown = [match for match in found if "own-words" not in (match[2] or "")]
    texts = [match["hint"] or match[3] for match in shown if "step-position" not in (match[2] or "")]
    return " ".join(re.sub(r"<[^>]*>", " ", " ".join(texts)).split())


def screens(ana: Client) -> Iterator[str]:
    """The address of each question, as its form leads through them."""
    ana.post("/exits/new/", {"name": "tidying up", "key": "k" * 22})
    exit = Exit.objects.get().pk
    ana.post("/requests/new/", {"frustration": "You hum", "desire": "quiet", "key": "k" * 22})
    request = Request.objects.get().pk
    yield from (f"/requests/new/?step={step.name}" for step in LadderForm.STEPS)
    yield from (f"/requests/{request}/wishes/?step={step.name}" for step in WishesForm.STEPS)
    yield from (f"/exits/new/?step={step.name}" for step in ExitForm.STEPS)
    yield from (f"/exits/{exit}/bring/?step={step.name}" for step in ShareExitForm.STEPS)
    yield "/vision/lines/invite/"
    for kind in KINDS.values():
        if not kind.prepare_url:
            for step in ("topic", "mode"):
                yield f"/dialogues/new/?kind={kind.name}&step={step}"


def test_no_question_has_more_words_than_a_tired_couple_reads(ana: User, ben: User):
    phone = signed_in(ana)
    texts = {path: guidance(compact(phone.get(path).text)) for path in screens(phone)}
    assert all(texts.values())
    assert {path: text for path, text in texts.items() if len(text.split()) > MOST_WORDS} == {}


def test_a_dialogue_begins_without_a_script(ana: User, ben: User):
    phone, path = signed_in(ana), "/dialogues/new/"
    assert f'href="{path}?kind=appreciation&amp;step=mode"' in phone.get(path).text
    fields = {"kind": "appreciation", "mode": "written", "keep": ""}
    page = phone.post(path, {**fields, "topic": WORDS, "step": "topic", "go": "next"}).text
    assert f'name="topic" value="{WORDS}"' in page
    assert "What Ben will see" in page
    spoken = {**fields, "topic": WORDS, "mode": "spoken", "keep": "yes", "step": "mode"}
    page = compact(phone.post(path, {**spoken, "go": "back"}).text)
    assert f'value="{WORDS}"' in page
    assert 'name="mode" value="spoken">' in page  # newer than what a script may have kept
    assert not Dialogue.objects.exists()
    room = phone.post(path, {**spoken, "go": "next"})
    dialogue = Dialogue.objects.get()
    assert room["Location"] == f"/dialogues/{dialogue.pk}/"
    assert (dialogue.topic, dialogue.mode, dialogue.keep_asked) == (WORDS, "spoken", True)
    page = compact(phone.get(f"{path}?kind=intentional&step=mode").text)
    assert 'value="spoken" checked' in page
    assert "2 of 2" in page


def test_a_step_sent_before_its_script_has_put_the_words_back_leads_back_to_them(ana: User, ben: User):
    phone, path = signed_in(ana), "/dialogues/new/"
    fields = {"kind": "intentional", "mode": "written", "keep": "", "step": "topic", "topic": WORDS}
    script = phone.post(path, {**fields, "go": "next"}, headers={"Accept": "application/json"}).json()
    assert WORDS not in script["next"]
    page = compact(phone.get(script["next"]).text)
    assert 'name="awaited" value="yes"' in page
    assert 'name="topic" value="" data-carried' in page
    early = {**fields, "mode": "spoken", "step": "mode", "topic": "", "awaited": "yes", "go": "next"}
    page = compact(phone.post(path, early).text)
    assert 'id="topic"' in page
    assert 'name="mode" value="spoken">' in page
    assert "awaited" not in page
    assert not Dialogue.objects.exists()


def test_a_surprise_has_one_screen_until_it_gets_a_topic(ana: User, ben: User):
    phone, path = signed_in(ana), "/dialogues/new/"
    assert "step-position" not in phone.get(f"{path}?kind=appreciation&step=mode").text
    fields = {"kind": "appreciation", "mode": "written", "keep": "", "topic": "", "step": "mode"}
    page = phone.post(path, {**fields, "go": "back"}).text
    assert 'id="topic"' in page
    assert "1 of 2" in compact(page)
    page = phone.post(path, {**fields, "topic": WORDS, "step": "topic", "go": "next"}).text
    assert "2 of 2" in compact(page)


def test_a_topic_that_is_too_long_comes_back_at_its_question(ana: User, ben: User):
    long = "so long " * 30
    answer = signed_in(ana).post(
        "/dialogues/new/", {"kind": "intentional", "mode": "written", "topic": long, "step": "mode"}
    )
    assert answer.status_code == 422
    assert "Please make it a little shorter" in answer.text
    assert long in answer.text


def test_a_kind_with_a_page_of_its_own_is_prepared_there(ana: User, ben: User):
    assert signed_in(ana).get("/dialogues/new/?kind=change_request")["Location"] == "/requests/"


def test_each_step_of_an_exit_is_stored_when_it_is_left(ana: User, ben: User):
    phone = signed_in(ana)
    fields = {"name": PHONE, "sort": "habits", "often": "", "gives": "", "avoids": "", "ready": ""}
    first = phone.post("/exits/new/", {**fields, "step": "name", "go": "next", "key": "k" * 22})
    exit = Exit.objects.get()
    edit = f"/exits/{exit.pk}/change/"
    assert first["Location"] == f"{edit}?step=sort"
    page = compact(phone.get(f"{edit}?step=avoids").text)
    assert "5 of 6" in page
    assert f'name="name" value="{PHONE}" data-carried' in page
    left = {**fields, "gives": "rest", "step": "gives", "go": "back", "seen": "0"}
    assert phone.post(edit, left)["Location"] == f"{edit}?step=often"
    exit.refresh_from_db()
    assert exit.details.gives == "rest"


def test_an_answer_changed_from_the_overview_leads_back_to_it(ana: User, ben: User):
    phone = signed_in(ana)
    phone.post("/exits/new/", {"name": PHONE, "key": "k" * 22})
    path = f"/exits/{Exit.objects.get().pk}/"
    assert f'href="{path}change/?change=often"' in phone.get(path).text
    page = phone.get(f"{path}change/?change=often").text
    assert "of 6" not in page
    changed = {"name": PHONE, "often": "daily", "change": "often", "seen": "0", "go": "next"}
    assert phone.post(f"{path}change/", changed)["Location"] == path
    assert "nearly every day" in phone.get(path).text


def test_a_script_is_told_where_a_step_stands_now(ana: User, ben: User):
    typed = {"name": PHONE, "step": "name", "go": "next", "key": "k" * 22}
    answer = signed_in(ana).post("/exits/new/", typed, headers={"Accept": "application/json"})
    edit = f"/exits/{Exit.objects.get().pk}/change/"
    assert answer.json() == {"next": f"{edit}?step=sort", "here": f"{edit}?step=name"}


def test_each_rung_is_stored_when_it_is_left_and_the_last_leads_to_the_wishes(ana: User, ben: User):
    phone, rungs = signed_in(ana), [step.name for step in LadderForm.STEPS]
    typed = {"frustration": "You hum", "step": "frustration", "go": "next", "key": "k" * 22}
    places = [phone.post("/requests/new/", typed)["Location"]]
    request = Request.objects.get()
    ladder = f"/requests/{request.pk}/ladder/"
    for number, rung in enumerate(rungs[1:]):
        typed |= {rung: f"{rung} words", "step": rung, "seen": str(number)}
        places.append(phone.post(ladder, typed)["Location"])
    wishes = f"/requests/{request.pk}/wishes/"
    assert places == [*(f"{ladder}?step={rung}" for rung in rungs[1:]), wishes]
    request.refresh_from_db()
    assert (request.details.frustration, request.details.desire) == ("You hum", "desire words")
    page = phone.get(f"/requests/{request.pk}/").text
    for rung in rungs:
        assert f'href="{ladder}?change={rung}"' in page
    assert f'href="{wishes}?step=first"' in page
    phone.post(ladder, {"frustration": "You hum", "seen": "6"})
    assert f'href="{ladder}?step=desire"' in phone.get(f"/requests/{request.pk}/").text


def test_an_answer_changed_on_another_device_is_never_written_over_unseen(ana: User, ben: User):
    phone = signed_in(ana)
    phone.post("/requests/new/", {"frustration": "You hum", "key": "k" * 22})
    ladder = f"/requests/{Request.objects.get().pk}/ladder/"
    fields = {"frustration": "You hum", "go": "next", "seen": "0"}
    phone.post(ladder, {**fields, "step": "feel", "feel": "from the laptop"})
    late = phone.post(ladder, {**fields, "step": "fear", "fear": "from the phone"})
    assert late.status_code == 409
    assert "from the laptop" in late.text
    assert "from the phone" in late.text
    assert 'type="hidden" name="step"' not in late.text  # all of it is in sight
    assert 'id="id_feel"' in late.text
