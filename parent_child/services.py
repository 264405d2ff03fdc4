"""Says and takes back a yes, and tells whether the dialogue is open: the only writer of a `PrivateYes`."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from couples.models import Couple, Partner
from dialogues.begin import begin_dialogue
from dialogues.gates import Gate
from dialogues.models import Dialogue
from dialogues.protocol import SPOKEN
from dialogues.protocol.kinds.parent_child import KIND as RULES
from dialogues.protocol.kinds.parent_child import PIECE
from parent_child.models import PrivateYes
from parent_child.rules import Readiness, is_open
from workup.models import Workup

KIND, BOTH = RULES.name, 2


def say_yes(partner: Partner) -> None:
    """Store a yes; one that still holds stays as it is."""
    readiness = readiness_of(partner)
    if not readiness.has_said_yes(timezone.now()):
        PrivateYes.objects.update_or_create(partner=partner, defaults={"said_at": timezone.now()})


def take_back(partner: Partner) -> None:
    """Delete a yes, if there is one."""
    PrivateYes.objects.filter(partner=partner).delete()


def readiness_of(partner: Partner) -> Readiness:
    """Return what this partner has done for it, for themselves alone to read."""
    [readiness] = read_readiness(Q(pk=partner.pk))
    return readiness


def read_readiness(whose: Q) -> list[Readiness]:
    """Return what each of these partners has done for it: all of it with one query, whatever they have done."""
    finished = Workup.objects.filter(user=OuterRef("user"), finished_at__isnull=False)
    yes = PrivateYes.objects.filter(partner=OuterRef("pk")).values("said_at")
    partners = Partner.objects.filter(whose, left_at=None).values_list(Exists(finished), Subquery(yes))
    return [Readiness(*row) for row in partners]


def is_open_for(couple: Couple) -> bool:
    """Whether the dialogue may be begun, or start."""
    both = read_readiness(Q(couple=couple.pk))
    return len(both) == BOTH and is_open(timezone.now(), *both)


def may_begin(couple: Couple) -> bool:
    """Whether it may be begun. Until the transaction ends, nobody can take a yes back."""
    lock_yeses(couple)
    return is_open_for(couple)


def start(couple: Couple) -> bool:
    """Whether it may start. Both yeses are used up by it: next time, each is asked again."""
    if not may_begin(couple):
        return False
    PrivateYes.objects.filter(partner__couple=couple).delete()
    return True


def lock_yeses(couple: Couple) -> None:
    """Lock both yeses until the transaction ends."""
    list(PrivateYes.objects.select_for_update().filter(partner__couple=couple).order_by("pk"))


GATE = Gate(is_open=is_open_for, may_begin=may_begin, start=start)


@transaction.atomic
def invite(partner: Partner, who: str) -> Dialogue:
    """Invite the other. Only this partner sees `who` they'd like to speak to. Raises CannotBegin."""
    prepared = {PIECE: [who]} if who else None
    return begin_dialogue(partner, kind=KIND, mode=SPOKEN, topic="", keep=False, prepared=prepared)


def on_couple_ended(couple: Couple) -> None:
    """Delete what each has said of it."""
    PrivateYes.objects.filter(partner__couple=couple).delete()
