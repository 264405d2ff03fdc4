"""A server killed between the last move of a dialogue and the promise it ends in: there are both, or neither."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
from django.conf import settings
from django.db import connection, connections, models, transaction

from change_requests.models import Plan, Request
from exits.models import Commitment, Exit
from tests.change_requests.factories import TO_THE_CHOICE
from tests.dialogues.dialogue_driver import Talk, new_key
from tests.factories import pair, person, session_cookie
from tests.web_process import PATIENCE, WebProcess

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chaos]

HEARD = """ben accept, ana ready, ben ready, ana send, ben mirror, ana that_is_all, ben summarise, ana got_it,
    ben validate, ana got_it, ben empathise, ana got_it"""
TO_THE_END = {
    "closing_exit": f"{HEARD}, ana close, ben mirror, ana got_it, ana no_more, ben thank, ben no_more",
    "change_request": f"{TO_THE_CHOICE}, ben choose_first, ben give, ana mirror, ben got_it",
}
PROMISES: dict[
    str, tuple[type[models.Model], type[models.Model]]
] = {  # what is held meanwhile, what is promised
    "closing_exit": (Exit, Commitment),
    "change_request": (Request, Plan),
}
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@pytest.fixture
def fragile(server: WebProcess) -> Iterator[WebProcess]:
    yield server
    server.start()


@contextmanager
def held(model: type[models.Model]) -> Iterator[None]:
    """Someone else has hold of the row that the promise needs, so that its making stops half-way."""
    with transaction.atomic():
        list(model._default_manager.select_for_update().values("pk"))
        yield


def in_another_thread(do: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            do()
        except httpx.HTTPError:
            pass  # killed meanwhile, as it should be
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def until_somebody_waits() -> None:
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT pg_stat_clear_snapshot()"
            )  # within a transaction it stays the same otherwise
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("the last move never came to the promise")


@pytest.mark.parametrize("kind", PROMISES)
def test_killed_between_the_two_there_is_neither_and_the_same_move_again_makes_both(
    fragile: WebProcess, kind: str
):
    ana, ben = person("Ana"), person("Ben")
    pair(ana, ben)
    talk = Talk(ana, ben, kind=kind)
    talk.play(TO_THE_END[kind])
    row, promise = PROMISES[kind]
    version, cookie = talk.now().version, session_cookie(ana)
    thanks = {"move": "thank", "words": "thank you", "seen": str(version), "key": new_key()}

    def send() -> httpx.Response:
        with httpx.Client(base_url=fragile.base_url, cookies={settings.SESSION_COOKIE_NAME: cookie}) as web:
            token = web.get(f"/dialogues/{talk.pk}/").cookies["imago_csrf"]
            headers = {"X-CSRFToken": token, "Origin": fragile.base_url}
            return web.post(f"/dialogues/{talk.pk}/moves/", data=thanks, headers=headers)

    with held(row):
        sending = in_another_thread(send)
        until_somebody_waits()
        fragile.kill()
        sending.join()
    fragile.start()
    assert (talk.now().version, talk.now().closed_at) == (version, None)
    assert not promise._default_manager.exists()
    assert send().status_code in (200, 303)
    assert talk.now().closed_at
    assert promise._default_manager.count() == 1
    assert send().status_code in (200, 303)  # once more: it answers as before
    assert promise._default_manager.count() == 1
