"""Which suggestions there are, and turning them off and on."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from couples.models import User
from couples.small_things import small_things
from suggestions.models import DeclinedSuggestion
from suggestions.rules import RULES


class UnknownSuggestion(Exception):
    """No suggestion has this name."""


def titles() -> dict[str, str]:
    """Return the titles of all suggestions by name: those after a dialogue, then those of the first month."""
    return {rule.name: rule.title for rule in RULES} | {thing.name: thing.title for thing in small_things()}


def declined_names(user: User) -> set[str]:
    """Return the names of what the user has turned off."""
    return set(DeclinedSuggestion.objects.filter(user=user).values_list("name", flat=True))


def decline(user: User, name: str) -> None:
    """Turn one off. Raises UnknownSuggestion."""
    if name not in titles():
        raise UnknownSuggestion
    DeclinedSuggestion.objects.get_or_create(user=user, name=name)


@transaction.atomic
def set_wanted(user: User, wanted: Collection[str]) -> None:
    """Turn all off but these."""
    off = [name for name in titles() if name not in wanted]
    DeclinedSuggestion.objects.filter(user=user).exclude(name__in=off).delete()
    rows = [DeclinedSuggestion(user=user, name=name) for name in off]
    DeclinedSuggestion.objects.bulk_create(rows, ignore_conflicts=True)
