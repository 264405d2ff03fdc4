"""A change request from draft to last gift, with a log of its state changes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.shortcuts import get_object_or_404

from change_requests import schedules
from change_requests.draft_data import WISH_PIECES, RequestDraft, SpokenWish, load_schedule
from change_requests.schedules import GiftFrequency, GiftSchedule
from change_requests.states import ASKER, DRAFT, GIVER, GONE, Role
from couples.models import Partner
from dialogues.models import Dialogue
from vault.fields import SealedTextField, is_readable, load_json


class RequestQuerySet(models.QuerySet["Request"]):
    """Requests, reached by what a partner may see."""

    def asked_by(self, partner: Partner) -> RequestQuerySet:
        """Return this partner's own requests, latest first."""
        return self.filter(asker=partner).exclude(state=GONE).with_asker()

    def asked_of(self, partner: Partner) -> RequestQuerySet:
        """Return what the other has asked of this partner to the end, and requests this partner gave
        something for."""
        return self.known_to(partner).exclude(asker=partner)

    def known_to(self, partner: Partner) -> RequestQuerySet:
        """Return all requests this partner may see."""
        said = Asked.objects.filter(text__isnull=False).values("request")
        gave = Plan.objects.filter(giver=partner).values("asked__request")
        theirs = Q(asker__couple=partner.couple_id) & (Q(pk__in=said) | Q(pk__in=gave))
        return self.filter(Q(asker=partner) | theirs).with_asker()

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
    told_text = SealedTextField()
    state = models.CharField(max_length=10, default=DRAFT)
    ladder_version = models.IntegerField(default=0)
    wishes_version = models.IntegerField(default=0)
    come_back_on = models.DateField(null=True)
    begun_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["asker", "key"], name="a_request_is_begun_once")]

    def __str__(self) -> str:
        return f"request {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.asker.user.profile.key_id]

    @property
    def told(self) -> RequestDraft:
        return RequestDraft.load(self.told_text)

    @property
    def is_readable(self) -> bool:
        return is_readable(self.told_text)

    def plan_or_404(self, pk: uuid.UUID) -> Plan:
        """Return a plan of this request while its wish can still be read."""
        rows = Plan.objects.filter(asked__request=self, asked__text__isnull=False)
        related = rows.select_related("asked__request__asker__user__profile", "asked__request__asker__couple")
        return get_object_or_404(related.select_related("giver__user__profile", "giver__couple"), pk=pk)

    def role_of(self, partner: Partner) -> Role:
        return ASKER if partner.pk == self.asker_id else GIVER


class Asked(models.Model):
    """A dialogue about a request, and the desire and wishes its asker said in it, for both to read.

    The words are empty until the dialogue has ended, and again once the request is withdrawn. When the couple
    ends, only the asker can read them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, models.CASCADE, related_name="asked")
    dialogue = models.OneToOneField(Dialogue, models.CASCADE, related_name="+")
    text = SealedTextField(null=True)
    before = models.CharField(max_length=10, default=DRAFT)
    come_back_on = models.DateField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return f"asked {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.request.asker.keys

    @property
    def desire(self) -> str:
        found = load_json(self.text)
        return str(found["desire"]) if found else self.text

    @property
    def wishes(self) -> tuple[SpokenWish, ...]:
        found = load_json(self.text)
        if not found:
            return tuple(SpokenWish(self.text, schedules.MINIMAL_SCHEDULE) for _piece in WISH_PIECES)
        return tuple(SpokenWish(row["words"], load_schedule(row["frame"])) for row in found["wishes"])


class Plan(models.Model):
    """The wish that the giver chose, with its schedule, how hard it is for them (0 to 10), and a note.

    One is active at a time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked = models.ForeignKey(Asked, models.CASCADE, related_name="plans")
    giver = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    piece = models.CharField(max_length=6, choices=[(piece, piece) for piece in WISH_PIECES])
    often = models.CharField(max_length=14, choices=[(often.value, often.value) for often in GiftFrequency])
    weeks = models.IntegerField()
    weekdays = models.CharField(max_length=13, default="", blank=True)
    begins_on = models.DateField()
    hard = models.IntegerField(null=True)
    words = SealedTextField(null=True)
    chosen_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-chosen_at"]
        constraints = [
            models.UniqueConstraint(fields=["asked"], condition=Q(ended_at=None), name="one_plan_stands"),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.giver.keys

    @property
    def frame(self) -> GiftSchedule:
        return GiftSchedule(
            GiftFrequency(self.often), self.weeks, tuple(map(int, filter(None, self.weekdays.split(","))))
        )

    @frame.setter
    def frame(self, frame: GiftSchedule) -> None:
        self.often, self.weeks, self.weekdays = frame.often, frame.weeks, ",".join(map(str, frame.on))

    @property
    def wish(self) -> SpokenWish | None:
        """The wish as it was said, unless its asker has withdrawn it."""
        return self.asked.wishes[WISH_PIECES.index(self.piece)] if self.asked.text else None

    @property
    def days(self) -> list[date]:
        """The days on which a gift is due."""
        return schedules.due_days(self.frame, self.begins_on)

    def takes(self, day: date) -> bool:
        """Whether something can be given on this day: any day of the plan, due or not."""
        return self.begins_on <= day <= self.ends_on

    @property
    def ends_on(self) -> date:
        return schedules.last_day(self.frame, self.begins_on)


class Gift(models.Model):
    """One time the gift was given, with the giver's note."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="gifts")
    day = models.DateField()
    words = SealedTextField(null=True)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "day"], name="a_day_is_given_once")]

    def __str__(self) -> str:
        return f"gift {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.plan.giver.keys


class Thanks(models.Model):
    """The asker's thanks for one gift."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gift = models.OneToOneField(Gift, models.CASCADE, related_name="thanks")
    author = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    words = SealedTextField(null=True)
    said_at = models.DateTimeField(auto_now=True)
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"thanks {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.author.keys


class LookedBack(models.Model):
    """What a partner wrote in their review of a plan: what changed for them, and for the other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="looked_back")
    author = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    text = SealedTextField()
    version = models.IntegerField(default=1)
    written_at = models.DateTimeField(auto_now=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["written_at"]
        constraints = [models.UniqueConstraint(fields=["plan", "author"], name="each_looks_back_once")]

    def __str__(self) -> str:
        return f"looked back {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.author.keys


class Change(models.Model):
    """A state change of a request: which act, by whom, when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, models.CASCADE, related_name="changes")
    who = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    act = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)  # by the other

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d}"
