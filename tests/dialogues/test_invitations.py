"""A few invitations at a time, whichever page sends them; what was typed stays in the form."""

from __future__ import annotations

import pytest

from couples.models import User
from dialogues.begin import begin_dialogue
from dialogues.hooks import CannotBegin
from dialogues.models import Dialogue
from exits import services
from exits.categories import ExitDetails
from exits.models import Brought
from tests.change_requests.factories import draft, page_of, place_of
from tests.concurrency import at_once
from tests.dialogues.dialogue_driver import Talk
from tests.factories import pair, person, signed_in

pytestmark = pytest.mark.django_db
STILL_OPEN = "still has three invitations from you to answer"
TOO_MANY = "quite a few times in the last hour"
TYPED = {"kind": "appreciation", "mode": "spoken", "topic": "Our breakfasts", "keep": "yes"}


@pytest.fixture
def three(ana: User, ben: User) -> list[Talk]:
    return [Talk(ana, ben) for _ in range(3)]


def test_a_fourth_invitation_is_refused_kindly_and_keeps_what_was_typed(
    three: list[Talk], ana: User, ben: User
):
    answer = signed_in(ana).post("/dialogues/", TYPED)
    assert answer.status_code == 422
    assert answer.text.index(f"Ben {STILL_OPEN}") < answer.text.index("What would you like to do?")
    assert "marked below" not in answer.text  # nothing that was typed is wrong
    for kept in ('value="Our breakfasts"', 'value="spoken" checked', 'value="appreciation" required checked'):
        assert kept in " ".join(answer.text.split())
    assert signed_in(ben).get("/dialogues/").text.count("Ana invites you") == 3
    assert signed_in(ben).post("/dialogues/", TYPED).status_code == 302


def test_an_answer_makes_room_for_another(three: list[Talk], ana: User):
    three[1].play("ben accept")
    assert signed_in(ana).post("/dialogues/", TYPED).status_code == 302
    assert STILL_OPEN in signed_in(ana).post("/dialogues/", TYPED).text


def test_an_exit_is_not_shared_where_it_cannot_be_brought(three: list[Talk], ana: User):
    row = services.create_exit(place_of(ana), ExitDetails("my phone"), "k" * 22)
    typed = {"mode": "written", "topic": "My phone in the evening"}
    answer = signed_in(ana).post(f"/exits/{row.pk}/bring/", typed)
    assert answer.status_code == 422
    assert STILL_OPEN in answer.text
    assert 'value="My phone in the evening"' in answer.text
    assert not Brought.objects.exists()


def test_a_request_stays_a_draft_where_it_cannot_be_asked(three: list[Talk], ana: User):
    row = draft(ana)
    answer = signed_in(ana).post(page_of(row, "ask/"), {"mode": "written", "topic": "Our evenings"})
    assert answer.status_code == 422
    assert STILL_OPEN in answer.text
    assert 'value="Our evenings"' in answer.text
    assert "draft" in str(type(row).objects.get(pk=row.pk).state)


def test_pausing_ones_own_invitations_makes_no_room(three: list[Talk], ana: User):
    for talk in three:
        talk.play("ana pause")
    assert STILL_OPEN in signed_in(ana).post("/dialogues/", TYPED).text


@pytest.mark.parametrize("end", ["ana stop", "ben decline", "ana pause, ana stop"])
def test_ending_them_one_after_the_other_makes_no_flood(ana: User, ben: User, end: str):
    for _ in range(6):
        Talk(ana, ben).play(end)
    assert f"invited Ben {TOO_MANY}" in signed_in(ana).post("/dialogues/", TYPED).text.replace("&#x27;", "'")
    assert Dialogue.objects.count() == 6


def test_invitations_that_were_ended_unanswered_push_no_dialogue_out_of_sight(ana: User, ben: User):
    held = Talk(ana, ben)
    held.play("ben accept, ana stop")
    for _ in range(5):
        Talk(ana, ben).play("ana stop")
    page = signed_in(ben).get("/dialogues/").text
    assert f"/{held.pk}/" in page
    assert "not this time" not in page
    assert "not this time" in signed_in(ana).get("/dialogues/").text


def test_talking_a_lot_is_no_flood(ana: User, ben: User):
    for _ in range(8):
        Talk(ana, ben).play("ben accept, ana stop")
    assert signed_in(ana).post("/dialogues/", TYPED).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_many_sent_at_the_same_moment_three_arrive():
    pair(ana := person("Ana"), person("Ben"))
    place = place_of(ana)
    sent = at_once(
        *[lambda: begin_dialogue(place, kind="intentional", mode="written", topic="", keep=False)] * 8
    )
    assert sent == [CannotBegin.__name__] * 5 + ["done"] * 3
    assert Dialogue.objects.count() == 3
