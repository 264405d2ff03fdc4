"""Hints that appear while someone types what is hard to hear. They never leave the phone, and never block."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from core.vocabularies import active_vocabulary
from dialogues.protocol import Wording
from dialogues.protocol.types import gettext_noop as _

TEXTS = {
    Wording.BLAMING: _("“Always” and “never” are hard to hear. What happened this one time?"),
    Wording.ASKING_FORGIVENESS: _("Nobody owes forgiveness here. You can leave that part out."),
}


def wording_hints(wordings: tuple[Wording, ...]) -> list[dict[str, Any]]:
    """Return each hint's `text`, and the `phrases` at which it appears."""
    phrases = active_vocabulary("dialogues").lists
    return [{"text": gettext(TEXTS[wording]), "phrases": phrases[wording]} for wording in wordings]
