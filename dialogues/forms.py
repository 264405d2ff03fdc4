"""What arrives from outside: moves, and dialogues to begin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.form_utils import parse_version
from core.text import visible_or_blank
from dialogues.models import SPOKEN, WRITTEN
from dialogues.play import MoveSubmission
from dialogues.protocol import Kind
from dialogues.protocol.kinds import KINDS

MAX_DELAY = timedelta(days=100)
SCALE_VALUES = [str(number) for number in range(11)]
MAX_NAME_LENGTH = 40  # characters of a move or a key
MAX_RECOVERED_LENGTH = 20_000  # characters of refused words that are given back


def parse_move(fields: Mapping[str, Any], time_zone: str) -> MoveSubmission | None:
    """Return the move of a frame or a form, None if it is garbled."""
    move, words, seen, key = (fields.get(name, "") for name in ("move", "words", "seen", "key"))
    if isinstance(seen, str):
        seen = parse_version(seen)
    if type(seen) is not int or not all(
        isinstance(text, str) and is_storable(text) for text in (move, words, key)
    ):
        return None
    if len(move) > MAX_NAME_LENGTH or len(key) > MAX_NAME_LENGTH:
        return None
    words = words.replace("\r\n", "\n")
    at = parse_meeting_time(fields.get("at") or words, time_zone)
    keep, scale = is_yes(fields.get("keep")), parse_scale(fields.get("scale"))
    return MoveSubmission(move, words, seen, key, at, keep=keep, scale=scale)


def recover_submission(fields: Mapping[str, str]) -> MoveSubmission:
    """Return what can be given back of a garbled form: its words, and the names if they are names."""
    move, words, key = (fields.get(name, "") for name in ("move", "words", "key"))
    words = "".join(sign for sign in words.replace("\r\n", "\n") if is_storable(sign))
    names = [name if name.isprintable() and len(name) <= MAX_NAME_LENGTH else "" for name in (move, key)]
    return MoveSubmission(names[0], words[:MAX_RECOVERED_LENGTH], 0, names[1])


def is_yes(value: Any) -> bool:
    """Whether a ticked box, or a program, says yes."""
    return value in ("yes", "on", "true", "1", True)


def parse_scale(value: Any) -> int | None:
    """Return a number from 0 to 10, None if it is none."""
    text = str(value)
    return int(text) if text in SCALE_VALUES else None


def is_storable(text: str) -> bool:
    """Whether text can be stored and shown: no half characters, no NUL."""
    return not any("\ud800" <= sign <= "\udfff" or sign == "\0" for sign in text)


def parse_meeting_time(text: Any, time_zone: str) -> datetime | None:
    """Return a time to meet: "+20m" from now, or a date and time where the person is.

    None if it is neither, or not within the next hundred days.
    """
    if not isinstance(text, str) or not 0 < len(text) <= 32:
        return None
    now = timezone.now()
    try:
        if text.startswith("+") and text.endswith("m"):
            found = now + timedelta(minutes=int(text[1:-1]))
        else:
            found = datetime.fromisoformat(text)
            found = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(time_zone))
        return found if now - timedelta(minutes=1) < found < now + MAX_DELAY else None
    except (ValueError, OverflowError):
        return None


class BeginForm(forms.Form):
    """A dialogue to begin: its kind, its mode, and its topic in one sentence."""

    kind = forms.ChoiceField(choices=[(kind.name, kind.title) for kind in KINDS.values()])
    mode = forms.ChoiceField(choices=[(WRITTEN, _("in writing")), (SPOKEN, _("aloud"))])
    topic = forms.CharField(
        max_length=200,
        required=False,
        error_messages={
            "max_length": _("Please make it a little shorter: one sentence, 200 characters at most.")
        },
    )
    keep = forms.CharField(required=False)

    def clean_topic(self) -> str:
        """Return the topic, "" if nothing in it is visible."""
        return visible_or_blank(self.cleaned_data["topic"])

    def clean_keep(self) -> bool:
        """Return whether the box was ticked."""
        return is_yes(self.cleaned_data["keep"])

    def kinds(self) -> list[Kind]:
        """Return the kinds to choose from."""
        return [kind for kind in KINDS.values() if not kind.prepare_url]

    def prepared_kinds(self) -> list[Kind]:
        """Return the kinds that are prepared on a page of their own."""
        return [kind for kind in KINDS.values() if kind.prepare_url]


class InviteForm(BeginForm):
    """A dialogue to begin whose kind is settled."""

    kind = None  # type: ignore[assignment]
