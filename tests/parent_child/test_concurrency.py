"""A yes that is taken back at the very moment at which the other starts it."""

from __future__ import annotations

import pytest

from couples.models import Couple, User
from dialogues.protocol import Refusal
from parent_child import services
from parent_child.models import PrivateYes
from tests.concurrency import meanwhile
from tests.dialogues.dialogue_driver import Talk
from tests.parent_child.factories import open_gate
from tests.transcripts.random_dialogue import current_partner

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_yes_that_is_just_being_taken_back_starts_nothing(ana: User, ben: User, ana_and_ben: Couple):
    open_gate(ana_and_ben)
    me, refusals = current_partner(ana), []
    talk = Talk(ana, ben, dialogue=services.invite(current_partner(ben), ""))
    accept = lambda: refusals.append(talk.make("ana", "accept").refusal)  # noqa: E731
    assert meanwhile(lambda: services.take_back(me), accept) == "done"
    assert refusals == [Refusal.NOT_OPEN]
    assert talk.now().version == 0


def test_once_it_starts_there_is_no_yes_left_to_take_back(ana: User, ben: User, ana_and_ben: Couple):
    open_gate(ana_and_ben)
    me = current_partner(ana)
    talk = Talk(ana, ben, dialogue=services.invite(current_partner(ben), ""))
    assert meanwhile(lambda: talk.play("ana accept"), lambda: services.take_back(me)) == "done"
    assert talk.now().state.step == "centering"
    assert not PrivateYes.objects.exists()
