"""When it's open, read as someone would who presses the other into it: nothing tells what the other has said."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from couples import personal_data_registry
from couples.leaving import leave_couple
from couples.models import Couple, Partner, User
from dialogues.begin import begin_dialogue
from dialogues.hooks import CannotBegin
from dialogues.models import Dialogue, Turn
from dialogues.protocol import Refusal
from parent_child import services
from parent_child.models import PrivateYes
from parent_child.rules import Readiness, is_open
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.markup import compact
from tests.parent_child.factories import look_back, open_gate, say_yes
from tests.transcripts.random_dialogue import current_partner

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
PAGE = "/the-child-i-was/"
PAGES = ("/", PAGE, "/dialogues/", "/dialogues/new/", "/me/", "/inbox/", "/workup/", "/suggestions/")
NOT_OPEN = "It isn't open for you two yet."
NO = "This isn't open for you two yet."
FIELDS = {"kind": "parent_child", "mode": "spoken", "topic": "", "keep": ""}


def said(*, days_ago: float, done: bool = True) -> Readiness:
    return Readiness(done, NOW - timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (said(days_ago=2), said(days_ago=29), True),
        (said(days_ago=1), said(days_ago=1), True),
        (said(days_ago=2), Readiness(True, None), False),
        (said(days_ago=2), said(days_ago=2, done=False), False),
        (said(days_ago=2), said(days_ago=0.9), False),
        (said(days_ago=2), said(days_ago=30), False),
    ],
)
def test_it_opens_when_nothing_is_missing_on_either_side(one: Readiness, other: Readiness, expected: bool):
    assert is_open(NOW, one, other) is expected
    assert is_open(NOW, other, one) is expected


def seen_by(user: User) -> dict[str, str]:
    """Every page on which something could show, without what changes on every load."""
    browser = signed_in(user)
    pages = {path: unescape(compact(browser.get(path).text)) for path in PAGES}
    return {path: re.sub(r'value="[\w-]{22,}"|nonce="[^"]*"', "", page) for path, page in pages.items()}


def nothing(_partner: Partner) -> None:
    """They haven't answered."""


def took_it_back(partner: Partner) -> None:
    say_yes(partner)
    services.take_back(partner)


def is_not_sure_they_can_say_no(partner: Partner) -> None:
    signed_in(partner.user).post(PAGE, {"answer": "unsafe"})


