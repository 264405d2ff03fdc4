"""A phone for each person of whom a page is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from django.contrib.auth.hashers import make_password

from caring import demo as caring_demo
from couples.models import User
from tests.browser.accessible.rules import Opened
from tests.browser.chromium import launched
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, WHOLE, Talk
from tests.factories import person, session_cookie
from tests.web_process import WebProcess

STOPS = [0, 1, 4, 5, 9, 14]  # how many moves of the script a dialogue has made: invited, ... switching
TO_RECEIVING = """ben accept, ana ready, ben ready, ana send, ben mirror, ana listen, ben send, ana mirror, ben got_it,
    ana validate, ben got_it, ana send"""
PASSWORD = "seven quiet otters"
slow_hash = cache(make_password)


def with_password(user: User) -> User:
    """Hashed once for all tests, since that is slow on purpose."""
    user.password = slow_hash(PASSWORD)
    user.save()
    return user


@pytest.fixture
def rooms(ana: User, ben: User) -> list[str]:
    """Dialogues at several steps, and one that is over, with its transcript."""
    course = ROUND_OF_ANA.split(",")
    talks = []
    for script in [*(",".join(course[:stop]) for stop in STOPS), "ben accept, ana pause", WHOLE]:
        talks.append(Talk(ana, ben))
        if script:
            talks[-1].play(script)
    paths = [f"/dialogues/{talk.pk}/" for talk in talks]
    daily, repair = Talk(ana, ben, kind="daily"), Talk(ben, ana, kind="repair")
    daily.play("ben accept, ana ready, ben ready, ana send, ben mirror, ana send, ben mirror")
    repair.play(TO_RECEIVING)  # Ben began it: it's Ana who answers
    praise, child = (Talk(ana, ben, kind=kind) for kind in ("flooding", "parent_child"))
    praise.play("ben accept, ana ready, ben ready")
    caring_demo.create_demo_lists(ana, ben)
    caring = Talk(ben, ana, kind="caring")  # likewise: it's Ana who picks
    caring.play("ben accept, ana ready, ben ready, ana send, ben mirror, ana that_is_all")
    child.play("ben accept, ana ready, ben ready, ana send, ben ask, ana step_out")
    return [
        "/dialogues/",
        "/dialogues/new/",
        *paths,
        paths[-1].replace("dialogues", "transcripts"),
        "/dialogues/new/?kind=appreciation&step=mode",
        *(f"/dialogues/{talk.pk}/" for talk in (daily, repair, praise, caring, child)),
        "/dialogues/new/?kind=flooding&step=mode",
    ]


@pytest.fixture
def newcomer(db: None) -> User:
    """Someone who has signed up and said nothing of themselves yet."""
    return with_password(User.objects.create_user("fay@example.org"))


@pytest.fixture
def phone_of(server: WebProcess, ana: User, eve: User, newcomer: User) -> Iterator[Opened]:
    """A phone in which this person is signed in."""
    people = {"ana": ana, "eve": with_password(eve), "gus": person("Gus"), "newcomer": newcomer}
    cookies = {name: session_cookie(user) for name, user in people.items()}
    with launched() as browser:
        yield lambda name: browser.phone(
            server.base_url, cookies.get(name, ""), reduced_motion="reduce"
        ).new_page()
