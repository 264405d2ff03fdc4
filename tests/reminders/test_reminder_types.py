"""What falls due: when, for whom, and not any more once it is settled, switched off or over."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from change_requests import plans
from change_requests.models import Plan, Request
from change_requests.reminder_types import compute_due_days
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
from tests.change_requests.factories import (
    begin_request_dialogue,
    create_chosen_request,
    draft,
    partner_of,
    plan_of,
    say_wishes,
)
from tests.dialogues.dialogue_driver import Talk
from workup.models import Answer, Workup

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NOON = localize(TODAY, time(12), "UTC")


def sorts_noticed(user: User) -> list[str]:
    return sorted(Notice.objects.filter(user=user).values_list("sort", flat=True))


def test_every_sort_says_what_it_is_without_a_name_or_a_word_of_theirs():
    for sort in reminder_types().values():
        assert sort.title
        assert sort.message.endswith((".", "?"))
        assert "{" not in sort.message


def test_a_time_to_meet_is_told_to_both_an_hour_before_and_when_it_has_come(ana: User, ben: User):
    talk, at = Talk(ana, ben), timezone.now() + timedelta(hours=3)
    talk.agree_on(at)
    claim_due(at - timedelta(hours=1, minutes=1))
    assert (sorts_noticed(ana), sorts_noticed(ben)) == ([], ["answered"])
    claim_due(at - timedelta(hours=1))
    assert sorts_noticed(ana) == ["appointment_soon"]
    assert sorts_noticed(ben) == ["answered", "appointment_soon"]
    claim_due(at)
    assert sorts_noticed(ana) == ["appointment", "appointment_soon"]


def test_a_time_that_is_only_asked_for_is_no_time_to_meet_but_waits_for_an_answer(ana: User, ben: User):
    talk, at = Talk(ana, ben), timezone.now() + timedelta(hours=3)
    talk.make("ben", "later", at=at)
    claim_due(at)
    assert sorts_noticed(ana) == ["answered"]
    claim_due(at + timedelta(hours=2))
    assert (sorts_noticed(ana), sorts_noticed(ben)) == (["answered", "turn"], [])


def test_an_invitation_that_was_taken_back_reminds_nobody(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ana take_back")
    claim_due(timezone.now() + timedelta(hours=5))
    assert sorts_noticed(ana) == sorts_noticed(ben) == []


def test_a_pause_of_twenty_minutes_is_not_told_as_an_hour_away(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.agree_on(timezone.now() + timedelta(minutes=21))
    claim_due()
    assert sorts_noticed(ana) == []
    claim_due(timezone.now() + timedelta(minutes=22))
    assert sorts_noticed(ana) == ["appointment"]


def test_what_stands_until_it_is_done_is_told_after_days_in_which_nothing_ran(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    Turn.objects.update(created_at=timezone.now() - timedelta(days=5))
    claim_due()
    assert sorts_noticed(ana) == ["turn"]


def test_a_time_that_was_moved_is_told_anew_and_one_that_was_not_needed_is_not(ana: User, ben: User):
    talk, at = Talk(ana, ben), timezone.now() + timedelta(hours=3)
    talk.agree_on(at)
    talk.play("ana start, ben start")
    claim_due(at)
    assert "appointment" not in sorts_noticed(ana)


def test_a_turn_that_waits_is_told_to_whoever_may_act_once_for_each_move(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready, ana send")
    Turn.objects.update(created_at=NOON - timedelta(hours=4))
    claim_due(NOON)
    claim_due(NOON + timedelta(minutes=1))
    assert (sorts_noticed(ana), sorts_noticed(ben)) == ([], ["turn"])


def test_an_invitation_that_waits_is_told_to_who_was_invited(ana: User, ben: User):
    Talk(ana, ben)
    Dialogue.objects.update(created_at=NOON - timedelta(hours=5))
    claim_due(NOON)
    assert (sorts_noticed(ana), sorts_noticed(ben)) == ([], ["invited", "turn"])


def test_a_workup_that_rests_is_told_once_for_each_time_it_was_left(ana: User, ben: User):
    workup = Workup.objects.current(ana)
    Answer.objects.create(workup=workup, question="needed", value="to be seen")
    Answer.objects.update(changed_at=NOON - timedelta(days=3))
    for _ in range(2):
        claim_due(NOON)
    assert sorts_noticed(ana) == ["workup"]
    Answer.objects.update(changed_at=NOON)
    claim_due(NOON + timedelta(days=3))
    assert sorts_noticed(ana) == ["workup", "workup"]
    Workup.objects.update(finished_at=NOON)
    Answer.objects.update(changed_at=NOON + timedelta(days=1))
    claim_due(NOON + timedelta(days=4))
    assert len(sorts_noticed(ana)) == 2


@pytest.fixture
def review(ana: User, ben: User) -> datetime:
    """When Ana wanted to look back: in the morning where she is."""
    ana.profile.time_zone = "America/New_York"
    ana.profile.save()
    row = services.create_exit(partner_of(ana), ExitDetails("tidying up"), "k" * 22)
    services.commit(row, CommitmentTerms("fully", "I sit down first", None, TODAY))
    return localize(TODAY, time(9), "America/New_York")


def test_a_look_back_is_told_to_its_owner_alone_in_the_morning_where_they_are(
    ana: User, ben: User, review: datetime
):
    claim_due(review - timedelta(minutes=1))
    assert sorts_noticed(ana) == []
    claim_due(review)
    assert (sorts_noticed(ana), sorts_noticed(ben)) == (["review"], [])


def test_what_is_due_is_due_no_more_once_one_has_left(ana: User, ben: User, review: datetime):
    claim_due(review)
    leave_couple(partner_of(ben))
    assert sorts_noticed(ana) == []
    claim_due(review + timedelta(hours=1))
    assert sorts_noticed(ana) == []


def test_what_was_switched_off_is_not_told_and_hidden_where_it_was(ana: User, ben: User, review: datetime):
    claim_due(review)
    assert len(inbox.recent_entries(ana)) == 1
    inbox.set_enabled_types(ana, [name for name in reminder_types() if name != "review"])
    assert inbox.recent_entries(ana) == []
    Notice.objects.all().delete()
    claim_due(review)
    assert sorts_noticed(ana) == []


def test_a_gift_is_told_to_its_giver_on_its_day_unless_it_was_given(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    plan = Plan.objects.get()
    plans.add_gift(row, partner_of(ben), plan_of(row).pk, plan.days[0], "")
    claim_due(localize(plan.days[0], time(10), "UTC"))
    assert "gift" not in sorts_noticed(ben)
    claim_due(localize(plan.days[1], time(10), "UTC"))
    assert ("gift" in sorts_noticed(ana), "gift" in sorts_noticed(ben)) == (False, True)


def test_when_the_time_of_a_gift_is_over_both_are_told(ana: User, ben: User):
    create_chosen_request(ana, ben)
    after = Plan.objects.get().ends_on + timedelta(days=1)
    claim_due(localize(after, time(10), "UTC"))
    assert sorts_noticed(ana) == sorts_noticed(ben) == ["gift_over"]


def test_a_not_yet_is_told_to_who_said_it_on_its_day(ana: User, ben: User):
    talk = begin_request_dialogue(ana, ben, draft(ana))
    say_wishes(talk)
    talk.play("ben not_yet, ana thank")
    Request.objects.update(come_back_on=TODAY)
    claim_due(NOON)
    assert (sorts_noticed(ana), sorts_noticed(ben)) == ([], ["not_yet"])


def test_what_a_pause_of_the_server_let_pass_is_told_afterwards(ana: User, ben: User, review: datetime):
    claim_due(review + timedelta(days=1))
    assert sorts_noticed(ana) == ["review"]


def test_an_invitation_that_runs_out_is_told_to_who_invited(eve: User):
    row = pairing.open_invitation(eve)
    claim_due(row.expires_at - timedelta(hours=12, minutes=1))
    assert sorts_noticed(eve) == []
    claim_due(row.expires_at - timedelta(hours=12))
    assert sorts_noticed(eve) == ["invitation"]


def test_one_that_was_taken_back_or_accepted_is_not(eve: User, ana: User):
    row = pairing.open_invitation(eve)
    Invitation.objects.filter(pk=row.pk).update(revoked_at=timezone.now())
    pairing.open_invitation(ana)
    claim_due(row.expires_at - timedelta(hours=12))
    assert sorts_noticed(eve) == sorts_noticed(ana) == []


INDEXES = {
    "invited": "open_dialogues",
    "answered": "answers_to_invitations",
    "turn": "open_dialogues_by_age",
    "let_go": "erased_by_a_partner",
}


@pytest.fixture
def _many_dialogues(ana: User) -> None:
    """As many as make an index worth while, also for the planner: most have ended, and none is due yet."""
    me = partner_of(ana)
    rows = [
        Dialogue(couple=me.couple, started_by=me, kind="intentional", closed_at=NOON if number % 4 else None)
        for number in range(1200)
    ]
    Dialogue.objects.bulk_create(rows)
    Dialogue.objects.update(created_at=NOON + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dialogues_dialogue, dialogues_turn")


@pytest.mark.usefixtures("_many_dialogues")
@pytest.mark.parametrize(("name", "index"), INDEXES.items())
def test_what_is_due_of_all_dialogues_is_found_by_an_index(name: str, index: str):
    queries: list[tuple[str, Any]] = []

    def capture(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        queries.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(capture):
        assert list(reminder_types()[name].find(NOON - timedelta(days=2), NOON, None)) == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plans = ""
        for sql, params in queries:
            cursor.execute(f"EXPLAIN {sql}", params)
            plans += str(cursor.fetchall())
    assert index in plans


def test_however_many_gifts_are_due_they_are_found_by_as_many_queries(ana: User, ben: User):
    counts = []
    for _ in range(2):
        create_chosen_request(ana, ben)
        at = localize(Plan.objects.latest("chosen_at").ends_on + timedelta(days=1), time(10), "UTC")
        compute_due_days(at)
        with CaptureQueriesContext(connection) as queries:
            types = (reminder_types()[name] for name in ("gift", "gift_over"))
            found = [item for sort in types for item in sort.find(at - timedelta(days=30), at, None)]
        counts.append((len(found), len(queries)))
    (one, queries_of_one), (two, queries_of_two) = counts
    assert 0 < two == 2 * one
    assert queries_of_two == queries_of_one
