"""The registry of personal data: how each app exports and erases it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from couples.models import Couple, Partner, User
from couples.signals import belongings_went


@dataclass(frozen=True)
class PersonalDataProvider:
    """What one room holds of someone. `title` names it to them, `export` gives it as JSON, and nobody else's words
    with it; `erase` lets it go for good, None where it goes with the account only. `erased` says in a few plain words
    what erasing does, and `holds` tells cheaply, without opening anything, whether there is something that would go."""

    name: str
    title: str
    export: Callable[[User], Any]
    erase: Callable[[User], None] | None = None
    erased: str = ""
    holds: Callable[[User], bool] = lambda user: True

    @property
    def can_go(self) -> bool:
        """Whether it can be erased by itself."""
        return self.erase is not None


_registry: dict[str, PersonalDataProvider] = {}


def register_provider(belonging: PersonalDataProvider) -> None:
    """Register an app's personal data."""
    _registry[belonging.name] = belonging


def providers() -> dict[str, PersonalDataProvider]:
    """Return all providers by name, in order of registration."""
    return dict(_registry)


@transaction.atomic
def erase_personal_data(user: User, *names: str) -> None:
    """Erase the data of these providers, all or nothing; without names, all that can be erased by itself."""
    lock_user(user)
    for belonging in providers().values():
        if belonging.erase and (not names or belonging.name in names):
            belonging.erase(user)
    belongings_went.send(User, user=user)


def any_exist(*found: QuerySet[Any]) -> bool:
    """Return whether any of these querysets has a row."""
    return any(rows.exists() for rows in found)


def lock_user(user: User) -> User:
    """Lock the user and their couples FOR NO KEY UPDATE until the transaction ends."""
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    couples = Couple.objects.filter(pk__in=Partner.objects.filter(user=user).values("couple"))
    list(couples.select_for_update(no_key=True).order_by("pk"))
    return row


def partner_label(other: Partner) -> str:
    """Return what an export calls the other: their name, or a neutral phrase once the couple has ended."""
    return gettext("your partner at the time") if other.left_at else other.name


def isoformat(at: datetime | None) -> str | None:
    """Return a moment as it is exported."""
    return at.isoformat(timespec="seconds") if at else None
