"""What a couple has besides dialogues after some years: requests, exits, workups, lists, check-ins and notices."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from caring.demo import create_demo_lists
from change_requests.demo import create_demo_requests
from couples.models import Couple, User
from exits.demo import create_demo_exits
from pulse.demo import create_demo_pulse
from reminders.models import Notice
from tests.change_requests import factories as requests
from tests.dialogues.dialogue_driver import Talk
from tests.exits import factories as exits
from vision.demo import create_demo_vision
from workup import demo as workup

NOTICES = 60


def furnish(couple: Couple, number: int = 6) -> None:
    """Give a couple all of that, and a dialogue under way. `number` is how many requests and exits each partner gets
    besides the demo's, half of them drafts or unshared."""
    ana, ben = (partner.user for partner in couple.partners.order_by("slot"))
    workup.create_demo_workup(ana, workup.ANA)
    workup.create_demo_workup(ben, workup.BEN)
    for create in (
        create_demo_exits,
        create_demo_requests,
        create_demo_lists,
        create_demo_vision,
        create_demo_pulse,
    ):
        create(ana, ben)
    for mine, other in ((ana, ben), (ben, ana)):
        add_exits(mine, other, number)
        add_requests(mine, other, number)
        add_notices(mine)
    Talk(ana, ben).play("ben accept, ana ready, ben ready, ana send")


def add_exits(owner: User, other: User, number: int) -> None:
    """Add exits of one partner."""
    for at in range(number):
        exit = exits.create_exit(owner, f"tidying up instead of sitting down with you, {at}")
        if at % 2:
            exits.ExitTalk(exit, other, keep=True).play(exits.FULL_SCRIPT)
            exits.add_note(exit, "Cooked together on a Tuesday.", shared=True)


def add_requests(asker: User, giver: User, number: int) -> None:
    """Add requests of one partner."""
    for at in range(number):
        if at % 2:
            requests.draft(asker)
        else:
            requests.create_chosen_request(asker, giver)


def add_notices(user: User) -> None:
    """Add notices for someone, a few of them unseen."""
    now = timezone.now()
    Notice.objects.bulk_create(
        Notice(
            user=user,
            sort="pulse",
            occasion=str(number),
            path="/pulse/",
            due_at=now - timedelta(days=number),
            seen_at=now if number > 3 else None,
        )
        for number in range(NOTICES)
    )
