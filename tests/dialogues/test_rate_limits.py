"""What a person may do in a minute, what is never refused as too fast, and which of their sockets count."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from pytest_django import Settings

from core.socket_limit import Report, SocketLimit
from couples.models import User
from dialogues import rate_limits, redis_rate_limits
from dialogues.protocol import Refusal
from runtime.valkey import free_port
from tests.dialogues.dialogue_driver import Talk

TO_SENDING = "ben accept, ana ready, ben ready"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "name", "move"),
    [
        ("", "ben", "decline"),
        ("", "ana", "stop"),
        (TO_SENDING, "ben", "pause"),
        (f"{TO_SENDING}, ana send", "ana", "withdraw"),
        (f"{TO_SENDING}, ben pause", "ben", "stop"),
    ],
)
def test_who_has_used_up_their_moves_can_still_say_no_rest_and_end_it(
    ana: User, ben: User, before: str, name: str, move: str
):
    talk = Talk(ana, ben)
    if before:
        talk.play(before)
    person = talk.credentials[name].user_id
    while rate_limits.may_move(person):
        pass
    assert talk.make(name, "ready").refusal is Refusal.TOO_FAST
    assert talk.make(name, move).refusal is None


@pytest.mark.django_db
def test_pausing_takes_no_move_away(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(TO_SENDING)  # one move of Ana's
    for _ in range(70):
        talk.make("ana", "pause")
    assert sum(rate_limits.may_move(talk.credentials["ana"].user_id) for _ in range(70)) == 59


def test_two_processes_together_allow_what_one_does():
    for limit in (3, 60, 300):
        first, second = rate_limits.PersonLimit(f"test{limit}"), rate_limits.PersonLimit(f"test{limit}")
        counted = sum(process.take(-1, limit) for _ in range(limit) for process in (first, second))
        assert counted == limit
        assert not first.take(-1, limit)
        first.forget(-1, limit)
        assert first.take(-1, limit)


@pytest.fixture
def no_redis(settings: Settings) -> Iterator[None]:
    """Nothing answers at Redis's address."""
    before, settings.REDIS_URL = settings.REDIS_URL, f"redis://127.0.0.1:{free_port()}/0"
    redis_rate_limits.shared_limiter.cache_clear()
    yield
    redis_rate_limits.shared_limiter.cache_clear()
    settings.REDIS_URL = before


def test_without_redis_a_process_counts_alone_at_once_and_says_so_once(
    no_redis: None, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.WARNING):
        assert [rate_limits.may_move(-1) for _ in range(61)] == [True] * 60 + [False]
        rate_limits.frames.take(-1, 300)
    assert redis_rate_limits.shared_limiter().retry_at > time.monotonic()  # nothing waits for it meanwhile
    assert [record.levelname for record in caplog.records] == ["WARNING"]


class Processes:
    """Processes that hear each other, unless they are away."""

    def __init__(self, number: int) -> None:
        self.sent: list[tuple[int, Report]] = []
        self.away: set[int] = set()
        self.limits = [SocketLimit(self.line_of(process)) for process in range(number)]
        self.open: dict[int, tuple[int, float]] = {}
        self.numbers = count(1)

    def line_of(self, process: int) -> Callable[[Report], None]:
        return lambda report: self.sent.append((process, report))

    def join(self, process: int) -> None:
        number = next(self.numbers)
        self.open[number] = process, self.limits[process].join("p", lambda: self.leave(number))
        self.deliver()

    def leave(self, number: int) -> None:
        if number in self.open:
            process, joined_at = self.open.pop(number)
            self.limits[process].leave("p", joined_at)

    def deliver(self) -> None:
        while self.sent:
            by, report = self.sent.pop(0)
            for process, limit in enumerate(self.limits):
                if process != by and not {process, by} & self.away:
                    limit.receive(str(by), report)


def test_the_four_newest_sockets_count_in_whichever_process_they_are():
    processes = Processes(3)
    for number in range(9):
        processes.join(number % 3)
    assert list(processes.open) == [6, 7, 8, 9]
    processes.leave(8)
    processes.join(0)
    assert list(processes.open) == [6, 7, 9, 10]


def test_a_socket_whose_leaving_was_not_heard_of_takes_nobodys_place():
    processes = Processes(2)
    for process in (0, 1, 1, 1):
        processes.join(process)
    processes.away.add(1)
    for number in (2, 3, 4):
        processes.leave(number)
    processes.deliver()
    processes.away.clear()
    processes.join(0)
    processes.join(0)
    assert list(processes.open) == [1, 5, 6]


def test_the_sockets_of_a_dead_process_no_longer_count():
    processes = Processes(2)
    for process in (0, 1, 1, 1):
        processes.join(process)
    processes.away.add(1)
    processes.join(0)
    assert 1 in processes.open


def test_the_newest_stays_although_another_machines_clock_is_ahead(monkeypatch: pytest.MonkeyPatch):
    processes = Processes(2)
    clock = time.time
    monkeypatch.setattr(time, "time", lambda: clock() + 60)
    for _ in range(4):
        processes.join(1)
    monkeypatch.undo()
    processes.join(0)
    assert list(processes.open) == [2, 3, 4, 5]
