"""Saved answers stay, and nothing is overwritten unseen."""

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

PAGE_A, PAGE_B = "A" * 22, "B" * 22


def save(workup: Workup, words: str | None, **base: Any) -> services.SaveResult:
    """Save an answer to the question `needed`."""
    return services.save_answer(workup, "needed", "", words, services.BaseVersion(**{"count": 1, **base}))


@pytest.fixture
def workup(ana: User) -> Workup:
    return Workup.objects.current(ana)


def test_a_save_can_be_read_and_counts(workup: Workup):
    saved = save(workup, "to be seen", seen=0, writer=PAGE_A)
    assert (saved.is_saved, saved.version) == (True, 1)
    assert answers_of(workup) == {("needed", ""): "to be seen"}
    assert answered_questions(workup) == {("needed", "")}


def test_a_save_based_on_an_older_version_changes_nothing_and_returns_the_stored_value(workup: Workup):
    save(workup, "from the laptop", seen=0, writer=PAGE_A)
    late = save(workup, "from the phone", seen=0, writer=PAGE_B)
    assert (late.is_saved, late.other_value, late.version) == (False, "from the laptop", 1)
    assert answers_of(workup)["needed", ""] == "from the laptop"


def test_a_device_that_has_seen_the_stored_value_may_overwrite_it(workup: Workup):
    save(workup, "from the laptop", seen=0, writer=PAGE_A)
    assert save(workup, "from the phone", seen=1, writer=PAGE_B).is_saved
    assert answers_of(workup)["needed", ""] == "from the phone"


def test_a_page_whose_save_got_no_response_is_no_conflict(workup: Workup):
    save(workup, "to be", seen=0, writer=PAGE_A)
    assert save(workup, "to be seen", seen=0, writer=PAGE_A, count=2).version == 2


def test_of_two_saves_of_one_page_the_later_one_counts_in_whichever_order_they_arrive(workup: Workup):
    save(workup, "to be seen", seen=0, writer=PAGE_A, count=2)
    assert save(workup, "to be", seen=0, writer=PAGE_A, count=1).is_saved
    assert answers_of(workup)["needed", ""] == "to be seen"


def test_a_version_chosen_to_be_overwritten_is_overwritten(workup: Workup):
    save(workup, "from the laptop", writer=PAGE_A)
    assert not save(workup, "from the phone", writer=PAGE_B, overwrites=0, seen=5).is_saved
    assert save(workup, "from the phone", writer=PAGE_B, overwrites=1, seen=5).is_saved


def test_a_save_of_another_page_in_between_is_a_conflict(workup: Workup):
    save(workup, "to be", seen=0, writer=PAGE_A)
    save(workup, "quiet", seen=1, writer=PAGE_B)
    assert not save(workup, "to be seen", seen=0, writer=PAGE_A, count=2).is_saved


def test_a_page_without_an_id_overwrites_nothing(workup: Workup):
    save(workup, "to be", seen=0, writer="")
    assert not save(workup, None, seen=-1, writer="").is_saved


def test_the_same_words_again_change_nothing(workup: Workup):
    save(workup, "to be seen", seen=0, writer=PAGE_A)
    again = save(workup, "to be seen", seen=0, writer=PAGE_B)
    assert (again.is_saved, again.version) == (True, 1)


def test_an_emptied_answer_is_gone(workup: Workup):
    save(workup, "to be seen", seen=0, writer=PAGE_A)
    save(workup, None, seen=1, writer=PAGE_A, count=2)
    assert answers_of(workup) == {}
    assert answered_questions(workup) == set()
    assert Answer.objects.get().value is None


@pytest.mark.django_db(transaction=True)
def test_of_many_devices_at_once_one_saves_and_all_others_get_a_conflict(ana: User):
    workup = Workup.objects.current(ana)

    def write(number: int) -> services.SaveResult:
        try:
            return save(workup, f"device {number}", seen=0, writer=f"{number:022}")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(write, range(6)))
    stored = answers_of(Workup.objects.current(ana))["needed", ""]
    assert sum(result.is_saved for result in results) == 1
    assert {result.other_value for result in results if not result.is_saved} == {stored}


@pytest.mark.django_db(transaction=True)
def test_two_devices_that_open_it_at_once_find_the_same_workup(ana: User):
    def open_it(_: int) -> Workup:
        try:
            return Workup.objects.current(User.objects.get(pk=ana.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len({workup.pk for workup in pool.map(open_it, range(4))}) == 1


def test_deleting_a_person_deletes_the_answers_about_them(workup_of_ana: Workup):
    services.store_judgement(workup_of_ana, "critical", "distant", is_same=True)
    services.store_judgement(workup_of_ana, "absent", "distant", is_same=True)
    [mother, *others] = people_of(workup_of_ana)["caretakers"]
    services.delete_person(workup_of_ana, "caretakers", mother["id"])
    assert people_of(workup_of_ana)["caretakers"] == others
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
