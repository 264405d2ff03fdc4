"""Whatever one of the two does alone, what belongs to the other stays as it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import models, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from change_requests.models import Asked, Change, Gift, LookedBack, Plan, Request, Thanks
from couples.models import User
from tests.change_requests.factories import chosen
from tests.factories import signed_in

pytestmark = pytest.mark.django_db

ENDS = (
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
deeds = st.lists(st.tuples(st.sampled_from(ENDS), st.integers(0, 3), fields), min_size=1, max_size=5)


def visit(user: User, row: Request, end: str, which: int, said: dict[str, str]) -> None:
    """One form sent, about any of the rows that there are."""
    ids = [
        Plan.objects.first(),
        *Gift.objects.all()[:1],
        *Thanks.objects.all()[:1],
        *LookedBack.objects.all()[:1],
    ]
    pk = next(one.pk for one in ids[which % len(ids) :] if one)
    path = f"/requests/{row.pk}/{end}/" if end else f"/requests/{row.pk}/"
    if end in ("look-back", "thank", "ungive", "unsay"):
        path = f"{path}{pk}/"
    plan = Plan.objects.filter(ended_at=None).first()
    fitted = {name: str(plan.pk) if value == "PLAN" and plan else value for name, value in said.items()}
    assert signed_in(user).post(path, fitted).status_code < 500


def rows(found: models.QuerySet[Any]) -> list[dict[str, Any]]:
    return list(found.order_by("pk").values())


@pytest.fixture
def given_request(ana: User, ben: User) -> Request:
    row = chosen(ana, ben)
    plan = Plan.objects.get()
    signed_in(ben).post(
        f"/requests/{row.pk}/give/", {"plan": plan.pk, "day": plan.days[0].isoformat(), "words": "lentils"}
    )
    signed_in(ana).post(f"/requests/{row.pk}/thank/{Gift.objects.get().pk}/", {"words": "so good"})
    for user in (ana, ben):
        said = {"for_me": "calm", "seen": "0"}
        signed_in(user).post(f"/requests/{row.pk}/look-back/{plan.pk}/", said)
    return row


def told_by_ana(ana: User) -> list[Any]:
    """What she prepared, said, thanked and saw."""
    told = list(Request.objects.values_list("told_text", "key"))
    thanks, looked = Thanks.objects.all(), LookedBack.objects.filter(author__user=ana)
    return [told, list(Asked.objects.values_list("text")), rows(thanks), rows(looked.defer("seen_at"))]


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds)
def test_the_giver_alone_changes_no_word_of_the_asker_and_takes_nothing_back_for_her(
    ana: User, ben: User, given_request: Request, done: list[tuple[str, int, dict[str, str]]]
):
    with transaction.atomic():
        before = told_by_ana(ana)
        for deed in done:
            visit(ben, given_request, *deed)
        assert told_by_ana(ana) == before
        acts = Change.objects.filter(act__in=("withdraw", "reopen", "let_go"))
        assert not acts.exists()
        transaction.set_rollback(True)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds)
def test_the_asker_alone_chooses_gives_and_says_nothing_for_the_giver(
    ana: User, ben: User, given_request: Request, done: list[tuple[str, int, dict[str, str]]]
):
    with transaction.atomic():
        gifts, his = rows(Gift.objects.all()), rows(LookedBack.objects.filter(author__user=ben))
        plans = list(Plan.objects.values_list("pk", "piece", "often", "weeks", "begins_on", "hard", "words"))
        for deed in done:
            visit(ana, given_request, *deed)
        assert (rows(Gift.objects.all()), rows(LookedBack.objects.filter(author__user=ben))) == (gifts, his)
        assert plans == list(
            Plan.objects.values_list("pk", "piece", "often", "weeks", "begins_on", "hard", "words")
        )
        assert not Change.objects.filter(
            who__user=ana, act__in=("choose", "give", "set_aside", "not_yet")
        ).exists()
        transaction.set_rollback(True)
