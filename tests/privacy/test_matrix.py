"""Every address, for everybody who might knock (safety 11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import pytest_django
from django.db import transaction
from django.http import HttpResponse

from tests.many_pages import many_pages
from tests.privacy.cast import SECRET, Cast, gather
from tests.privacy.matrix import MATRIX, PERSONAS
from tests.privacy.routes import Route, routes
from vault.sealing import forget_ciphers

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("matrix")]

OF_A_DIALOGUE = ["dialogues:room", "dialogues:stage", "transcripts:detail", "transcripts:note"]


@pytest.fixture(scope="module")
def _gathered(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[Cast]:
    """Gathered once, since it takes a second. What a test changes is undone after it, all of it after the module."""
    with django_db_blocker.unblock(), many_pages(), transaction.atomic():
        yield gather()
        transaction.set_rollback(True)


@pytest.fixture
def cast(_gathered: Cast, db: None) -> Cast:
    forget_ciphers()
    return replace(_gathered)


def test_every_route_has_a_row():
    assert {route.name for route in routes()} == set(MATRIX)


def outcome(response: HttpResponse) -> str:
    """One word for an answer."""
    body = b"".join(response) if response.streaming else response.content
    read = "!" if SECRET.encode() in body else ""
    to = response.headers.get("Location", "")
    if not to:
        return f"{response.status_code}{read}"
    if to.startswith("/accounts/login/"):
        return "in"
    if "reauthenticate/?next=" in to:
        return "confirm"
    return "home" if to == "/" else "on"


def knock(cast: Cast, persona: str, method: str, route: Route) -> str:
    """One request, undone afterwards."""
    with transaction.atomic():
        answer = getattr(cast.browser(persona), method)(cast.path(route))
        said = outcome(answer)
        transaction.set_rollback(True)
    return said


@pytest.mark.parametrize("method", ["get", "post"])
def test_everybody_gets_what_is_theirs(cast: Cast, method: str):
    expected = {name: row[method == "post"].split() for name, row in MATRIX.items()}
    found = {route.name: [knock(cast, persona, method, route) for persona in PERSONAS] for route in routes()}
    assert found == expected


def test_what_was_theirs_together_is_closed_to_both_once_one_has_left(cast: Cast):
    cast.talk = cast.before
    theirs = {route.name: route for route in routes() if route.name in [*OF_A_DIALOGUE, "dialogues:moves"]}
    for name in OF_A_DIALOGUE:
        found = [knock(cast, persona, "get", theirs[name]) for persona in PERSONAS]
        assert found == ["in", "home", "home", "home", "404", "404", "404"]
    found = [knock(cast, persona, "post", theirs["dialogues:moves"]) for persona in PERSONAS]
    assert found == ["403", "home", "home", "home", "404", "404", "404"]


def test_the_words_of_a_dialogue_that_has_ended_are_let_go_by_the_two_alone(cast: Cast):
    cast.talk.make("ben", "appreciate", "thanks")
    [route] = [route for route in routes() if route.name == "transcripts:erase"]
    found = {way: [knock(cast, persona, way, route) for persona in PERSONAS] for way in ("get", "post")}
    assert found["get"] == ["in", "home", "home", "home", "404", "200", "200"]
    assert found["post"] == ["in", "home", "home", "home", "404", "422", "422"]
