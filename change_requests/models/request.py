"""A change request, the dialogues about it, and the log of its state changes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.shortcuts import get_object_or_404

from change_requests import schedules
from change_requests.draft_data import WISH_PIECES, RequestDraft, SpokenWish, load_schedule
from change_requests.states import ANNOUNCED_ACTS, ASKER, DELETED, DRAFT, GIVER, Role
from couples.models import Partner
from dialogues.models import Dialogue
from vault.fields import SealedTextField, is_readable, load_json


class RequestQuerySet(models.QuerySet["Request"]):
    """Requests, reached by what a partner may see."""

    def asked_by(self, partner: Partner) -> RequestQuerySet:
        """Return this partner's own requests, latest first."""
        return self.filter(asker=partner).exclude(state=DELETED).with_asker()

    def asked_of(self, partner: Partner) -> RequestQuerySet:
        """Return the other's requests that were asked to the end, or that this partner gave something for."""
        return self.known_to(partner).exclude(asker=partner)

    def known_to(self, partner: Partner) -> RequestQuerySet:
        """Return all requests this partner may see."""
        shared = RequestDialogue.objects.filter(text__isnull=False).values("request")
        with_plan = RequestDialogue.objects.filter(plans__giver=partner).values("request")
        visible = Q(asker__couple=partner.couple_id) & (Q(pk__in=shared) | Q(pk__in=with_plan))
        return self.filter(Q(asker=partner) | visible).with_asker()

    def with_asker(self) -> RequestQuerySet:
        return self.select_related("asker__user__profile", "asker__couple")

    def get_or_404(self, pk: uuid.UUID) -> Request:
        return get_object_or_404(self, pk=pk)


class Request(models.Model):
    """What a partner longs for, prepared alone and sealed with their key.

    `key` comes from the form, so that a double submit creates one row; a version for each of the two forms
    counts changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asker = models.ForeignKey(Partner, models.CASCADE, related_name="requests")
    key = models.CharField(max_length=22)
    details_text = SealedTextField(db_column="told_text")
    state = models.CharField(max_length=10, default=DRAFT)
    ladder_version = models.IntegerField(default=0)
    wishes_version = models.IntegerField(default=0)
    come_back_on = models.DateField(null=True)
    begun_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["asker", "key"], name="a_request_is_begun_once")]
        indexes = [
            models.Index(
                fields=["come_back_on"],
                condition=models.Q(come_back_on__isnull=False),
                name="postponed_requests",
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.asker.user.profile.key_id]

    @property
    def details(self) -> RequestDraft:
        return RequestDraft.load(self.details_text)

    @property
    def is_readable(self) -> bool:
        return is_readable(self.details_text)

    def role_of(self, partner: Partner) -> Role:
        return ASKER if partner.pk == self.asker_id else GIVER


class RequestDialogue(models.Model):
    """A dialogue about a request, and the desire and wishes its asker said in it, for both to read.

    The words are empty until the dialogue has ended, and again once the request is withdrawn. When the couple
    ends, only the asker can read them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, models.CASCADE, related_name="dialogues")
    dialogue = models.OneToOneField(Dialogue, models.CASCADE, related_name="+")
    text = SealedTextField(null=True)
    state_before = models.CharField(max_length=10, default=DRAFT, db_column="before")
    come_back_on = models.DateField(null=True)
    begun_at = models.DateTimeField(auto_now_add=True, db_column="asked_at")

    class Meta:
        db_table = "change_requests_asked"
        ordering = ["begun_at"]

    def __str__(self) -> str:
        return f"request dialogue {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.request.asker.keys

    @property
    def desire(self) -> str:
        content = load_json(self.text)
        return str(content["desire"]) if content else self.text

    @property
    def wishes(self) -> tuple[SpokenWish, ...]:
        content = load_json(self.text)
        if not content:
            return tuple(SpokenWish(self.text, schedules.MINIMAL_SCHEDULE) for _piece in WISH_PIECES)
        return tuple(SpokenWish(row["words"], load_schedule(row["frame"])) for row in content["wishes"])


class StatusChange(models.Model):
    """A state change of a request: by which act, by whom, and when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, models.CASCADE, related_name="status_changes")
    partner = models.ForeignKey(Partner, models.CASCADE, db_column="who_id", related_name="+")
    act = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)  # by the other

    class Meta:
        db_table = "change_requests_change"
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                fields=["at"],
                condition=models.Q(act__in=ANNOUNCED_ACTS, seen_at=None),
                name="news_for_the_asker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d}"
