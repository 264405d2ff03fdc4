"""What is saved stays saved, and nothing is overwritten unseen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from couples.models import User
from workup import services
from workup.models import Answer, Workup
from workup.queries import answered_questions, answers_of, people_of

ONE, OTHER = "A" * 22, "B" * 22


def save(workup: Workup, words: str | None, **upon: Any) -> services.SaveResult:
    """Save what was needed most."""
    return services.save_answer(workup, "needed", "", words, services.BaseVersion(**{"count": 1, **upon}))


@pytest.fixture
def workup(ana: User) -> Workup:
    return Workup.objects.current(ana)


def test_a_save_can_be_read_and_counts(workup: Workup):
    saved = save(workup, "to be seen", seen=0, writer=ONE)
    assert (saved.is_saved, saved.version) == (True, 1)
    assert answers_of(workup) == {("needed", ""): "to be seen"}
    assert answered_questions(workup) == {("needed", "")}


def test_a_save_upon_an_older_version_changes_nothing_and_tells_what_stands_there(workup: Workup):
    save(workup, "from the laptop", seen=0, writer=ONE)
    late = save(workup, "from the phone", seen=0, writer=OTHER)
    assert (late.is_saved, late.other, late.version) == (False, "from the laptop", 1)
    assert answers_of(workup)["needed", ""] == "from the laptop"


def test_having_seen_it_the_other_device_may_overwrite(workup: Workup):
    save(workup, "from the laptop", seen=0, writer=ONE)
    assert save(workup, "from the phone", seen=1, writer=OTHER).is_saved
    assert answers_of(workup)["needed", ""] == "from the phone"


def test_a_page_that_never_heard_of_its_own_save_is_no_conflict(workup: Workup):
    save(workup, "to be", seen=0, writer=ONE)
    assert save(workup, "to be seen", seen=0, writer=ONE, count=2).version == 2


def test_of_two_saves_of_one_page_the_later_one_counts_in_whichever_order_they_arrive(workup: Workup):
    save(workup, "to be seen", seen=0, writer=ONE, count=2)
    assert save(workup, "to be", seen=0, writer=ONE, count=1).is_saved
    assert answers_of(workup)["needed", ""] == "to be seen"


def test_what_was_seen_and_chosen_to_be_overwritten_is(workup: Workup):
    save(workup, "from the laptop", writer=ONE)
    assert not save(workup, "from the phone", writer=OTHER, over=0, seen=5).is_saved
    assert save(workup, "from the phone", writer=OTHER, over=1, seen=5).is_saved


def test_but_it_is_one_when_another_page_wrote_in_between(workup: Workup):
    save(workup, "to be", seen=0, writer=ONE)
    save(workup, "quiet", seen=1, writer=OTHER)
    assert not save(workup, "to be seen", seen=0, writer=ONE, count=2).is_saved


def test_a_page_that_does_not_say_which_it_is_overwrites_nothing(workup: Workup):
    save(workup, "to be", seen=0, writer="")
    assert not save(workup, None, seen=-1, writer="").is_saved


def test_the_same_words_again_change_nothing(workup: Workup):
    save(workup, "to be seen", seen=0, writer=ONE)
    again = save(workup, "to be seen", seen=0, writer=OTHER)
    assert (again.is_saved, again.version) == (True, 1)


def test_an_emptied_answer_is_gone(workup: Workup):
    save(workup, "to be seen", seen=0, writer=ONE)
    save(workup, None, seen=1, writer=ONE, count=2)
    assert answers_of(workup) == {}
    assert answered_questions(workup) == set()
    assert Answer.objects.get().value is None


@pytest.mark.django_db(transaction=True)
def test_of_many_devices_at_once_one_is_first_and_all_others_are_told(ana: User):
    workup = Workup.objects.current(ana)

    def write(number: int) -> services.SaveResult:
        try:
            return save(workup, f"device {number}", seen=0, writer=f"{number:022}")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(write, range(6)))
    stored = answers_of(Workup.objects.current(ana))["needed", ""]
    assert sum(one.is_saved for one in results) == 1
    assert {one.other for one in results if not one.is_saved} == {stored}


@pytest.mark.django_db(transaction=True)
def test_two_devices_that_open_it_at_once_find_the_same_workup(ana: User):
    def open_it(_: int) -> Workup:
        try:
            return Workup.objects.current(User.objects.get(pk=ana.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len({workup.pk for workup in pool.map(open_it, range(4))}) == 1


def test_letting_go_of_a_person_takes_what_was_said_of_them(workup_of_ana: Workup):
    services.store_judgement(workup_of_ana, "critical", "distant", same=True)
    services.store_judgement(workup_of_ana, "absent", "distant", same=True)
    [mother, *rest] = people_of(workup_of_ana)["caretakers"]
    services.delete_person(workup_of_ana, "caretakers", mother["id"])
    assert people_of(workup_of_ana)["caretakers"] == rest
    assert not workup_of_ana.answers.filter(about=mother["id"]).exists()
    assert [row["theirs"] for row in answers_of(workup_of_ana)["same", ""]] == ["absent"]


def test_it_can_be_taken_again_after_some_months_with_the_same_people(workup_of_ana: Workup, ana: User):
    assert services.restart_workup(ana) == workup_of_ana
    long_ago = timezone.now() - services.REPEAT_AFTER - timedelta(days=1)
    Workup.objects.filter(pk=workup_of_ana.pk).update(started_at=long_ago, finished_at=long_ago)
    again = services.restart_workup(ana)
    assert again != workup_of_ana
    assert people_of(again) == people_of(workup_of_ana)
    assert set(answers_of(again)) == {("caretakers", "")}
    assert Workup.objects.current(ana) == again
    assert services.restart_workup(ana) == again


def test_finishing_keeps_the_first_date(workup_of_ana: Workup):
    services.finish_workup(workup_of_ana)
    first = Workup.objects.get().finished_at
    services.finish_workup(workup_of_ana)
    assert Workup.objects.get().finished_at == first is not None
