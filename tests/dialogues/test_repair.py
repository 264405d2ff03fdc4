"""Mending a moment, read as someone would use it who demands to be forgiven: no door asks, and no answer costs."""

from __future__ import annotations

import json
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from couples.home_items import HomeItem, Rank, Reader
from couples.models import Couple, User
from dialogues import home_items
from dialogues.begin import begin_dialogue
from dialogues.hooks import CannotBegin
from dialogues.models import Dialogue
from dialogues.protocol import CLOSED, Actor, Purpose, Refusal, Words
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.kinds.repair import KIND
from reminders.models import Notice
from reminders.scheduler import claim_due
from suggestions import first_month
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.markup import compact
from tests.transcripts.random_dialogue import current_partner
from tests.transcripts.test_timeline import listed_dialogues
from transcripts.exports import build
from transcripts.insights import queries

pytestmark = pytest.mark.django_db
TO_OWNING = "ben accept, ana ready, ben ready"
TO_IMPACT = f"{TO_OWNING}, ana send, ben mirror, ana listen"
TO_CHECK = f"{TO_IMPACT}, ben send, ana mirror"
TO_SENSE_CHECK = f"{TO_CHECK}, ben got_it, ana validate"
TO_RECEIVING = f"{TO_SENSE_CHECK}, ben got_it, ana send"
THEIR_STEPS = [f"{TO_OWNING}, ana send", TO_IMPACT, TO_CHECK, TO_SENSE_CHECK, TO_RECEIVING]
ENDINGS = {
    "thanked for": f"{TO_RECEIVING}, ben thank, ana done",
    "it still hurts": f"{TO_RECEIVING}, ben still_hurts, ana done",
    "left instead of mirroring": f"{TO_OWNING}, ana send, ben rather_not, ben done",
    "left instead of saying how it landed": f"{TO_IMPACT}, ben rather_not, ben done",
    "left instead of checking": f"{TO_CHECK}, ben rather_not, ana done",
    "left instead of a second check": f"{TO_SENSE_CHECK}, ben rather_not, ana done",
}


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    """Ana did it, and opens it."""
    return Talk(ana, ben, kind="repair")


def room_of(talk: Talk, user: User) -> str:
    return unescape(compact(signed_in(user).get(f"/dialogues/{talk.pk}/").text))


def open_items(user: User) -> list[HomeItem]:
    return list(home_items.find_open(Reader(current_partner(user))))


def ask_again(user: User) -> Dialogue:
    return begin_dialogue(current_partner(user), kind="repair", mode="written", topic="", keep=False)


# The one who did it.
@pytest.mark.parametrize("script", [TO_IMPACT, TO_CHECK, TO_SENSE_CHECK, TO_RECEIVING])
def test_at_the_others_steps_whoever_did_it_has_nothing_to_press_or_write(talk: Talk, ana: User, script: str):
    talk.play(script)
    page = room_of(talk, ana)
    offered = {
        move for move in ("send", "mirror", "validate", "not_quite", "done") if f'id="move-{move}"' in page
    }
    assert offered == set()
    assert "<textarea" not in page
    for move in ("send", "mirror", "validate", "got_it", "thank"):
        assert talk.make("ana", move, "Say that you forgive me").refusal is Refusal.NOT_YOUR_TURN


def test_the_last_words_can_not_be_taken_back_to_be_said_again(talk: Talk):
    talk.play(TO_RECEIVING)
    assert talk.make("ana", "withdraw").refusal is not None
    assert talk.now().state.step == "receiving"


def test_after_the_answer_nobody_says_anything_more(talk: Talk, ana: User, ben: User):
    talk.play(f"{TO_RECEIVING}, ben still_hurts")
    for user in (ana, ben):
        page = room_of(talk, user)
        assert "<textarea" not in page
        assert 'id="move-stop"' not in page
    assert all(move.words is Words.NONE for move in KIND.table["closing"].moves)


def test_no_step_leads_the_one_who_was_hurt_back_to_the_question():
    """Their answer, and each way to leave, is made once."""
    answers = KIND.table["receiving"].moves
    assert {move.to for move in answers} == {"closing"}
    assert {(move.secondary, move.collapsed, move.words) for move in answers} == {
        (True, True, Words.OPTIONAL)
    }
    assert {step.name for step in KIND.steps if any(move.to == "receiving" for move in step.moves)} == {
        "over"
    }


def test_every_step_of_the_one_who_was_hurt_may_be_left():
    theirs = [step for step in KIND.steps if step.actor is Actor.RECEIVER and step.name != "invited"]
    ways_out = {step.name: {move.to for move in step.moves if move.to == "closing"} for step in theirs}
    assert ways_out == {step.name: {"closing"} for step in theirs}


# The invitation.
def test_the_invitation_is_declined_without_a_reason(talk: Talk, ana: User, ben: User):
    page = room_of(talk, ben)
    assert "You don't owe an answer, a reason or forgiveness." in page
    assert "<textarea" not in page
    talk.play("ben decline")
    assert "No is fine, and nobody has to say why." in room_of(talk, ana)
    assert "invite Ben again" not in room_of(talk, ana)


