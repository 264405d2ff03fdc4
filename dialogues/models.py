"""Dialogues with their state, and their turns in order."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache, reduce
from operator import or_
from typing import Any, ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.shortcuts import get_object_or_404

from couples.models import Couple, Partner
from dialogues.protocol import INVITED, WRITTEN, Kind, Purpose, State
from dialogues.protocol.arrangements import ARRANGING
from dialogues.protocol.kinds import KINDS
from vault.fields import SealedTextField


class DialogueQuerySet(models.QuerySet["Dialogue"]):
    """Dialogues, reached through a partner."""

    def for_partner(self, partner: Partner) -> DialogueQuerySet:
        """The dialogues of this partner's couple, newest first. Nobody else's can be reached from here."""
        people = ["started_by__user__profile", "started_by__couple", "couple"]
        return self.filter(couple=partner.couple_id).select_related(*people).order_by("-created_at", "pk")

    def completed(self) -> DialogueQuerySet:
        """Those that both went through to the end, with all their rounds.

        One about a single moment ends as well when it's left early, so it says nothing of how far they came.
        """
        kinds = [kind for kind in KINDS.values() if not kind.one_moment]
        ends = [models.Q(kind=kind.name, snapshot__round=kind.rounds) for kind in kinds]
        return self.filter(reduce(or_, ends), snapshot__finished=True)

    def mark(self) -> str:
        """A short text that changes with every new dialogue and every move in one."""
        sums = self.order_by().aggregate(models.Count("pk"), models.Sum("version"))
        return f"{sums['pk__count']}-{sums['version__sum'] or 0}"

    def marks(self, couples: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
        """Return the marks of all dialogues of each of these couples."""
        rows = self.filter(couple__in=set(couples)).order_by().values_list("couple")
        counted = rows.annotate(models.Count("pk"), models.Sum("version"))
        return {couple: f"{number}-{moves or 0}" for couple, number, moves in counted}

    def get_or_404(self, pk: uuid.UUID) -> Dialogue:
        """Return one of these dialogues. Raises Http404."""
        return get_object_or_404(self, pk=pk)


class Dialogue(models.Model):
    """One guided dialogue. `snapshot` is the protocol's state, `version` counts the accepted moves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, models.CASCADE, related_name="dialogues")
    started_by = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    mode = models.CharField(max_length=10, default=WRITTEN)
    topic = SealedTextField(null=True)
    own_topic = models.BinaryField(null=True)  # see `own_words`, like a turn's
    prepared = SealedTextField(null=True)  # the sender's drafts; deleted when the dialogue closes
    keep_asked = models.BooleanField(default=False)
    kept = models.BooleanField(default=False)
    # Where the words aren't kept: one of the two would like to keep the topic, and both would.
    topic_asked = models.BooleanField(default=False, db_default=False)
    topic_kept = models.BooleanField(default=False, db_default=False)
    version = models.IntegerField(default=0)
    snapshot = models.JSONField(default=dict)
    meet_at = models.DateTimeField(null=True)
    new_meet_at = models.DateTimeField(null=True)  # asked for instead of `meet_at`, which stands until a yes
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    words_erased = models.BooleanField(db_column="words_gone", default=False)
    let_go_by = models.ForeignKey(Partner, models.SET_NULL, null=True, related_name="+")
    let_go_at = models.DateTimeField(null=True)
    own_words_until = models.DateTimeField(null=True)
    blanked_at = models.DateTimeField(null=True)  # when words were last blanked after its end

    objects: ClassVar[Any] = DialogueQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["couple", "-created_at"], name="newest_of_a_couple"),
            models.Index(fields=["couple"], condition=models.Q(closed_at=None), name="open_dialogues"),
            models.Index(
                fields=["created_at"], condition=models.Q(closed_at=None), name="open_dialogues_by_age"
            ),
            models.Index(
                fields=["meet_at"],
                condition=models.Q(closed_at=None, meet_at__isnull=False),
                name="times_to_meet",
            ),
            models.Index(
                fields=["let_go_at"],
                condition=models.Q(let_go_by__isnull=False),
                name="erased_by_a_partner",
            ),
            models.Index(
                fields=["closed_at"],
                condition=models.Q(kept=False, words_erased=False),
                name="words_to_let_go",
            ),
            models.Index(
                fields=["own_words_until"],
                condition=models.Q(own_topic__isnull=False),
                name="own_topics_to_blank",
            ),
        ]

    def __str__(self) -> str:
        return f"dialogue {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        """Return whose keys seal the topic and what was prepared."""
        return self.started_by.keys

    @property
    def rules(self) -> Kind:
        """The kind, with its rules."""
        return KINDS[self.kind]

    @property
    def state(self) -> State:
        """The protocol's state."""
        return to_state(self.version, self.snapshot)


