"""What a partner may hand over of their workup: the parts that they share with the other, and nobody else's."""

from __future__ import annotations

import json
import uuid

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from core.text import isolate_direction
from couples.handover import Document, HandoverSource, Offer, Passage, register_handover
from couples.models import Partner
from vault.fields import is_readable, text_or_blank
from workup.models import SharedPart
from workup.picture_text import TITLES
from workup.sharing import shared_by


def register() -> None:
    """Register the shared parts."""
    register_handover(HandoverSource("workup", _("What I share of where I come from"), offers, read))


def offers(me: Partner) -> list[Offer]:
    """Return the parts that this partner shares."""
    active, _unshared = shared_by(me)
    return [Offer(row.pk, part_title(row)) for row in active if text_or_blank(row.words)]


def read(owner: Partner, pk: uuid.UUID) -> Document | None:
    """Return a part as its owner shares it now."""
    active, _unshared = shared_by(owner)
    row = next((row for row in active if row.pk == pk), None)
    if row is None or not row.words:
        return None
    facts = gettext("{name} on where they come from").format(name=isolate_direction(owner.name))
    basis = json.dumps([str(row.pk), row.part, row.words]) if is_readable(row.words) else None
    return Document(part_title(row), facts, (Passage("", row.words, slot=owner.slot),), basis)


def part_title(shared: SharedPart) -> str:
    """Return the title of a shared part."""
    return gettext(TITLES[shared.part.split(":")[0]])