@pytest.mark.parametrize(
    "script", ["ben decline", "ana take_back", f"{TO_IMPACT}, ben stop", *ENDINGS.values()]
)
def test_however_it_ended_the_same_one_asks_again_after_three_days_at_the_earliest(
    talk: Talk, ana: User, ben: User, script: str
):
    talk.play(script)
    with pytest.raises(CannotBegin, match="not long ago"):
        ask_again(ana)
    assert ask_again(ben), "what Ben did is another moment"
    ended_at = timezone.now() - timedelta(days=3, minutes=1)
    Dialogue.objects.filter(pk=talk.pk).update(closed_at=ended_at)
    assert ask_again(ana)


def test_there_is_one_open_at_a_time(talk: Talk, ana: User):
    with pytest.raises(CannotBegin, match="already invited Ben"):
        ask_again(ana)
    fields = {"kind": "repair", "mode": "written", "topic": "", "keep": "", "step": "mode"}
    answer = signed_in(ana).post("/dialogues/new/", fields)
    assert answer.status_code == 422
    assert "already invited Ben" in unescape(answer.text)


def test_whoever_has_to_wait_reads_it_before_they_have_written_anything(talk: Talk, ana: User, ben: User):
    page = unescape(signed_in(ana).get("/dialogues/new/?kind=repair", follow=True).text)
    assert "already invited Ben" in page
    assert "Which moment" not in page
    talk.play("ben decline")
    assert "not long ago" in unescape(signed_in(ana).get("/dialogues/new/?kind=repair", follow=True).text)
    assert "Which moment" in signed_in(ben).get("/dialogues/new/?kind=repair").text


def test_other_kinds_do_not_wait_for_it(talk: Talk, ana: User):
    talk.play("ben decline")
    assert begin_dialogue(current_partner(ana), kind="appreciation", mode="written", topic="", keep=False)


def test_whoever_takes_it_back_reads_the_same_number_of_days_before_and_after(talk: Talk, ana: User):
    assert f"you can ask again in {KIND.rest_days} days." in room_of(talk, ana)
    talk.play("ana take_back")
    assert f"You can ask Ben again in {KIND.rest_days} days." in room_of(talk, ana)


# The one who was hurt, in their own time.
def test_every_step_of_the_one_who_was_hurt_is_unhurried():
    theirs = {step.name for step in KIND.steps if step.actor is Actor.RECEIVER and step.name != "invited"}
    assert theirs == {step.name for step in KIND.steps if step.unhurried}
    assert len(theirs) == 5


@pytest.mark.parametrize("script", THEIR_STEPS)
def test_nobody_and_nothing_reminds_the_one_who_was_hurt_of_an_answer(
    talk: Talk, ana: User, ben: User, script: str
):
    talk.play(script)
    claim_due(timezone.now() + timedelta(days=4))
    assert not Notice.objects.filter(sort="turn").exists()
    [item] = open_items(ben)
    assert (item.is_open, item.rank) == (False, Rank.WAITING)
    assert "Your turn" not in item.sentence
    assert "whenever you're ready" in unescape(signed_in(ben).get("/dialogues/").text)
    assert "waiting for Ben" in unescape(signed_in(ana).get("/dialogues/").text)


@pytest.mark.parametrize("hours", [1, None])
def test_a_pause_of_whoever_did_it_is_no_way_to_have_the_other_reminded(
    talk: Talk, ana: User, ben: User, hours: int | None
):
    talk.play(TO_RECEIVING)
    talk.make("ana", "pause", at=timezone.now() + timedelta(hours=hours) if hours else None)
    assert [(item.is_open, item.rank) for item in open_items(ben)] == [(False, Rank.WAITING)]
    claim_due(timezone.now() + timedelta(hours=1, minutes=1))
    claim_due(timezone.now() + timedelta(hours=5))
    assert not Notice.objects.filter(user=ben).exclude(sort__in=("invited", "answered")).exists()
    assert Notice.objects.filter(user=ana, sort__in=("turn", "appointment")).exists()


def test_whoever_did_it_is_reminded_like_anyone(talk: Talk, ana: User):
    talk.play(f"{TO_IMPACT}, ben send")
    claim_due(timezone.now() + timedelta(hours=5))
    assert [notice.user for notice in Notice.objects.filter(sort="turn")] == [ana]


def test_how_it_landed_is_taken_back_by_the_one_who_said_it_and_nobody_else(talk: Talk, ana: User, ben: User):
    talk.play(f"{TO_IMPACT}, ben send")
    assert 'id="move-withdraw"' in room_of(talk, ben)
    assert 'id="move-withdraw"' not in room_of(talk, ana)
    assert talk.make("ana", "withdraw").refusal is not None
    talk.play("ben withdraw, ben send, ana mirror")
    assert talk.make("ben", "withdraw").refusal is not None