ANSWERS = {
    "nothing": nothing,
    "a no": lambda partner: signed_in(partner.user).post(PAGE, {"answer": "no"}),
    "unsafe": is_not_sure_they_can_say_no,
    "a yes taken back": took_it_back,
    "a yes that ran out": lambda partner: say_yes(partner, days_ago=31),
    "a yes of just now": lambda partner: say_yes(partner, days_ago=0),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_whoever_waits_for_the_other_reads_the_same_whatever_the_other_has_said(
    ana: User, ben: User, ana_and_ben: Couple, answer: Callable[[Partner], object]
):
    me, other = current_partner(ana), current_partner(ben)
    look_back(me)
    look_back(other)
    say_yes(me)
    before = seen_by(ana)
    answer(other)
    assert seen_by(ana) == before
    assert NOT_OPEN in before[PAGE]
    assert "The child I was" not in before["/dialogues/new/"]


def test_a_yes_shows_no_more_while_one_has_not_looked_back(ana: User, ben: User, ana_and_ben: Couple):
    me, other = current_partner(ana), current_partner(ben)
    look_back(me)
    say_yes(me)
    before = seen_by(ana)
    say_yes(other)
    assert seen_by(ana) == before


def test_without_ones_own_yes_the_page_tells_nothing_of_the_others(ana: User, ben: User, ana_and_ben: Couple):
    for partner in (current_partner(ana), current_partner(ben)):
        look_back(partner)
    before = seen_by(ana)
    say_yes(current_partner(ben))
    assert seen_by(ana) == before


def test_it_opens_for_both_at_once_and_closes_again_by_a_tap_of_either(
    ana: User, ben: User, ana_and_ben: Couple
):
    open_gate(ana_and_ben)
    for user in (ana, ben):
        assert "It's open for you two, once" in seen_by(user)[PAGE]
        assert "The child I was" in seen_by(user)["/dialogues/new/"]
    signed_in(ben).post(PAGE, {"answer": "no"})
    for user in (ana, ben):
        assert NOT_OPEN in seen_by(user)[PAGE]
        assert "The child I was" not in seen_by(user)["/dialogues/new/"]


def test_only_whoever_said_yes_reads_it_and_takes_it_away(ana: User, ben: User, ana_and_ben: Couple):
    say_yes(current_partner(ben))
    provider = personal_data_registry.providers()["parent_child"]
    assert "You've said yes." in seen_by(ben)[PAGE]
    assert "You've said yes." not in seen_by(ana)[PAGE]
    assert provider.export(ben)["said_yes_at"]
    assert provider.export(ana) == {"said_yes_at": None}
    personal_data_registry.erase_personal_data(ben, "parent_child")
    assert not PrivateYes.objects.exists()


def test_whoever_is_not_sure_they_could_say_no_reads_who_helps_and_it_shuts(
    ana: User, ben: User, ana_and_ben: Couple
):
    open_gate(ana_and_ben)
    page = unescape(signed_in(ben).post(PAGE, {"answer": "unsafe"}).text)
    assert "The people at these lines will listen." in page
    assert "helplines" in page or "tel:" in page
    assert not services.is_open_for(ana_and_ben)


def test_a_yes_goes_with_the_couple(ana: User, ana_and_ben: Couple):
    open_gate(ana_and_ben)
    leave_couple(current_partner(ana))
    assert not PrivateYes.objects.exists()


# Begun all the same.
def test_no_request_begins_it_while_it_is_shut(ana: User, ben: User, ana_and_ben: Couple):
    say_yes(current_partner(ana))
    browser = signed_in(ana)
    for path, fields in (
        ("/dialogues/", FIELDS),
        ("/dialogues/new/", {**FIELDS, "step": "mode"}),
        (f"{PAGE}invite/", {"who": "my mother"}),
    ):
        answer = browser.post(path, fields)
        assert (answer.status_code, NO in unescape(answer.text)) == (422, True), path
    assert not Dialogue.objects.exists()


def test_it_is_not_begun_in_writing(ana: User, ana_and_ben: Couple):
    open_gate(ana_and_ben)
    with pytest.raises(CannotBegin, match="only for talking aloud"):
        begin_dialogue(current_partner(ana), kind="parent_child", mode="written", topic="", keep=False)
    assert signed_in(ana).post("/dialogues/", {**FIELDS, "mode": "written"}).status_code == 422


def invited(ana: User, ben: User, couple: Couple) -> Talk:
    """Ana has invited Ben while it was open."""
    open_gate(couple)
    return Talk(ana, ben, dialogue=services.invite(current_partner(ana), "my mother"))


@pytest.mark.parametrize("name", ["ana", "ben"])
def test_it_does_not_start_once_either_has_taken_the_yes_back(
    ana: User, ben: User, ana_and_ben: Couple, name: str
):
    talk = invited(ana, ben, ana_and_ben)
    signed_in({"ana": ana, "ben": ben}[name]).post(PAGE, {"answer": "no"})
    assert talk.make("ben", "accept").refusal is Refusal.NOT_OPEN
    assert (talk.now().version, talk.now().state.step) == (0, "invited")
    assert not Turn.objects.exists()
    assert PrivateYes.objects.count() == 1, "the other's stays"


def test_it_does_not_start_at_the_agreed_time_either(ana: User, ben: User, ana_and_ben: Couple):
    talk = invited(ana, ben, ana_and_ben)
    talk.agree_on(timezone.now() + timedelta(hours=1))
    services.take_back(current_partner(ana))
    talk.play("ana start_now")
    assert talk.make("ben", "start_now").refusal is Refusal.NOT_OPEN
    Dialogue.objects.filter(pk=talk.pk).update(meet_at=timezone.now() - timedelta(minutes=1))
    for name in ("ana", "ben"):
        assert talk.make(name, "start").refusal is Refusal.NOT_OPEN


@pytest.mark.parametrize("name", ["ana", "ben"])
def test_a_pause_before_the_answer_uses_up_no_yes(ana: User, ben: User, ana_and_ben: Couple, name: str):
    talk = invited(ana, ben, ana_and_ben)
    talk.play(f"{name} pause, ana ready, ben ready")
    assert (talk.now().state.step, PrivateYes.objects.count()) == ("invited", 2)
    talk.play("ben accept")
    assert (talk.now().state.step, PrivateYes.objects.count()) == ("centering", 0)


def test_saying_no_or_later_is_never_refused(ana: User, ben: User, ana_and_ben: Couple):
    talk = invited(ana, ben, ana_and_ben)
    services.take_back(current_partner(ben))
    talk.play("ben later, ana propose, ben stop")
    assert talk.now().closed_at


def test_one_dialogue_uses_up_both_yeses_so_that_none_follows_right_after(
    ana: User, ben: User, ana_and_ben: Couple
):
    invited(ana, ben, ana_and_ben).play("ben accept, ana stop")
    assert not PrivateYes.objects.exists()
    for user in (ana, ben):
        with pytest.raises(CannotBegin):
            services.invite(current_partner(user), "")
        services.say_yes(current_partner(user))
    assert not services.is_open_for(ana_and_ben), "a new yes counts a day later"


def test_a_no_rests_for_a_week_though_the_yeses_still_hold(ana: User, ben: User, ana_and_ben: Couple):
    invited(ana, ben, ana_and_ben).play("ben decline")
    with pytest.raises(CannotBegin, match="not long ago"):
        services.invite(current_partner(ana), "")


def test_pressing_yes_again_neither_renews_it_nor_opens_it_sooner(ana: User, ana_and_ben: Couple):
    me = current_partner(ana)
    say_yes(me, days_ago=3)
    before = services.readiness_of(me)
    signed_in(ana).post(PAGE, {"answer": "yes"})
    assert services.readiness_of(me) == before


def test_whom_one_would_like_to_speak_to_only_they_see(ana: User, ben: User, ana_and_ben: Couple):
    open_gate(ana_and_ben)
    room = signed_in(ana).post(f"{PAGE}invite/", {"who": "my grandmother"})["Location"]
    talk = Talk(ana, ben, dialogue=Dialogue.objects.get())
    assert talk.dialogue.topic is None
    talk.play("ben accept, ana ready, ben ready")
    assert "my grandmother" in signed_in(ana).get(room).text
    assert "my grandmother" not in signed_in(ben).get(room).text


def test_whoever_holds_the_phone_is_asked_who_they_are(ana: User, ben: User):
    """The other would only have to look whether there is a yes to take back."""
    say_yes(current_partner(ben))
    ben.set_password("seven quiet otters")
    ben.save()
    his = signed_in(ben)
    for answer in (his.get(PAGE), his.post(PAGE, {"answer": "no"}), his.post(f"{PAGE}invite/", {"who": ""})):
        assert "reauthenticate" in answer["Location"]
        assert "my yes" not in answer.text
    assert PrivateYes.objects.count() == 1
