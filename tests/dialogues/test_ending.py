"""The end of a dialogue: what became of the words, the same again, and a line to star."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from couples.leaving import leave_couple
from couples.models import User
from dialogues import personal_data, retention
from dialogues.begin import begin_dialogue
from dialogues.ending import plan_again
from dialogues.models import Dialogue, Turn
from reminders.models import Notice
from reminders.scheduler import claim_due
from tests.change_requests.factories import partner_of
from tests.concurrency import at_once
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, WHOLE, Talk, new_key
from tests.factories import pair, person, signed_in
from tests.markup import compact
from transcripts.models import Bookmark

pytestmark = pytest.mark.django_db
APPRECIATED = """ben accept, ana ready, ben ready, ana send, ben mirror, ana got_it, ana send, ben mirror, ana thank,
    ben no_more, ana not_today"""


def room(talk: Talk, user: User) -> str:
    return compact(signed_in(user).get(f"/dialogues/{talk.pk}/").text).replace("&#x27;", "'")


def ask_again(talk: Talk, user: User) -> str:
    response = signed_in(user).post(f"/dialogues/{talk.pk}/ending/")
    assert response.status_code == 302
    path: str = response.headers["Location"]
    return path


@pytest.mark.parametrize(
    ("keep", "script", "sentence"),
    [
        (True, APPRECIATED, "Your words are kept."),
        (
            False,
            APPRECIATED,
            "Your words aren't kept. Once you leave this page, most are gone, and the rest in 15 minutes",
        ),
        (False, "ben accept, ana ready, ben ready, ana send, ben stop", "They've already been deleted."),
    ],
)
def test_what_becomes_of_the_words_is_said_and_only_kept_ones_are_read_again(
    ana: User, ben: User, keep: bool, script: str, sentence: str
):
    talk = Talk(ana, ben, kind="appreciation", keep=keep)
    talk.play(script)
    for user in (ana, ben):
        assert sentence in room(talk, user)
        assert ("Read it again" in room(talk, user)) == keep


def test_after_a_stop_the_way_back_comes_before_reading_it_again(ana: User, ben: User):
    talk = Talk(ana, ben, kind="appreciation")
    talk.play("ben accept, ana ready, ben ready, ana send, ben stop")
    page = room(talk, ben)
    assert page.index("Back to Talk") < page.index("Read it again")


def test_the_same_again_asks_the_other_for_a_week_later(ana: User, ben: User):
    talk = Talk(ana, ben, kind="appreciation", mode="spoken")
    talk.play(APPRECIATED)
    assert re.search(r"Same again at [0-9:]+ on ", room(talk, ana))
    path = ask_again(talk, ana)
    row = Dialogue.objects.get(closed_at=None)
    assert path == f"/dialogues/{row.pk}/"
    assert (row.kind, row.mode, row.topic) == ("appreciation", "spoken", None)
    assert row.meet_at
    assert timedelta(days=6) < row.meet_at - timezone.now() <= timedelta(days=7, hours=1)
    claim_due()
    assert list(Notice.objects.filter(user=ben).values_list("sort", flat=True)) == ["invited"]
    assert ask_again(talk, ana) == ask_again(talk, ben) == path  # nothing is planned twice
    assert "Same again" not in room(talk, ben)
    assert "Ana asks for" in room(talk, ben)
    Talk(ana, ben, dialogue=row).play("ben agree")
    assert Dialogue.objects.get(pk=row.pk).state.step == "agreed"


@pytest.mark.parametrize("script", ["ben decline", "ben accept, ana ready, ben ready, ana stop"])
def test_the_same_again_is_not_offered_after_a_dialogue_that_was_stopped(ana: User, ben: User, script: str):
    talk = Talk(ana, ben, kind="appreciation")
    talk.play(script)
    assert "Same again" not in room(talk, ana)
    assert ask_again(talk, ana) == f"/dialogues/{talk.pk}/"
    assert Dialogue.objects.count() == 1


def test_the_same_again_is_not_offered_the_next_day(ana: User, ben: User):
    talk = Talk(ana, ben, kind="appreciation")
    talk.play(APPRECIATED)
    Dialogue.objects.update(closed_at=timezone.now() - timedelta(days=1))
    assert "Same again" not in room(talk, ana)
    ask_again(talk, ana)
    assert Dialogue.objects.count() == 1


def test_a_line_of_a_kept_dialogue_is_starred_by_one_alone(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    page = room(talk, ben)
    assert "<strong>Ana</strong>ana has something to appreciate" in page.replace("</strong> ", "</strong>")
    assert "<strong>You</strong>" in page
    (path, *_) = re.findall(r'action="(/transcripts/[^"]+)"', page)
    form = page[page.index(path) : page.index("</form>", page.index(path))]
    fields = dict(re.findall(r'type="hidden" name="(on|from)" value="(\w+)"', form))
    starred = signed_in(ben).post(path, fields)
    assert starred.headers["Location"] == f"/dialogues/{talk.pk}/#below-stage"
    assert Bookmark.objects.filter(user=ben).count() == 1
    assert "You've starred a line." in room(talk, ben)
    assert "You've starred a line." not in room(talk, ana)


TO_THE_THANKS = f"{ROUND_OF_ANA}, ana not_today"


def thank(talk: Talk, name: str, *, keep_topic: bool) -> None:
    sent = {"move": "appreciate", "words": "Thanks.", "seen": talk.now().version, "key": new_key()}
    user = User.objects.get(pk=talk.credentials[name].user_id)
    fields = sent | ({"keep_topic": "yes"} if keep_topic else {})
    signed_in(user).post(f"/dialogues/{talk.pk}/moves/", fields, headers={"Accept": "text/html"})


@pytest.mark.parametrize(("ana_says", "ben_says"), [(True, True), (True, False), (False, True)])
def test_without_its_words_a_topic_stays_only_if_both_like(
    ana: User, ben: User, ana_says: bool, ben_says: bool
):
    talk = Talk(ana, ben, keep=False)
    talk.play(TO_THE_THANKS)
    thank(talk, "ana", keep_topic=ana_says)
    assert ("Ana would like to keep the topic" in room(talk, ben)) == ana_says
    thank(talk, "ben", keep_topic=ben_says)
    stays = ana_says and ben_says
    assert talk.now().closed_at
    assert talk.now().topic == ("Quiet dinners" if stays else None)
    assert ("Only the topic is kept" in room(talk, ana)) == stays
    past = signed_in(ben).get("/transcripts/").text
    assert ("Quiet dinners" in past) == stays
    for user, is_author in ((ana, True), (ben, False)):
        page = signed_in(user).get(f"/transcripts/{talk.pk}/").text
        assert ("Delete words" in page) == (stays and is_author)
    Dialogue.objects.update(closed_at=timezone.now() - timedelta(hours=1))
    retention.erase_expired()
    leave_couple(partner_of(ana))
    assert talk.now().topic == ("Quiet dinners" if stays else None)
    assert not Turn.objects.filter(words__isnull=False).exists()
    (data,) = personal_data.export(ana)
    assert data["topic"] == ("Quiet dinners" if stays else None)


def test_a_topic_is_not_asked_about_where_the_words_stay(ana: User, ben: User):
    talk = Talk(ana, ben, keep=True)
    talk.play(TO_THE_THANKS)
    assert "Keep the topic" not in room(talk, ana)


def test_a_topic_that_nobody_gave_is_not_asked_about(ana: User, ben: User):
    row = begin_dialogue(partner_of(ana), kind="intentional", mode="written", topic=" ", keep=False)
    talk = Talk(ana, ben, dialogue=row)
    talk.play(TO_THE_THANKS)
    assert "Keep the topic" not in room(talk, ana)


@pytest.mark.django_db(transaction=True)
def test_the_same_again_tapped_by_both_at_once_asks_once():
    pair(ana := person("Ana"), ben := person("Ben"))
    talk = Talk(ana, ben, kind="appreciation")
    talk.play(APPRECIATED)
    row = talk.now()
    taps = [(partner_of(user), talk.credentials[name]) for user, name in ((ana, "ana"), (ben, "ben"))] * 3
    sent = at_once(*[partial(plan_again, row, *tap) for tap in taps])
    assert sent == ["done"] * len(taps)
    assert Dialogue.objects.filter(closed_at=None).count() == 1


def test_no_line_of_a_dialogue_that_is_not_kept_is_offered(ana: User, ben: User):
    talk = Talk(ana, ben, keep=False)
    talk.play(WHOLE)
    assert "Star a line" not in room(talk, ana)
