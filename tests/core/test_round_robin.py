"""A rotation hands out each thing in time, however many come and go."""

from __future__ import annotations

from core.round_robin import RoundRobin


def test_each_thing_has_its_turn_once_in_a_round():
    rotation: RoundRobin[int] = RoundRobin(4)
    assert sorted(one for _ in range(4) for one in rotation.take(range(10))) == list(range(10))
    assert rotation.take(range(10)) == [0, 1, 2]


def test_those_who_stay_needn_t_wait_for_the_many_who_left():
    rotation: RoundRobin[int] = RoundRobin(4)
    rotation.take(range(4000))
    remaining = [3997, 3998, 3999]
    seen = {one for _ in range(3) for one in rotation.take(remaining)}
    assert seen >= set(remaining)
