"""Export and erasure of a user's list and gifts.

What they can't give now isn't exported: the words are the partner's, and whoever is shown the file would know that
something was put away.
"""

from __future__ import annotations

from typing import Any

from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import gettext_noop as _

from caring.models import CaringGift, Line, NotNow, ShownList
from caring.parts import PARTS
from change_requests.schedules import FREQUENCY_LABELS
from couples.letters import Wording
from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider

WORDING = Wording(
    {
        "lines": _("What makes you feel cared for"),
        "part": _("When"),
        "text": _("In your words"),
        "written_at": _("Written"),
        "shown_since": _("You've shown your list since"),
        "gifts": _("What you picked to give"),
        "often": _("How often"),
        "weeks": _("For how many weeks"),
        "weekdays": _("On"),
        "begins_on": _("From"),
        "picked_at": _("Picked"),
        "given": _("Given"),
    },
    {
        "part": {part.name: part.title for part in PARTS},
        "often": FREQUENCY_LABELS,
        "weekdays": DAY_NAMES,
    },
)


def register() -> None:
    """Register caring days as personal data."""
    register_provider(
        PersonalDataProvider(
            "caring",
            _("Caring days"),
            export,
            erase,
            _(
                "Your list is deleted, with what you picked to give and anything you put away on your partner's"
                " list. What you said in a dialogue is deleted with your words there."
            ),
            holds,
            WORDING,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return the user's lines, since when they show them, and what they picked to give."""
    lines = Line.objects.filter(owner__user=user).select_related("owner__user__profile")
    shown = ShownList.objects.filter(owner__user=user).order_by("shown_at").last()
    gifts = CaringGift.objects.filter(giver__user=user).select_related(
        "giver__user__profile", "giver__couple"
    )
    return {
        "lines": [
            {"part": row.part, "text": row.text, "written_at": isoformat(row.written_at)} for row in lines
        ],
        "shown_since": isoformat(shown.shown_at) if shown else None,
        "gifts": [gift_as_data(row) for row in gifts.order_by("picked_at", "pk")],
    }


def gift_as_data(row: CaringGift) -> dict[str, Any]:
    """Return a gift as it is exported."""
    return {
        "text": row.text,
        "often": row.often,
        "weeks": row.weeks,
        "weekdays": list(row.schedule.on),
        "begins_on": row.begins_on.isoformat(),
        "picked_at": isoformat(row.picked_at),
        "given": [given.day.isoformat() for given in row.given_days.all()],
    }


def erase(user: User) -> None:
    """Delete the lines, the gifts, and what was put away."""
    Line.objects.filter(owner__user=user).delete()
    ShownList.objects.filter(owner__user=user).delete()
    CaringGift.objects.filter(giver__user=user).delete()
    NotNow.objects.filter(partner__user=user).delete()


def holds(user: User) -> bool:
    """Return whether the user has a list, a gift, or a row for what they put away."""
    return any_exist(
        Line.objects.filter(owner__user=user),
        ShownList.objects.filter(owner__user=user),
        CaringGift.objects.filter(giver__user=user),
        NotNow.objects.filter(partner__user=user),
    )