# How it ended is shown alike everywhere.
def seen_from_outside(talk: Talk, user: User) -> dict[str, object]:
    me = current_partner(user)
    browser = signed_in(user)
    file = build.build_dialogues(me, [talk.pk], "json", lambda *_: None, notes=True)
    past = unescape(compact(browser.get("/transcripts/").text))
    insights = queries.load_insights(me)
    return {
        "stage": [
            text in room_of(talk, user)
            for text in ("This can rest now", "Nothing more has to be said today.")
        ],
        "open": open_items(user),
        "under way": str(talk.pk) in browser.get("/dialogues/").text,
        "ended early": listed_dialogues(browser, far="left") == [str(talk.pk)],
        "finished": listed_dialogues(browser, far="finished") == [str(talk.pk)],
        "names it": [text in past for text in ("still hurts", "leave it here", "got as far as", "one side")],
        "counted": (insights.dialogues, list(insights.topics), dict(insights.feelings)),
        "in a file": json.loads(file.content)["dialogues"][0]["finished"],
        "again": "Same again" in browser.get(f"/dialogues/{talk.pk}/ending/").text,
    }


@pytest.mark.parametrize("script", ENDINGS.values(), ids=ENDINGS)
def test_it_ends_well_whatever_the_answer_was(talk: Talk, ana: User, ben: User, script: str):
    talk.play(script)
    state = talk.now().state
    assert (state.step, state.finished) == (CLOSED, True)
    for user in (ana, ben):
        assert seen_from_outside(talk, user) == {
            "stage": [True, True],
            "open": [],
            "under way": False,
            "ended early": False,
            "finished": True,
            "names it": [False] * 4,
            "counted": (1, [], {}),
            "in a file": True,
            "again": False,
        }


@pytest.mark.parametrize("script", ENDINGS.values(), ids=ENDINGS)
def test_however_it_ended_the_two_know_no_whole_dialogue_by_it(talk: Talk, ana: User, script: str):
    talk.play(script)
    assert first_month.read_month(current_partner(ana)).begins_at is None
    assert signed_in(ana).get("/me/").context["is_practised"] is False


def test_a_moment_is_no_topic_that_recurs_and_is_taken_up_as_an_ordinary_talk(
    talk: Talk, ana: User, ben: User
):
    talk.play(ENDINGS["thanked for"])
    Talk(ben, ana, kind="repair").play(ENDINGS["it still hurts"])  # of the same topic
    assert queries.load_insights(current_partner(ana)).topics == []
    page = compact(signed_in(ben).get(f"/transcripts/{talk.pk}/").text)
    assert '<input type="hidden" name="kind" value="intentional">' in page


@pytest.mark.parametrize("script", [TO_IMPACT, "ben decline", ENDINGS["left instead of mirroring"]])
def test_whoever_did_it_is_not_offered_to_talk_about_it_again_until_it_has_rested(
    talk: Talk, ana: User, ben: User, script: str
):
    def is_offered(user: User) -> bool:
        return "Talk about this again" in signed_in(user).get(f"/transcripts/{talk.pk}/").text

    talk.play(script)
    assert (is_offered(ana), is_offered(ben)) == (False, True)
    Dialogue.objects.filter(pk=talk.pk).update(closed_at=timezone.now() - timedelta(days=3, minutes=1))
    assert is_offered(ana)


def test_without_words_no_topic_is_left_either(ana: User, ben: User):
    talk = Talk(ana, ben, kind="repair", keep=False)
    talk.play(ENDINGS["it still hurts"])
    row = Dialogue.objects.get(pk=talk.pk)
    assert not row.topic_kept
    assert not any(move.ends_together for step in KIND.steps for move in step.moves)


# Help.
def test_help_lines_stand_at_every_step_for_both(talk: Talk, ana: User, ben: User):
    for act in ENDINGS["thanked for"].split(", "):
        for user in (ana, ben):
            assert "Not feeling safe? Help lines" in room_of(talk, user)
        talk.play(act)
    for user in (ana, ben):
        assert "Not feeling safe? Help lines" in room_of(talk, user)


def test_they_stand_in_no_other_kind(ana: User, ben: User):
    assert [kind.name for kind in KINDS.values() if kind.help_lines] == ["parent_child", "repair"]
    assert "Not feeling safe?" not in room_of(Talk(ana, ben), ben)


def test_the_page_that_begins_it_offers_only_what_the_one_who_did_it_might_say(
    ana: User, ana_and_ben: Couple
):
    page = unescape(signed_in(ana).get("/dialogues/new/?kind=repair").text)
    assert "Which moment is it about? When and where is enough." in page
    assert "I raised my voice when" in page
    assert "What stayed with me is" not in page


def test_nothing_asks_for_forgiveness():
    sent = [move for step in KIND.steps for move in step.moves if move.purpose is Purpose.SEND]
    labels = [text.lower() for move in sent for text in (move.label, move.stem, move.hint)]
    assert not [text for text in labels if "forgiv" in text or "sorry" in text]
