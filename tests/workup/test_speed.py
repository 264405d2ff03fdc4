"""With ten thousand answers of one person, each page takes less than 200 ms."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from couples.models import Couple, Partner, User
from tests import pace
from tests.factories import signed_in
from workup import sharing
from workup.answers import MAX_ITEMS, dump_answer
from workup.models import Answer, Workup
from workup.navigation import screen_url
from workup.picture_context import PicturePage
from workup.sections import all_screens
from workup.types import AnswerKind, Question

PEOPLE = [
    {"id": f"person-{number:03}", "name": f"Caretaker {number}"}
    for number in range(MAX_ITEMS[AnswerKind.PEOPLE])
]
STORED = 10_000
BOUND = 0.2  # seconds
TRIES = 3


def full(question: Question, offset: int) -> object:
    """Return a long answer to the question."""
    words = f"words number {offset} of somebody who writes a lot, more than most people do on a phone"
    match question.kind:
        case AnswerKind.PEOPLE:
            return PEOPLE
        case AnswerKind.TRAITS:
            return [
                {"word": f"trait {(offset + number) % 97}", "strength": 1 + number % 5}
                for number in range(20)
            ]
        case AnswerKind.PAIRS:
            return [
                {"id": f"row-{offset:06}-{number}", "cells": [words] * len(question.columns)}
                for number in range(8)
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
            question=screen.question.name,
            about=screen.about,
            value=dump_answer(full(screen.question, number)),
        )
        for number, screen in enumerate(all_screens({"caretakers": PEOPLE}))
    ]
    Answer.objects.bulk_create(answers)
    return len(answers)


@pytest.fixture
def full_workups(ana_and_ben: Couple, ana: User) -> Workup:
    """Fill the current workup and enough earlier ones, and share all parts of the current one."""
    stored = 0
    while stored < STORED:
        stored += fill(Workup.objects.create(user=ana))
    newest = Workup.objects.current(ana)
    partner = Partner.objects.current(ana)
    assert partner
    for details in PicturePage(newest, partner).parts:
        sharing.share_wording(partner, newest, details, details.digest)
    return newest


def quickest(browser: Client, path: str) -> float:
    """Return the CPU seconds of the fastest of a few requests."""

    def ask() -> None:
        assert browser.get(path).status_code == 200, path

    return min(pace.cpu_seconds(ask) for _ in range(TRIES))


@pytest.mark.slow
def test_each_page_is_quick_with_ten_thousand_answers(full_workups: Workup, ana: User, ben: User):
    assert Answer.objects.filter(workup__user=ana).count() >= STORED
    questions = {screen.question.kind: screen_url(screen) for screen in all_screens({"caretakers": PEOPLE})}
    names = ["overview", "picture", "picture_changes", "shared_parts", "export"]
    pages = [*(reverse(f"workup:{name}") for name in names), *questions.values()]
    phone = signed_in(ana)
    times = {path: quickest(phone, path) for path in pages}
    times["his"] = quickest(signed_in(ben), reverse("workup:shared_parts"))
    print({path: round(seconds * 1000) for path, seconds in times.items()})
    bound = pace.here(BOUND)
    assert {path: seconds for path, seconds in times.items() if seconds > bound} == {}
