"""Workups as Ana and Ben might have filled them in."""

from __future__ import annotations

import pytest

from couples.models import Couple, User
from workup import demo
from workup.models import Workup


@pytest.fixture
def workup_of_ana(ana_and_ben: Couple, ana: User) -> Workup:
    demo.create_demo_workup(ana, demo.ANA)
    return Workup.objects.current(ana)


@pytest.fixture
def workup_of_ben(ana_and_ben: Couple, ben: User) -> Workup:
    demo.create_demo_workup(ben, demo.BEN)
    return Workup.objects.current(ben)
