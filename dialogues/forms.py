"""What arrives from outside, read into moves and beginnings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models import SPOKEN, WRITTEN
from dialogues.play import Made
from dialogues.protocol import Kind
from dialogues.protocol.kinds import KINDS

LONGEST_WAIT = timedelta(days=60)


def made_from(fields: Mapping[str, Any], time_zone: str) -> Made | None:
    """A move from a frame or a form, or None when it is garbled."""
    move, words, seen, key = (fields.get(name, "") for name in ("move", "words", "seen", "key"))
    if isinstance(seen, str) and seen.isascii() and seen.isdigit() and len(seen) < 10:
        seen = int(seen)
    if not (isinstance(move, str) and isinstance(words, str) and isinstance(key, str)):
        return None
    if type(seen) is not int or not sound(move) or not sound(words):
        return None
    words = words.replace("\r\n", "\n")
    at = moment(fields.get("at") or words, time_zone)
    return Made(move, words, seen, key, at, keep=fields.get("keep") in ("yes", "on", "true", "1", True))


def sound(text: str) -> bool:
    """Whether text can be stored and shown: no half characters, no NUL."""
    return (
        "\0" not in text
        and text.isprintable()
        or not any("\ud800" <= c <= "\udfff" or c == "\0" for c in text)
    )


def moment(text: Any, time_zone: str) -> datetime | None:
    """A time to meet: "+20m" from now, or a date and time where the person is. None when it is neither, or
    not within the next two months."""
    if not isinstance(text, str) or not 0 < len(text) <= 32:
        return None
    now = timezone.now()
    try:
        if text.startswith("+") and text.endswith("m"):
            found = now + timedelta(minutes=int(text[1:-1]))
        else:
            found = datetime.fromisoformat(text)
            found = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(time_zone))
        return found if now - timedelta(minutes=1) < found < now + LONGEST_WAIT else None
    except (ValueError, OverflowError):
        return None


class BeginForm(forms.Form):
    """The beginning of a dialogue: its kind, its mode, and one sentence on what it is about."""

    kind = forms.ChoiceField(choices=[(kind.name, kind.title) for kind in KINDS.values()])
    mode = forms.ChoiceField(choices=[(WRITTEN, _("in writing")), (SPOKEN, _("aloud"))])
    topic = forms.CharField(max_length=200, required=False)
    keep = forms.BooleanField(required=False)

    def kinds(self) -> list[Kind]:
        """What may be chosen, with what each is about."""
        return list(KINDS.values())
