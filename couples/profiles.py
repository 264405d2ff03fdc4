"""A person's profile and what they agreed to."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from couples.models import Consent, Profile, User
from vault import datakeys

# What has to be agreed to before the first intimate word, each by itself.
AGREEMENTS = {
    "storing": _("imago may store what I write, so that I can come back to it. It is sealed on the disk."),
    "sharing": _("What I say in a dialogue can be read by my partner, now and later."),
    "server": _(
        "I know that it is not end-to-end encrypted: who runs this server could read it while it runs."
    ),
    "limits": _("I know that imago is no therapy and no emergency service."),
}


def create_profile(
    user: User, *, first_name: str, pronouns: str = "", language: str = "en", time_zone: str = "UTC"
) -> Profile:
    """Make a grown-up person's profile with their own vault key, and log that they agreed."""
    with transaction.atomic():
        profile = Profile.objects.create(
            user=user,
            first_name=first_name,
            pronouns=pronouns,
            language=language,
            time_zone=time_zone,
            adult_at=timezone.now(),
            key=datakeys.create_key(),
        )
        give_consent(user)
    return profile


def update_profile(user: User, **values: Any) -> None:
    """Change fields of a person's profile, by name."""
    profile = Profile.objects.get(user=user)
    for name, value in values.items():
        if (
            getattr(profile, name) != value
        ):  # what can't be opened comes back as it was shown, and stays sealed
            setattr(profile, name, value)
    profile.save(update_fields=values)  # not update(), which can't seal


def complete_onboarding(user: User, *, first_name: str, pronouns: str, language: str, time_zone: str) -> None:
    """Create the profile of an adult who agrees, or record consent given again."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # the button may be tapped twice
        if Profile.objects.filter(user=user).exists():
            update_profile(user, first_name=first_name, pronouns=pronouns)
            give_consent(user)
        else:
            zone = time_zone or "UTC"
            create_profile(user, first_name=first_name, pronouns=pronouns, language=language, time_zone=zone)


def give_consent(user: User) -> None:
    """Log each agreement that does not stand yet."""
    standing = set(user.consents.filter(withdrawn_at=None).values_list("what", flat=True))
    Consent.objects.bulk_create(Consent(user=user, what=what) for what in AGREEMENTS if what not in standing)
    Profile.objects.filter(user=user).update(agrees=True)


@transaction.atomic
def withdraw_consent(user: User) -> None:
    """Withdraw all consent, and log when. Open sockets close, and moves are refused."""
    user.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    Profile.objects.filter(user=user).update(agrees=False)


def has_consented(user: User) -> bool:
    """Return whether the user has agreed to everything required."""
    standing = user.consents.filter(withdrawn_at=None, what__in=AGREEMENTS).values("what").distinct()
    return standing.count() == len(AGREEMENTS)


def is_onboarded(user: User) -> bool:
    """Return whether the user has a profile and has consented."""
    return Profile.objects.filter(user=user).exists() and has_consented(user)
