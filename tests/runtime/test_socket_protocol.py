"""The timer that pings all sockets."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from runtime.socket_protocol import TURNS_A_SECOND, PingWheel


class BusyLoop:
    """An event loop with its own clock, in which every timer is late."""

    def __init__(self, late: float) -> None:
        self.now, self.late = 1000.0, late

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, call: Callable[..., None], *args: Any) -> SimpleNamespace:
        self.due, self.call = self.now + delay + self.late, lambda: call(*args)
        return SimpleNamespace(cancel=lambda: None)

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while self.due <= end:
            self.now = self.due
            self.call()


class Socket:
    def __init__(self, loop: BusyLoop) -> None:
        self.loop, self.pinged_at = loop, list[float]()

    def ping(self) -> None:
        self.pinged_at.append(self.loop.now)


def gaps(sockets: list[Any]) -> list[float]:
    return [after - before for socket in sockets for before, after in pairwise(socket.pinged_at)]


@pytest.mark.parametrize("late", [0, 0.1, 1.3])
def test_each_socket_is_pinged_in_time_however_busy_the_loop_is(late: float):
    wheel, loop = PingWheel(), BusyLoop(late)
    sockets: list[Any] = [Socket(loop) for _ in range(300)]
    for socket in sockets:
        wheel.add(socket)
    loop.run(5 * settings.KEEP_ALIVE)
    slack = late + 2 / TURNS_A_SECOND
    assert {len(socket.pinged_at) for socket in sockets} <= {4, 5}
    assert settings.KEEP_ALIVE - slack <= min(gaps(sockets))
    assert max(gaps(sockets)) <= settings.KEEP_ALIVE + slack


def test_after_a_long_stall_every_phone_has_time_to_answer():
    wheel, loop = PingWheel(), BusyLoop(0)
    sockets: list[Any] = [Socket(loop) for _ in range(300)]
    for socket in sockets:
        wheel.add(socket)
    loop.run(2 * settings.KEEP_ALIVE)
    loop.now = loop.due = loop.now + 3 * settings.KEEP_ALIVE
    loop.run(2 * settings.KEEP_ALIVE)
    assert min(gaps(sockets)) >= settings.KEEP_ALIVE / 2 - 1
