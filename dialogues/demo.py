"""The finished dialogue of the demonstration: Ana and Ben on their evenings, with a change of places."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from couples import session_credentials
from couples.models import Partner, User
from dialogues import rate_limits
from dialogues.begin import begin_dialogue
from dialogues.models import Dialogue
from dialogues.play import MoveSubmission, play

ANA, BEN = 0, 1
SCRIPT = [
    (BEN, "accept", ""),
    (ANA, "ready", gettext_noop("I want to stay close to you while we talk.")),
    (BEN, "ready", ""),
    (
        ANA,
        "send",
        gettext_noop(
            "When we both look at our phones after dinner, I feel alone, even with you right beside me."
        ),
    ),
    (
        BEN,
        "mirror",
        gettext_noop(
            "When we both look at our phones after dinner, you feel alone, even with me beside you. Did I get that?"
        ),
    ),
    (
        ANA,
        "more",
        gettext_noop("I start to think I've become boring to you, and then I go to bed early."),
    ),
    (BEN, "mirror", gettext_noop("You think you've become boring to me, and then you go to bed early.")),
    (ANA, "not_quite", gettext_noop("Almost. I go to bed early because I don't want you to see me sad.")),
    (BEN, "mirror", gettext_noop("You go to bed early so I don't see you sad.")),
    (ANA, "that_is_all", ""),
    (
        BEN,
        "summarise",
        gettext_noop(
            "Let me see if I got all of that. When we're both on our phones in the evening, you feel alone and wonder"
            " if you bore me, and you go to bed so I don't see you sad. Did I get it all?"
        ),
    ),
    (ANA, "got_it", ""),
    (
        BEN,
        "validate",
        gettext_noop(
            "You make sense, and what makes sense is that evenings are all we have, and I hardly look up."
        ),
    ),
    (ANA, "got_it", ""),
    (
        BEN,
        "empathise",
        gettext_noop("I imagine you might be feeling lonely, and a little unwanted. Is that it?"),
    ),
    (ANA, "got_it", ""),
    (BEN, "switch", ""),
    (ANA, "switch", ""),
    (
        BEN,
        "send",
        gettext_noop("When I come home my head's full, and I'm afraid I've nothing good to give."),
    ),
    (
        ANA,
        "mirror",
        gettext_noop("You come home with a full head, and you're afraid you've nothing good to give."),
    ),
    (BEN, "that_is_all", ""),
    (
        ANA,
        "summarise",
        gettext_noop(
            "You said your head's full, you've nothing left to give, and you hide behind the screen. Did I get it all?"
        ),
    ),
    (BEN, "got_it", ""),
    (
        ANA,
        "validate",
        gettext_noop(
            "You make sense, and what makes sense is that you give so much all day that there's little left."
        ),
    ),
    (BEN, "got_it", ""),
    (
        ANA,
        "empathise",
        gettext_noop("I imagine you might be feeling tired, and maybe ashamed of it. Is that it?"),
    ),
    (BEN, "got_it", ""),
    (ANA, "appreciate", gettext_noop("Thank you for staying with me when my voice got small.")),
    (BEN, "appreciate", gettext_noop("Thank you for asking. I haven't felt this light in weeks.")),
]


def create(ana: User, ben: User) -> None:
    """Play the demo couple's dialogue, unless they have had one."""
    partner = Partner.objects.current(ana)
    if partner is None or Dialogue.objects.filter(couple=partner.couple).exists():
        return
    dialogue = begin_dialogue(partner, kind="intentional", mode="written", topic=_("Our evenings"), keep=True)
    play_script(dialogue, (ana, ben), SCRIPT)


def play_script(
    dialogue: Dialogue, people: tuple[User, User], course: Sequence[tuple[int, str, str]]
) -> None:
    """Let the two hold a dialogue that has begun: who, which move, which words."""
    rate_limits.reset_limits(user.pk for user in people)  # no real couple is as quick as this
    partners = [session_credentials.create_session(user) for user in people]
    for seen, (slot, move, words) in enumerate(course):
        submission = MoveSubmission(
            move, _(words) if words else "", seen, secrets.token_urlsafe(16), keep=True
        )
        if play(dialogue.pk, partners[slot], submission).refusal:
            raise RuntimeError(f"the course of the demonstration breaks at {move}")
    for credentials in partners:
        session_credentials.end_session(credentials)
