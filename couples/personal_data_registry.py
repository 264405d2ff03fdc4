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
from couples.signals import personal_data_erased


@dataclass(frozen=True)
class PersonalDataProvider:
    """The personal data that one app stores about a user.

    `export` returns it as JSON-serialisable data, without anybody else's words, and `letter` puts that into words for
    them to read. `erase` erases it for good; None if it is only deleted with the account. `title` is its heading, and
    `erased` tells the user what erasing does. `has_data` returns whether there is anything to erase, without
    decrypting anything.
    """

    name: str
    title: str
    export: Callable[[User], Any]
    erase: Callable[[User], None] | None = None
    erased: str = ""
    has_data: Callable[[User], bool] = lambda user: True
    letter: Callable[[Any], Any] = lambda data: data

    @property
    def is_erasable(self) -> bool:
        """Whether it can be erased without deleting the account."""
        return self.erase is not None


_registry: dict[str, PersonalDataProvider] = {}


def register_provider(provider: PersonalDataProvider) -> None:
    """Register an app's personal data."""
    _registry[provider.name] = provider


def providers() -> dict[str, PersonalDataProvider]:
    """Return all providers by name, in order of registration."""
    return dict(_registry)


@transaction.atomic
def erase_personal_data(user: User, *names: str) -> None:
    """Erase the data of these providers, all or nothing; without names, of all providers that can erase."""
    lock_user(user)
    for provider in providers().values():
        if provider.erase and (not names or provider.name in names):
            provider.erase(user)
    personal_data_erased.send(User, user=user)


def any_exist(*querysets: QuerySet[Any]) -> bool:
    """Return whether any of these querysets has a row."""
    return any(rows.exists() for rows in querysets)


def lock_user(user: User) -> User:
    """Lock the user and their couples FOR NO KEY UPDATE until the transaction ends."""
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    couples = Couple.objects.filter(pk__in=Partner.objects.filter(user=user).values("couple"))
    list(couples.select_for_update(no_key=True).order_by("pk"))
    return row


def partner_label(partner: Partner) -> str:
    """Return what an export calls the other: their name, or a neutral phrase once the couple has ended."""
    return gettext("your partner at the time") if partner.left_at else partner.name


def isoformat(at: datetime | None) -> str | None:
    """Return a moment as it is exported."""
    return at.isoformat(timespec="seconds") if at else None
