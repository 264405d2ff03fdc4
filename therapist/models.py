"""Links for a therapist, from the ask to their end, and when they were opened."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404

from couples.models import Couple, Partner
from vault.fields import SealedTextField

REMEMBERED_FOR = timedelta(
    days=7
)  # an ask without an answer, a no, and a link taken back or closed by guesses


class TherapistLinkQuerySet(models.QuerySet["TherapistLink"]):
    """Links, always the same ones for both partners. What has ended isn't among them, even before it's deleted."""

    def for_partner(self, partner: Partner) -> TherapistLinkQuerySet:
        """Return the couple's links and asks, newest first."""
        return self.remembered(partner).filter(withdrawn_at=None)

    def remembered(self, partner: Partner) -> TherapistLinkQuerySet:
        """Return also the links and asks that were withdrawn, which are shown to nobody."""
        rows = self.filter(couple=partner.couple_id).with_people()
        return rows.exclude(ended_condition()).order_by("-asked_at", "pk")

    def with_people(self) -> TherapistLinkQuerySet:
        return self.select_related("couple", "asked_by__couple", "asked_by__user__profile")

    def asked(self) -> TherapistLinkQuerySet:
        """Return those that wait for the other's answer."""
        return self.going_on().filter(agreed_at=None)

    def going_on(self) -> TherapistLinkQuerySet:
        """Return those that were neither declined nor withdrawn. The others are only there to be counted."""
        return self.filter(declined_at=None, withdrawn_at=None)

    def live(self) -> TherapistLinkQuerySet:
        """Return those that open."""
        return self.filter(expires_at__gt=Now(), closed_at=None, withdrawn_at=None)

    def ended(self) -> TherapistLinkQuerySet:
        """Return those to delete."""
        return self.filter(ended_condition())

    def get_or_404(self, pk: uuid.UUID) -> TherapistLink:
        """Return one of these links. Raises Http404."""
        return get_object_or_404(self, pk=pk)


def ended_condition() -> Q:
    """Return the condition of links that are over, and of answers and asks that are old."""
    long_ago = Now() - REMEMBERED_FOR
    unanswered = Q(agreed_at=None, declined_at=None, asked_at__lte=long_ago)
    answered = Q(declined_at__lte=long_ago) | Q(closed_at__lte=long_ago) | Q(withdrawn_at__lte=long_ago)
    return Q(expires_at__lte=Now(), withdrawn_at=None) | answered | unanswered


class TherapistLink(models.Model):
    """One thing that one partner wants to hand over, and from the other's yes on the link to a copy of it.

    `salt` and the server's secret give the link's token and words, of which only the token's hash is stored. `content`
    is sealed for both twice: by the token and the words, and by the keys of the couple and of both partners.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    source = models.CharField(max_length=20)
    item = models.UUIDField()
    mark = models.BinaryField()  # of what both say yes to
    days = models.SmallIntegerField()
    asked_at = models.DateTimeField(auto_now_add=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # by too many wrong words
    salt = models.BinaryField()
    token_hash = models.BinaryField(unique=True, null=True)
    content = SealedTextField(null=True)
    wrong_guesses = models.SmallIntegerField(default=0)

    objects: ClassVar[Any] = TherapistLinkQuerySet.as_manager()

    class Meta:
        db_table = "therapist_link"
        indexes = [
            models.Index(fields=["couple", "-asked_at"], name="links_of_a_couple"),
            models.Index(
                fields=["asked_at"],
                condition=Q(agreed_at=None, declined_at=None, withdrawn_at=None),
                name="links_asked_for",
            ),
            models.Index(fields=["agreed_at"], condition=Q(agreed_at__isnull=False), name="links_agreed_to"),
            models.Index(fields=["closed_at"], condition=Q(closed_at__isnull=False), name="closed_links"),
        ]

    def __str__(self) -> str:
        return f"therapist's link {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        """Return the keys of the couple and of both partners. Once one is destroyed, no copy opens."""
        people = self.couple.partners.order_by("slot").values_list("user__profile__key", flat=True)
        return [self.couple.key_id, *people]

    @property
    def is_live(self) -> bool:
        """Whether both agreed. A link that has expired isn't read any more."""
        return self.agreed_at is not None and self.closed_at is None


class Opening(models.Model):
    """That a link was opened, and when. Not by whom or from where."""

    link = models.ForeignKey(TherapistLink, models.CASCADE, related_name="openings")
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["opened_at"]

    def __str__(self) -> str:
        return f"opening {self.pk}"