class TurnQuerySet(models.QuerySet["Turn"]):
    """Turns, filtered by purpose."""

    def with_purpose(self, purpose: Purpose) -> TurnQuerySet:
        """The turns whose moves have this purpose."""
        condition = models.Q(pk__in=[])
        for kind in KINDS:
            for moves, steps in steps_by_moves(purpose, kind).items():
                condition |= models.Q(dialogue__kind=kind, step__in=steps, move__in=moves)
        return self.filter(condition)


@cache
def steps_by_moves(purpose: Purpose, kind: str) -> Mapping[tuple[str, ...], list[str]]:
    """Return the steps of a kind that have moves for this purpose, by the names of those moves."""
    steps: dict[tuple[str, ...], list[str]] = {}
    for step in KINDS[kind].table.values():
        if names := tuple(move.name for move in step.moves if move.purpose is purpose):
            steps.setdefault(names, []).append(step.name)
    return steps


class Turn(models.Model):
    """One accepted move. `seq` is the version it led to; rows are added, and only ever blanked."""

    WITHDRAWN, LET_GO, ERASED, UNREADABLE = "withdrawn", "let_go", "erased", "unreadable"

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="turns")
    seq = models.IntegerField()
    author = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    step = models.CharField(max_length=40)
    move = models.CharField(max_length=40)
    round = models.SmallIntegerField()
    key = models.CharField(max_length=22)
    words = models.BinaryField(null=True)
    # After `words` was blanked for both: readable by the author for a while.
    own_words = models.BinaryField(null=True)
    blanked = models.CharField(max_length=10, default="")
    meet_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = TurnQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["dialogue", "seq"], name="one_turn_a_version"),
            models.UniqueConstraint(fields=["dialogue", "key"], name="one_turn_a_key"),
        ]
        indexes = [
            models.Index(
                fields=["dialogue"], condition=models.Q(own_words__isnull=False), name="own_words_to_blank"
            ),
            models.Index(
                fields=["created_at"], condition=models.Q(step__in=ARRANGING), name="answers_to_invitations"
            ),
            # Turns are only ever added, so they lie in the order of their time.
            BrinIndex(fields=["created_at"], pages_per_range=32, autosummarize=True, name="turns_by_time"),
        ]

    def __str__(self) -> str:
        return f"turn {self.seq} of {self.dialogue_id}"


def turn_place(dialogue: uuid.UUID | str, seq: int) -> str:
    """Return the place that a turn's words are sealed for. They open nowhere else."""
    return f"dialogues_turn:words:{dialogue}:{seq}"


def prepared_place(dialogue: uuid.UUID) -> str:
    """Return the place of what the sender prepared."""
    return f"dialogues_dialogue:prepared:{dialogue}"


def topic_place(dialogue: uuid.UUID | str) -> str:
    """Return the place of a dialogue's topic, as its column seals it."""
    return f"dialogues_dialogue:topic:{dialogue}"


SNAPSHOT_FIELDS = tuple(field.name for field in fields(State) if field.name != "version")


def to_snapshot(state: State) -> dict[str, Any]:
    """A state as JSON. The version has its own column."""
    return {name: getattr(state, name) for name in SNAPSHOT_FIELDS}


def to_state(version: int, snapshot: dict[str, Any]) -> State:
    """Return the state of a snapshot; without one, that of an invitation."""
    lists = {name: tuple(snapshot.get(name, ())) for name in ("done", "back_done")}
    return (
        State(version=version, **{**snapshot, **lists}) if snapshot else State(version=version, step=INVITED)
    )
