"""Parses moves that clients send, and the form that begins a dialogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.form_utils import parse_version
from core.stepped_form import FormStep, always
from core.text import visible_or_blank
from core.timezones import localize
from dialogues.hooks import CannotBegin
from dialogues.invitations import check_mode
from dialogues.play import MoveSubmission
from dialogues.protocol import SPOKEN, WRITTEN, Move, TimeChoices
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.types import gettext_noop

MAX_DELAY = timedelta(days=100)
MINUTES_A_DAY = 24 * 60
NOON = 12
# "21:20" from a browser with a field for times; without one, "9:20", "9.20 pm", "21h20", "9 pm".
CLOCK_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})(?::[0-9]{2})?)?\s*(?P<half>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
OFFERED_TIME = re.compile(r"\+([0-9]{1,5})m")  # at most 69 days
SCALE_VALUES = [str(number) for number in range(11)]
TODAY = [
    ("+20m", gettext_noop("In 20 minutes")),
    ("+60m", gettext_noop("In an hour")),
    ("+120m", gettext_noop("In two hours")),
]
TOMORROW = ("+1440m", gettext_noop("Tomorrow at this time"))
DAY_AFTER = ("+2880m", gettext_noop("The day after tomorrow"))
OPEN = ("", gettext_noop("I don't know yet"))
LATER = [DAY_AFTER, OPEN]
WEEKS = [
    ("+10080m", gettext_noop("In a week")),
    ("+20160m", gettext_noop("In two weeks")),
    ("+40320m", gettext_noop("In four weeks")),
    ("+80640m", gettext_noop("In eight weeks")),
    ("+120960m", gettext_noop("In twelve weeks")),
]
TIME_CHOICES = {
    TimeChoices.SOON: [*TODAY, TOMORROW, *LATER],
    TimeChoices.MEETING: [("+0m", gettext_noop("Now")), *TODAY, TOMORROW, *LATER],
    TimeChoices.DAYS: [OPEN, TOMORROW, DAY_AFTER],  # whoever only says no has promised nothing
    TimeChoices.START: [
        ("+0m", gettext_noop("Today")),
        ("+1440m", gettext_noop("Tomorrow")),
        DAY_AFTER,
        WEEKS[0],
    ],
    TimeChoices.WEEKS: WEEKS,
}
DEFAULT_TIME = "+40320m"  # four weeks
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
    clock = typed_clock(fields)
    at = parse_clock_time(clock, fields.get("at"), time_zone)
    is_time_unclear = bool(clock) and at is None
    at = at or parse_meeting_time(fields.get("at") or words, time_zone)
    keep, scale = is_yes(fields.get("keep")), parse_scale(fields.get("scale"))
    topic = is_yes(fields.get("keep_topic"))
    return MoveSubmission(
        move, words, seen, key, at, is_time_unclear=is_time_unclear, keep=keep, keep_topic=topic, scale=scale
    )


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


def offered_times(move: Move) -> list[tuple[str, str]]:
    """Return the times that a move offers, as values that `parse_meeting_time` reads, with untranslated labels."""
    return TIME_CHOICES[move.time_choices] if move.time_question else []


def takes_clock_time(move: Move) -> bool:
    """Whether a time of day may be typed."""
    return bool(move.time_question) and move.time_choices in (TimeChoices.SOON, TimeChoices.MEETING)


def is_storable(text: str) -> bool:
    """Whether text can be stored and shown: no half characters, no NUL."""
    return not UNSTORABLE.search(text)


def parse_meeting_time(text: Any, time_zone: str) -> datetime | None:
    """Return a time to meet: "+20m" from now, or a date and time where the person is.

    None if it is neither, or not within the next hundred days.
    """
    if not isinstance(text, str) or not 0 < len(text) <= 32:
        return None
    now = timezone.now()
    try:
        if text.startswith("+") and text.endswith("m"):
            moment = now + timedelta(minutes=int(text[1:-1]))
        else:
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(time_zone))
        return moment if now - timedelta(minutes=1) < moment < now + MAX_DELAY else None
    except (ValueError, OverflowError):
        return None


def typed_clock(fields: Mapping[str, Any]) -> str:
    """Return what was typed as a time of day."""
    clock = fields.get("clock")
    return clock.strip() if isinstance(clock, str) else ""


def parse_wall_time(clock: str) -> time | None:
    """Return a time of day as people write it, None if it can't be read."""
    found = CLOCK_TIME.fullmatch(clock)
    if found is None or not (found["minute"] or found["half"]):
        return None
    hour, half = int(found["hour"]), (found["half"] or "").lower()[:1]
    if half and not 1 <= hour <= NOON:
        return None
    if half:
        hour = hour % NOON + (NOON if half == "p" else 0)
    try:
        return time(hour, int(found["minute"] or 0))
    except ValueError:
        return None


def parse_clock_time(clock: str, at: Any, time_zone: str) -> datetime | None:
    """Return when a clock next shows this ("21:20") where the person is: today, or else tomorrow. None if never.

    If `at` is a day ahead or more ("+1440m"), it is the time on that day.
    """
    wall_time = parse_wall_time(clock)
    if wall_time is None:
        return None
    now = timezone.localtime(timezone=ZoneInfo(time_zone))
    offered = OFFERED_TIME.fullmatch(at) if isinstance(at, str) else None
    day = now.date() + timedelta(days=int(offered[1]) // MINUTES_A_DAY if offered else 0)
    moment = localize(day, wall_time, time_zone)
    return moment if moment > now else localize(day + timedelta(days=1), wall_time, time_zone)


class BeginForm(forms.Form):
    """A dialogue to begin: its kind, its mode, and its topic in one sentence."""

    kind = forms.ChoiceField(choices=[(kind.name, kind.title) for kind in KINDS.values()])
    mode = forms.ChoiceField(choices=[(WRITTEN, _("in writing")), (SPOKEN, _("aloud"))], initial=WRITTEN)
    topic = forms.CharField(
        max_length=200,
        required=False,
        error_messages={
            "max_length": _("Please make it a little shorter: one sentence, up to 200 characters.")
        },
    )
    keep = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a mode in which the kind isn't held."""
        kind, mode = self.cleaned_data.get("kind"), self.cleaned_data.get("mode")
        try:
            if kind and mode:
                check_mode(KINDS[kind], mode)
        except CannotBegin as why:
            self.add_error("mode", str(why))
        return self.cleaned_data

    def clean_topic(self) -> str:
        """Return the topic, "" if nothing in it is visible."""
        return visible_or_blank(self.cleaned_data["topic"])

    def clean_keep(self) -> bool:
        """Return whether the box was ticked."""
        return is_yes(self.cleaned_data["keep"])

    def steps(
        self, topic_question: str, stays: object = "", *, is_surprise: bool = False
    ) -> tuple[FormStep, ...]:
        """Return its screens, after the kind is chosen. `stays` says what is left even if the words are deleted.

        In a surprise, the topic is passed over until there is one.
        """
        asks_topic = (lambda form: bool(form["topic"].value())) if is_surprise else always
        return (
            FormStep(("topic",), "dialogues/topic_step.html", gettext(topic_question), asks_topic),
            FormStep(("mode", "keep"), "dialogues/mode_step.html", stays),
        )


class InviteForm(BeginForm):
    """A dialogue to begin whose kind is fixed."""

    kind = None  # type: ignore[assignment]
