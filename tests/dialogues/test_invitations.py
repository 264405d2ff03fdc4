"""A few invitations at a time, whichever page sends them; what was typed stays in the form."""

from __future__ import annotations

import pytest

from couples.models import User
from dialogues.begin import begin_dialogue
from dialogues.hooks import CannotBegin
from dialogues.models import Dialogue
from exits import services
from exits.categories import ExitDetails
from exits.models import SharedExit
from tests.change_requests.factories import draft, page_path, partner_of
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
    response = signed_in(ana).post("/dialogues/", TYPED)
    assert response.status_code == 422
    assert response.text.index(f"Ben {STILL_OPEN}") < response.text.index("Or is it a surprise?")
    assert "marked below" not in response.text  # nothing that was typed is wrong
    for field_value in (
        'value="Our breakfasts"',
        'value="spoken" checked',
        'name="kind" value="appreciation"',
    ):
        assert field_value in " ".join(response.text.split())
    assert signed_in(ben).get("/dialogues/").text.count("Ana invites you") == 3
    assert signed_in(ben).post("/dialogues/", TYPED).status_code == 302


def test_an_answer_makes_room_for_another(three: list[Talk], ana: User):
    three[1].play("ben accept")
    assert signed_in(ana).post("/dialogues/", TYPED).status_code == 302
    assert STILL_OPEN in signed_in(ana).post("/dialogues/", TYPED).text


def test_an_exit_is_not_shared_where_it_cannot_be_brought(three: list[Talk], ana: User):
    row = services.create_exit(partner_of(ana), ExitDetails("my phone"), "k" * 22)
    typed = {"mode": "written", "topic": "My phone in the evening"}
    response = signed_in(ana).post(f"/exits/{row.pk}/bring/", typed)
    assert response.status_code == 422
    assert STILL_OPEN in response.text
    assert 'value="My phone in the evening"' in response.text
    assert not SharedExit.objects.exists()


def test_a_request_stays_a_draft_where_it_cannot_be_asked(three: list[Talk], ana: User):
    row = draft(ana)
    response = signed_in(ana).post(page_path(row, "ask/"), {"mode": "written", "topic": "Our evenings"})
    assert response.status_code == 422
    assert STILL_OPEN in response.text
    assert 'value="Our evenings"' in response.text
    assert "draft" in str(type(row).objects.get(pk=row.pk).state)


def test_correcting_the_time_of_ones_own_invitations_makes_no_room(three: list[Talk], ana: User):
    for talk in three:
        talk.play("ana propose, ana propose")
    assert STILL_OPEN in signed_in(ana).post("/dialogues/", TYPED).text


@pytest.mark.parametrize("end", ["ana stop", "ben decline", "ana propose, ana propose, ana stop"])
def test_ending_them_one_after_the_other_makes_no_flood(ana: User, ben: User, end: str):
    for _ in range(6):
        Talk(ana, ben).play(end)
    assert f"invited Ben {TOO_MANY}" in signed_in(ana).post("/dialogues/", TYPED).text.replace("&#x27;", "'")
    assert Dialogue.objects.count() == 6


def test_ended_invitations_leave_the_page_where_one_begins(ana: User, ben: User):
    dialogue = Talk(ana, ben)
    dialogue.play("ben accept")
    for _ in range(2):
        Talk(ana, ben).play("ana stop")
    for user in (ana, ben):
        page = signed_in(user).get("/dialogues/").text
        assert f"/{dialogue.pk}/" in page
        assert "not this time" not in page
    assert "not this time" in signed_in(ana).get("/transcripts/").text


def test_talking_a_lot_is_no_flood(ana: User, ben: User):
    for _ in range(8):
        Talk(ana, ben).play("ben accept, ana stop")
    assert signed_in(ana).post("/dialogues/", TYPED).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_many_sent_at_the_same_moment_three_arrive():
    pair(ana := person("Ana"), person("Ben"))
    place = partner_of(ana)
    sent = at_once(
        *[lambda: begin_dialogue(place, kind="intentional", mode="written", topic="", keep=False)] * 8
    )
    assert sent == [CannotBegin.__name__] * 5 + ["done"] * 3
    assert Dialogue.objects.count() == 3
