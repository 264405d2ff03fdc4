"""Two devices at the same time."""

from __future__ import annotations

import pytest

from couples.models import User
from pulse import services, sharing
from pulse.models import Agreement, Pulse
from tests.concurrency import at_once
from tests.pulse.weeks import partner_of, week


@pytest.mark.django_db(transaction=True)
def test_of_two_devices_one_saves_and_the_other_gets_a_conflict(ana: User):
    both = [lambda number=number: services.save_pulse(ana, week(), {"close": number}, 0) for number in (3, 4)]
    assert at_once(*both) == ["StaleVersion", "done"]
    seen = Pulse.objects.get().version
    assert (
        at_once(*(lambda: services.save_pulse(ana, week(), {"safe": 9}, seen) for _ in range(3)))
        == ["done"] * 3
    )
    assert Pulse.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_yes_on_two_devices_is_one_yes(ana: User):
    assert at_once(*(lambda: sharing.agree_to_share(partner_of(ana)) for _ in range(3))) == ["done"] * 3
    assert Agreement.objects.count() == 1
