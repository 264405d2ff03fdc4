"""Nothing that one partner does alone changes what belongs to the other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import models, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from change_requests.models import Gift, Plan, Request, RequestDialogue, RequestReview, StatusChange, Thanks
from couples.models import User
from tests.change_requests.factories import create_chosen_request
from tests.factories import signed_in

pytestmark = pytest.mark.django_db

PATH_ENDS = (
    "",
    "act",
    "ask",
    "choose",
    "days",
    "give",
    "ladder",
    "not-yet",
    "wishes",
    "look-back",
    "thank",
    "ungive",
    "unsay",
)
TODAY = timezone.localdate()
FIELDS = {
    "act": ["withdraw", "let_go", "reopen", "set_aside", "finish", "x"],
    "piece": ["first", "third", "fourth"],
    "upon": ["", "PLAN"],
    "begins_on": [TODAY.isoformat(), (TODAY + timedelta(days=7)).isoformat()],
    "day": [TODAY.isoformat(), (TODAY + timedelta(days=7)).isoformat(), "soon"],
    "words": ["taken over", ""],
    "for_me": ["taken over"],
    "desire": ["taken over"],
    "first": ["taken over"],
    "often": ["once", "daily"],
    "weeks": ["1", "4"],
    "seen": ["0", "1"],
    "topic": ["taken over"],
    "mode": ["written"],
}
fields = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in FIELDS.items()}
)
form_posts = st.lists(
    st.tuples(st.sampled_from(PATH_ENDS), st.integers(0, 3), fields), min_size=1, max_size=5
)


def send_form(user: User, row: Request, end: str, index: int, data: dict[str, str]) -> None:
    """Send one form about one of the existing rows."""
    candidates = [
        Plan.objects.first(),
        *Gift.objects.all()[:1],
        *Thanks.objects.all()[:1],
        *RequestReview.objects.all()[:1],
    ]
    pk = next(row.pk for row in candidates[index % len(candidates) :] if row)
    path = f"/requests/{row.pk}/{end}/" if end else f"/requests/{row.pk}/"
    if end in ("look-back", "thank", "ungive", "unsay"):
        path = f"{path}{pk}/"
    plan = Plan.objects.filter(ended_at=None).first()
    filled = {name: str(plan.pk) if value == "PLAN" and plan else value for name, value in data.items()}
    assert signed_in(user).post(path, filled).status_code < 500


def rows(queryset: models.QuerySet[Any]) -> list[dict[str, Any]]:
    return list(queryset.order_by("pk").values())


@pytest.fixture
def given_request(ana: User, ben: User) -> Request:
    row = create_chosen_request(ana, ben)
    plan = Plan.objects.get()
    signed_in(ben).post(
        f"/requests/{row.pk}/give/", {"plan": plan.pk, "day": plan.days[0].isoformat(), "words": "lentils"}
    )
    signed_in(ana).post(f"/requests/{row.pk}/thank/{Gift.objects.get().pk}/", {"words": "so good"})
    for user in (ana, ben):
        answers = {"for_me": "calm", "seen": "0"}
        signed_in(user).post(f"/requests/{row.pk}/look-back/{plan.pk}/", answers)
    return row


def written_by_ana(ana: User) -> list[Any]:
    """What Ana prepared, said, and wrote as thanks and reviews."""
    details = list(Request.objects.values_list("details_text", "key"))
    thanks, reviews = Thanks.objects.all(), RequestReview.objects.filter(author__user=ana)
    return [
        details,
        list(RequestDialogue.objects.values_list("text")),
        rows(thanks),
        rows(reviews.defer("seen_at")),
    ]


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form_posts)
def test_the_giver_alone_changes_no_word_of_the_asker_and_takes_nothing_back_for_her(
    ana: User, ben: User, given_request: Request, posts: list[tuple[str, int, dict[str, str]]]
):
    with transaction.atomic():
        before = written_by_ana(ana)
        for post in posts:
            send_form(ben, given_request, *post)
        assert written_by_ana(ana) == before
        acts = StatusChange.objects.filter(act__in=("withdraw", "reopen", "let_go"))
        assert not acts.exists()
        transaction.set_rollback(True)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form_posts)
def test_the_asker_alone_chooses_gives_and_says_nothing_for_the_giver(
    ana: User, ben: User, given_request: Request, posts: list[tuple[str, int, dict[str, str]]]
):
    with transaction.atomic():
        gifts, reviews = rows(Gift.objects.all()), rows(RequestReview.objects.filter(author__user=ben))
        plans = list(Plan.objects.values_list("pk", "piece", "often", "weeks", "begins_on", "hard", "words"))
        for post in posts:
            send_form(ana, given_request, *post)
        assert (rows(Gift.objects.all()), rows(RequestReview.objects.filter(author__user=ben))) == (
            gifts,
            reviews,
        )
        assert plans == list(
            Plan.objects.values_list("pk", "piece", "often", "weeks", "begins_on", "hard", "words")
        )
        assert not StatusChange.objects.filter(
            partner__user=ana, act__in=("choose", "give", "set_aside", "not_yet")
        ).exists()
        transaction.set_rollback(True)
