"""A person's profile and what they agreed to."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.reminder_types import clock_moved
from couples.models import Consent, Profile, User
from vault import datakeys

# Each has to be agreed to before anything personal is stored. These are the words of the consent log: who agreed read
# them on the page, so a change of meaning needs a new key.
AGREEMENTS = {
    "storing": _("imago may store what I write, so I can come back to it. It's stored encrypted."),
    "sharing": _("My partner can read what I say in a dialogue, now and later."),
    "server": _(
        "I know that what I write isn't end-to-end encrypted: whoever runs this server could read it while it runs."
    ),
    "limits": _("I know that imago isn't therapy and isn't an emergency service."),
}


def create_profile(
    user: User, *, first_name: str, pronouns: str = "", language: str = "en", time_zone: str = "UTC"
) -> Profile:
    """Create an adult's profile with a vault key of its own, and log consent."""
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
    zone = profile.time_zone
    for name, value in values.items():
        if (
            getattr(profile, name) != value
        ):  # what can't be opened comes back as it was shown, and stays sealed
            setattr(profile, name, value)
    with transaction.atomic():
        profile.save(update_fields=values)  # not update(), which can't seal
        if profile.time_zone != zone:
            clock_moved.send(sender=None, user=user)


def complete_onboarding(user: User, *, first_name: str, language: str, time_zone: str) -> None:
    """Create the profile of an adult who agrees, or record consent given again."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # the button may be tapped twice
        if Profile.objects.filter(user=user).exists():
            update_profile(user, first_name=first_name)
            give_consent(user)
        else:
            create_profile(user, first_name=first_name, language=language, time_zone=time_zone or "UTC")


def give_consent(user: User) -> None:
    """Log each agreement that isn't active."""
    active = set(user.consents.filter(withdrawn_at=None).values_list("agreement", flat=True))
    Consent.objects.bulk_create(
        Consent(user=user, agreement=agreement) for agreement in AGREEMENTS if agreement not in active
    )
    Profile.objects.filter(user=user).update(agrees=True)


@transaction.atomic
def withdraw_consent(user: User) -> None:
    """Withdraw all consent, and log when. Open sockets close, and moves are refused."""
    user.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    Profile.objects.filter(user=user).update(agrees=False)


def has_consented(user: User) -> bool:
    """Return whether the user has agreed to everything required."""
    active = user.consents.filter(withdrawn_at=None, agreement__in=AGREEMENTS).values("agreement").distinct()
    return active.count() == len(AGREEMENTS)


def is_onboarded(user: User) -> bool:
    """Return whether the user has a profile and has consented."""
    return Profile.objects.filter(user=user).exists() and has_consented(user)
