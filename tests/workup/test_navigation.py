"""What the questionnaire says of itself: how long it still takes, when it may be ended, and of whom it asks."""

from __future__ import annotations

from couples.models import User
from tests.factories import signed_in
from workup.models import Workup
from workup.navigation import QuestionnaireCourse


def course_of(user: User) -> QuestionnaireCourse:
    return QuestionnaireCourse(Workup.objects.current(user))


def test_the_estimate_only_falls_and_the_end_is_offered_only_near_it(ana: User, ben: User):
    browser = signed_in(ana)
    browser.get("/workup/")
    workup = str(Workup.objects.current(ana).pk)
    left = [course_of(ana).minutes_left]
    form = {"seen": "0", "writer": "A" * 22, "workup": workup, "go": "next"}
    names = {"person": ["", "", "", ""], "name": ["Mother", "Father", "Grandma", "Aunt"]}
    browser.post("/workup/question/caretakers/", form | names)
    left.append(course_of(ana).minutes_left)
    assert "I'm done" not in browser.get("/workup/").text
    course = course_of(ana)
    for screen in course.screens:
        course.answered = {*course.answered, screen.key}
        left.append(course.minutes_left)
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0
    assert course.may_finish


def test_a_question_names_the_partner(ana: User, ben: User):
    assert "What do you love about Ben?" in signed_in(ana).get("/workup/question/loved/").text
