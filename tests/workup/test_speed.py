"""Ten thousand answers of one person, and no page of theirs takes longer than 200 ms."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from django.urls import reverse

from couples.models import Couple, Partner, User
from tests.factories import signed_in
from workup import sharing
from workup.answers import MAX_ITEMS, dump_answer
from workup.models import Answer, Workup
from workup.navigation import step_url
from workup.picture_context import PicturePage
from workup.sections import all_steps
from workup.types import AnswerKind, Question

PEOPLE = [
    {"id": f"person-{number:03}", "name": f"Caretaker {number}"}
    for number in range(MAX_ITEMS[AnswerKind.PEOPLE])
]
STORED = 10_000
BOUND = 0.2  # seconds
TRIES = 5


def full(question: Question, number: int) -> object:
    """As much as a question takes, within reason."""
    words = f"words number {number} of somebody who writes a lot, more than most people do on a phone"
    match question.kind:
        case AnswerKind.PEOPLE:
            return PEOPLE
        case AnswerKind.TRAITS:
            return [{"word": f"trait {(number + at) % 97}", "strength": 1 + at % 5} for at in range(20)]
        case AnswerKind.PAIRS:
            return [
                {"id": f"row-{number:06}-{at}", "cells": [words] * len(question.columns)} for at in range(8)
            ]
        case AnswerKind.CHOICE:
            return question.options[0][0]
        case AnswerKind.SCALE:
            return 7
    return words * 3


def fill(workup: Workup) -> int:
    answers = [
        Answer(
            workup=workup,
            question=step.question.name,
            about=step.about,
            value=dump_answer(full(step.question, at)),
        )
        for at, step in enumerate(all_steps({"caretakers": PEOPLE}))
    ]
    Answer.objects.bulk_create(answers)
    return len(answers)


@pytest.fixture
def full_workups(ana_and_ben: Couple, ana: User) -> Workup:
    """The present workup is as full as one can be, and so are all those before it."""
    stored = 0
    while stored < STORED:
        stored += fill(Workup.objects.create(user=ana))
    newest = Workup.objects.current(ana)
    partner = Partner.objects.current(ana)
    assert partner
    for told in PicturePage(newest, partner).parts:
        sharing.share_wording(partner, newest, told, told.mark)
    return newest


def quickest(browser: Client, path: str) -> float:
    """Seconds for a page, the best of a few: other work on the machine is not what is measured."""
    taken = []
    for _ in range(TRIES):
        began = time.thread_time()
        assert browser.get(path).status_code == 200, path
        taken.append(time.thread_time() - began)
    return min(taken)


@pytest.mark.slow
def test_each_page_is_quick_with_ten_thousand_answers(full_workups: Workup, ana: User, ben: User):
    assert Answer.objects.filter(workup__user=ana).count() >= STORED
    questions = {step.question.name: step_url(step) for step in all_steps({"caretakers": PEOPLE})}
    names = ["overview", "picture", "changes", "together", "take_away"]
    pages = [*(reverse(f"workup:{name}") for name in names), *questions.values()]
    mine = signed_in(ana)
    times = {path: quickest(mine, path) for path in pages}
    times["his"] = quickest(signed_in(ben), reverse("workup:together"))
    print({path: round(taken * 1000) for path, taken in times.items()})
    assert {path: taken for path, taken in times.items() if taken > BOUND} == {}
