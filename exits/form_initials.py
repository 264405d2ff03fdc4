"""Initial values of the exits' forms."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from exits import services
from exits.categories import ExitDetails
from exits.models import Exit
from vault.fields import text_or_blank


def exit_initial(details: ExitDetails) -> dict[str, Any]:
    """Return the initial values of the exit form."""
    values = asdict(details)
    return {name: str(value) if isinstance(value, int) else value or "" for name, value in values.items()}


def commitment_initial(exit: Exit) -> dict[str, Any]:
    """Return the initial values of the commitment form: the active commitment, with a day of review."""
    commitment = services.active_commitment(exit)
    day = {"day": timezone.localdate() + services.DEFAULT_REVIEW_DELAY}
    return {"how_far": commitment.how_far, "words": commitment.words, **day} if commitment else day


def prepared_opening(details: ExitDetails) -> str:
    """Return the owner's notes as the words to open the dialogue with."""
    parts = [
        (_("Something I do instead of being with you is: {words}."), details.name),
        (_("What it gives me is: {words}."), details.gives),
        (_("What I find hard to say is: {words}."), details.avoids),
    ]
    return " ".join(
        template.format(words=words.strip().rstrip(".")) for template, words in parts if text_or_blank(words)
    )
