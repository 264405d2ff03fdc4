"""Export and erasure of a user's lines, on the couple's page and off it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from couples.letters import Wording
from couples.models import Partner, User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider
from couples.signals import handover_changed
from vision.line_data import WEIGHTS
from vision.models import DreamLine, Joining, Page, SharedLine
from vision.page import take_off

WORDING = Wording(
    {
        "lines": _("Your own lines"),
        "words": _("In your words"),
        "matters": _("How much it matters to you"),
        "written_at": _("Written"),
        "page": _("Your lines on the page you share"),
        "kept_at": _("Kept"),
        "joined": _("What you added to your partner's lines"),
        "joined_at": _("Kept"),
    },
    {"matters": dict(WEIGHTS)},
)


def register() -> None:
    """Register the lines as personal data."""
    register_provider(
        PersonalDataProvider(
            "vision",
            _("Our dream relationship"),
            export,
            erase,
            _(
                "All your lines are deleted, including those on your page, and your partner can no longer read them."
                " What they added to yours goes back to their own lines; what they read stays theirs."
            ),
            holds,
            WORDING,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return the user's lines, and what they added to the other's; none of the partner's words."""
    return {
        "lines": [
            {
                "words": line.details.words,
                "matters": line.details.matters,
                "written_at": isoformat(line.written_at),
            }
            for line in lines_of(user).select_related("owner__user__profile")
        ],
        "page": [
            {"words": row.words, "kept_at": isoformat(row.kept_at)}
            for row in shared_lines_of(user).with_people()
        ],
        "joined": [
            {"words": row.words, "joined_at": isoformat(row.joined_at)}
            for row in joinings_of(user).select_related("author__user__profile", "author__couple")
        ],
    }


def lines_of(user: User) -> QuerySet[DreamLine]:
    """Return the user's own lines in all their couples."""
    rows: QuerySet[DreamLine] = DreamLine.objects.filter(owner__user=user)
    return rows


def shared_lines_of(user: User) -> Any:
    """Return what the user read to the other, and both kept."""
    return SharedLine.objects.filter(owner__user=user)


def joinings_of(user: User) -> QuerySet[Joining]:
    """Return the user's joinings of the other's lines."""
    return Joining.objects.filter(author__user=user).order_by("joined_at", "pk")


def erase(user: User) -> None:
    """Erase all of it. The partner gets back what they added to this user's lines."""
    couples = Partner.objects.filter(user=user).values("couple")
    list(Page.objects.select_for_update().filter(couple__in=couples).order_by("pk"))
    for row in shared_lines_of(user).with_people():
        take_off(row, getattr(row, "joining", None))
    joinings_of(user).delete()
    lines_of(user).delete()
    handover_changed.send(Page, couples=list(couples.values_list("couple", flat=True)))


def holds(user: User) -> bool:
    """Return whether the user has any lines."""
    return any_exist(lines_of(user), shared_lines_of(user), joinings_of(user))
