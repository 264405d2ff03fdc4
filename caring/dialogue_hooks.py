"""What a dialogue of caring days offers each to say or to pick, and the gifts that come of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone, translation
from django.utils.translation import gettext

from caring.gifts import start_gift
from caring.models import Line
from caring.not_now import sort_lines
from caring.parts import BY_NAME
from core.advisory_lock import lock_until_commit
from couples.models import Partner
from dialogues.hooks import DialogueHooks
from dialogues.models import Dialogue, Turn
from dialogues.protocol import Purpose
from dialogues.store import Scene
from dialogues.transcript_types import TranscriptLine, find_purpose
from vault.fields import is_readable

KIND = "caring"


def on_dialogue_begun(_dialogue: Dialogue, _about: object) -> None:
    """Nothing is prepared: each has their list, or doesn't."""


def on_dialogue_closed(scene: Scene, lines: Sequence[TranscriptLine]) -> None:
    """Begin the gifts that were picked, unless the dialogue was stopped."""
    if not scene.state.finished:
        return
    lock_until_commit(f"caring.gifts:{scene.couple}")  # two dialogues may end at the same moment
    for line in lines:
        is_pick = find_purpose(scene.kind, line.step, line.move) is Purpose.GIFT
        if is_pick and line.blanked != Turn.WITHDRAWN:
            giver = partner_by_id(scene.person(line.slot).id)
            with timezone.override(giver.user.profile.time_zone):
                start_gift(giver, line.words or gettext("What I said aloud"))


def offered_lines(reader: int, purpose: Purpose) -> Sequence[str]:
    """Return what whoever acts may tap: to pick, the other's lines as this reader sees them; to say, their own."""
    me = partner_by_id(reader)
    if purpose is Purpose.GIFT:
        return [line.text for line in sort_lines(me).visible if is_readable(line.text)]
    with translation.override(me.user.profile.language):  # the partner's move may bring this step
        return [spoken(line) for line in Line.objects.of(me) if is_readable(line.text)]


def spoken(line: Line) -> str:
    """Return a line as its owner would say it."""
    return f"{gettext(BY_NAME[line.part].opening).removesuffix('...')}{line.text}"


def partner_by_id(pk: int) -> Partner:
    """Return a partner with couple and profile."""
    return Partner.objects.select_related("couple", "user__profile").get(pk=pk)


HOOKS = DialogueHooks(on_dialogue_begun, on_dialogue_closed, lines=offered_lines)
