"""What falls due: when, for whom, and not any more once it is settled, switched off or over."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from change_requests import plans
from change_requests.models import Plan, Request
from core.reminder_types import reminder_types
from core.timezones import localize
from couples import pairing
from couples.leaving import leave_couple
from couples.models import Invitation, User
from dialogues.models import Dialogue, Turn
from exits import services
from exits.categories import ExitDetails
from exits.services import CommitmentTerms
from reminders import inbox
from reminders.models import Notice
from reminders.scheduler import claim_due
from tests.change_requests.factories import asked, chosen, draft, place_of, plan_of, say_the_three
from tests.dialogues.dialogue_driver import Talk
from workup.models import Answer, Workup

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NOON = localize(TODAY, time(12), "UTC")


def told(user: User) -> list[str]:
    return sorted(Notice.objects.filter(user=user).values_list("sort", flat=True))


def test_every_sort_says_what_it_is_without_a_name_or_a_word_of_theirs():
    for sort in reminder_types().values():
        assert sort.title
        assert sort.words.endswith((".", "?"))
        assert "{" not in sort.words


def test_a_time_to_meet_is_told_to_both_an_hour_before_and_when_it_has_come(ana: User, ben: User):
    talk, at = Talk(ana, ben), timezone.now() + timedelta(hours=3)
    talk.make("ben", "later", at=at)
    claim_due(at - timedelta(hours=1, minutes=1))
    assert told(ana) == []
    claim_due(at - timedelta(hours=1))
    assert told(ana) == told(ben) == ["appointment_soon"]
    claim_due(at)
    assert told(ben) == ["appointment", "appointment_soon"]


def test_a_pause_of_twenty_minutes_is_not_told_as_an_hour_away(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.make("ben", "later", at=timezone.now() + timedelta(minutes=21))
    claim_due()
    assert told(ana) == []
    claim_due(timezone.now() + timedelta(minutes=22))
    assert told(ana) == ["appointment"]


def test_what_stands_until_it_is_done_is_told_after_days_in_which_nothing_ran(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    Turn.objects.update(created_at=timezone.now() - timedelta(days=5))
    claim_due()
    assert told(ana) == ["turn"]


def test_a_time_that_was_moved_is_told_anew_and_one_that_was_not_needed_is_not(ana: User, ben: User):
    talk, at = Talk(ana, ben), NOON + timedelta(hours=3)
    talk.make("ben", "later", at=at)
    talk.make("ana", "start")
    claim_due(at)
    assert "appointment" not in told(ana)


def test_a_turn_that_waits_is_told_to_whoever_may_act_once_for_each_move(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready, ana send")
    Turn.objects.update(created_at=NOON - timedelta(hours=4))
    claim_due(NOON)
    claim_due(NOON + timedelta(minutes=1))
    assert (told(ana), told(ben)) == ([], ["turn"])


def test_an_invitation_that_waits_is_told_to_who_was_invited(ana: User, ben: User):
    Talk(ana, ben)
    Dialogue.objects.update(created_at=NOON - timedelta(hours=5))
    claim_due(NOON)
    assert (told(ana), told(ben)) == ([], ["turn"])


def test_a_workup_that_rests_is_told_once_for_each_time_it_was_left(ana: User, ben: User):
    workup = Workup.objects.current(ana)
    Answer.objects.create(workup=workup, question="needed", value="to be seen")
    Answer.objects.update(changed_at=NOON - timedelta(days=3))
    for _ in range(2):
        claim_due(NOON)
    assert told(ana) == ["workup"]
    Answer.objects.update(changed_at=NOON)
    claim_due(NOON + timedelta(days=3))
    assert told(ana) == ["workup", "workup"]
    Workup.objects.update(finished_at=NOON)
    Answer.objects.update(changed_at=NOON + timedelta(days=1))
    claim_due(NOON + timedelta(days=4))
    assert len(told(ana)) == 2


@pytest.fixture
def review(ana: User, ben: User) -> datetime:
    """When Ana wanted to look back: in the morning where she is."""
    ana.profile.time_zone = "America/New_York"
    ana.profile.save()
    row = services.create_exit(place_of(ana), ExitDetails("tidying up"), "k" * 22)
    services.commit(row, CommitmentTerms("fully", "I sit down first", None, TODAY))
    return localize(TODAY, time(9), "America/New_York")


def test_a_look_back_is_told_to_its_owner_alone_in_the_morning_where_they_are(
    ana: User, ben: User, review: datetime
):
    claim_due(review - timedelta(minutes=1))
    assert told(ana) == []
    claim_due(review)
    assert (told(ana), told(ben)) == (["review"], [])


def test_what_is_due_is_due_no_more_once_one_has_left(ana: User, ben: User, review: datetime):
    claim_due(review)
    leave_couple(place_of(ben))
    assert told(ana) == []
    claim_due(review + timedelta(hours=1))
    assert told(ana) == []


def test_what_was_switched_off_is_not_told_and_hidden_where_it_was(ana: User, ben: User, review: datetime):
    claim_due(review)
    assert inbox.unseen_count(ana) == 1
    inbox.set_enabled_types(ana, [name for name in reminder_types() if name != "review"])
    assert (inbox.recent_entries(ana), inbox.unseen_count(ana)) == ([], 0)
    Notice.objects.all().delete()
    claim_due(review)
    assert told(ana) == []


def test_a_gift_is_told_to_its_giver_on_its_day_unless_it_was_given(ana: User, ben: User):
    row = chosen(ana, ben)
    plan = Plan.objects.get()
    plans.add_gift(row, place_of(ben), plan_of(row).pk, plan.days[0], "")
    claim_due(localize(plan.days[0], time(10), "UTC"))
    assert told(ben) == []
    claim_due(localize(plan.days[1], time(10), "UTC"))
    assert (told(ana), told(ben)) == ([], ["gift"])


def test_when_the_time_of_a_gift_is_over_both_are_told(ana: User, ben: User):
    chosen(ana, ben)
    after = Plan.objects.get().ends_on + timedelta(days=1)
    claim_due(localize(after, time(10), "UTC"))
    assert told(ana) == told(ben) == ["gift_over"]


def test_a_not_yet_is_told_to_who_said_it_on_its_day(ana: User, ben: User):
    talk = asked(ana, ben, draft(ana))
    say_the_three(talk)
    talk.play("ben not_yet, ana thank")
    Request.objects.update(come_back_on=TODAY)
    claim_due(NOON)
    assert (told(ana), told(ben)) == ([], ["not_yet"])


def test_what_a_pause_of_the_server_let_pass_is_told_afterwards(ana: User, ben: User, review: datetime):
    claim_due(review + timedelta(days=1))
    assert told(ana) == ["review"]


def test_an_invitation_that_runs_out_is_told_to_who_invited(eve: User):
    row = pairing.open_invitation(eve)
    claim_due(row.expires_at - timedelta(hours=12, minutes=1))
    assert told(eve) == []
    claim_due(row.expires_at - timedelta(hours=12))
    assert told(eve) == ["invitation"]


def test_one_that_was_taken_back_or_accepted_is_not(eve: User, ana: User):
    row = pairing.open_invitation(eve)
    Invitation.objects.filter(pk=row.pk).update(revoked_at=timezone.now())
    pairing.open_invitation(ana)
    claim_due(row.expires_at - timedelta(hours=12))
    assert told(eve) == told(ana) == []
