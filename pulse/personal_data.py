"""Export and erasure of a user's pulse."""

from __future__ import annotations

from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_noop as _

from couples.letters import Wording
from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider
from pulse import services
from pulse.models import Agreement, Pulse, PulseSchedule
from pulse.questions import PULSE_QUESTIONS

WORDING = Wording(
    {question.name: question.title for question in PULSE_QUESTIONS}
    | {
        "weeks": _("Your weeks"),
        "week": _("Week of"),
        "numbers": _("From 0 to 10"),
        "answered_at": _("Answered"),
        "asked_on": _("When you're reminded"),
        "weekday": _("Every"),
        "shown_since": _("You agreed to see each other's numbers"),
    },
    {"weekday": WEEKDAYS},
)


def register() -> None:
    """Register the pulse as personal data."""
    register_provider(
        PersonalDataProvider(
            "pulse",
            _("Check-in"),
            export,
            erase,
            _(
                "All your weekly numbers are deleted. You won't be reminded any more, and neither of"
                " you sees the other's numbers."
            ),
            holds,
            WORDING,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return the answers by week, the schedule, and since when they are shared."""
    schedule = PulseSchedule.objects.filter(user=user).first()
    agreement = Agreement.objects.filter(partner__user=user).first()
    return {
        "weeks": [
            {"week": row.week.isoformat(), "numbers": row.numbers, "answered_at": isoformat(row.answered_at)}
            for row in Pulse.objects.of(user)
        ],
        "asked_on": {
            "weekday": schedule.weekday,
            "at": schedule.at.isoformat("minutes"),
            "since": isoformat(schedule.changed_at),
        }
        if schedule
        else None,
        "shown_since": isoformat(agreement.agreed_at) if agreement else None,
    }


def erase(user: User) -> None:
    """Delete the answers, the schedule and the agreement."""
    services.delete_pulses(user)
    services.unschedule_pulse(user)
    Agreement.objects.filter(partner__user=user).delete()


def holds(user: User) -> bool:
    """Return whether the user has any pulse data."""
    agreements = Agreement.objects.filter(partner__user=user)
    return any_exist(Pulse.objects.filter(user=user), PulseSchedule.objects.filter(user=user), agreements)
