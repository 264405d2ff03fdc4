"""Who asks for a page: read once a request, and set as `request.person`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from couples.models import Consent, Partner, Profile, User
from couples.profiles import AGREEMENTS, has_consented

active = Consent.objects.filter(user=OuterRef("user"), withdrawn_at=None).values("agreement")


@dataclass(frozen=True, slots=True)
class CurrentPerson:
    """A user's profile, their place in a living couple, and whether they've agreed to everything required."""

    profile: Profile | None = None
    partner: Partner | None = None
    is_onboarded: bool = False


NOBODY = CurrentPerson()


def is_agreed(partner: Any) -> bool:
    """Return whether a partner, annotated with `agreed`, has agreed to everything required."""
    return AGREEMENTS.keys() <= set(partner.agreed)


def person_of(user: AbstractBaseUser | AnonymousUser) -> CurrentPerson:
    """Return the person of a user, or `NOBODY` if they haven't signed in or have no profile yet."""
    if not isinstance(user, User):
        return NOBODY
    partner = Partner.objects.current(user, agreed=ArraySubquery(active))
    if partner:
        person = CurrentPerson(partner.user.profile, partner, is_agreed(partner))
    else:
        person = CurrentPerson(Profile.objects.filter(user=user).first(), None, has_consented(user))
    if person.profile is None:
        return NOBODY
    user.profile = person.profile
    return person
