"""Ends a couple. One partner can do that alone, at once and without a reason."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from couples.models import Couple, Partner, Profile, User
from couples.pairing import revoke_invitations
from couples.signals import couple_ended


@transaction.atomic
def leave_couple(partner: Partner) -> None:
    """End the couple. Neither can read what they shared from then on, and what each kept to say is deleted."""
    now = timezone.now()
    Couple.objects.filter(pk=partner.couple_id, ended_at=None).update(ended_at=now)
    for row in Partner.objects.select_related("user").filter(couple=partner.couple_id, left_at=None):
        revoke_invitations(row.user)
    Profile.objects.filter(user__partners__couple=partner.couple_id).update(kept_appreciation=None)
    Partner.objects.filter(couple=partner.couple_id, left_at=None).update(left_at=now)
    couple_ended.send(Couple, couple=partner.couple)


def was_in_ended_couple(user: User) -> bool:
    """Return whether the user was in a couple that has ended, and is in none now. It doesn't say who left."""
    return not Partner.objects.current(user) and Partner.objects.filter(user=user).exists()
