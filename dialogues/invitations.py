"""How many invitations a partner may send: a few open at a time, and a few an hour."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.advisory_lock import lock_until_commit
from core.timezones import describe_moment
from couples.models import Partner
from dialogues.hooks import CannotBegin
from dialogues.models import Dialogue, Turn
from dialogues.protocol import INVITED, Kind
from dialogues.protocol.arrangements import POSTPONED

MAX_OPEN, MAX_PER_HOUR = 3, 6
HOUR = timedelta(hours=1)
# Including those paused, stopped or declined before a yes or another time.
UNANSWERED = Q(snapshot__step=INVITED) | Q(snapshot__back=INVITED)
# Sent with a time to meet, to which the other hasn't said anything yet.
BY_THE_OTHER = Turn.objects.filter(dialogue=OuterRef("pk")).exclude(author=OuterRef("started_by"))
PLANNED = Q(snapshot__step=POSTPONED.name) | Q(snapshot__back=POSTPONED.name)
PLANNED &= Q(~Exists(BY_THE_OTHER))
TAKEN_BACK = Q(closed_at__isnull=False, snapshot__back=INVITED) & ~Q(snapshot__done=[])


def check_invitation_limits(partner: Partner, kind: Kind) -> None:
    """Raise CannotBegin if this partner has too many open or recent invitations, or asks for this kind again too soon.

    The caller holds the lock on the couple's invitations.
    """
    sent = Dialogue.objects.filter(
        UNANSWERED | PLANNED, couple=partner.couple_id, started_by=partner
    ).order_by()
    check_rest(partner, kind)
    name = partner.other().name
    if sent.filter(closed_at=None).count() >= MAX_OPEN:
        raise CannotBegin(
            _(
                "{name} still has three invitations from you to answer. Wait for a reply,"
                " or take one of them back before you send another."
            ).format(name=name)
        )
    if sent.filter(created_at__gt=timezone.now() - HOUR).count() >= MAX_PER_HOUR:
        raise CannotBegin(
            _(
                "You've invited {name} quite a few times in the last hour. Give it a little time, then try again."
            ).format(name=name)
        )


def check_mode(kind: Kind, mode: str) -> None:
    """Raise CannotBegin if this kind isn't held in this mode."""
    if mode not in kind.modes:
        raise CannotBegin(_("This one is only for talking aloud, when you're together."))


def check_rest(partner: Partner, kind: Kind) -> None:
    """Raise CannotBegin if this partner has a dialogue of a kind that rests, or had one not long ago.

    However it ended: if an answer could end the rest sooner, it would be worth pressing for.
    """
    if not kind.rest_days:
        return
    rest = timedelta(days=kind.rest_days)
    begun = Dialogue.objects.filter(couple=partner.couple_id, started_by=partner, kind=kind.name)
    lately = begun.filter(Q(closed_at=None) | Q(closed_at__gt=timezone.now() - rest))
    latest = lately.order_by("-created_at").first()
    if latest is None:
        return
    text = _("You've already invited {name} to this one. You'll find it under Talk.")
    if latest.closed_at:
        text = _("You asked {name} not long ago, so give it some time. You can ask again from {time}.")
    time = describe_moment(latest.closed_at + rest) if latest.closed_at else ""
    raise CannotBegin(text.format(name=partner.other().name, time=time))


def is_left_to_rest(dialogue: Dialogue, partner: Partner) -> bool:
    """Whether it's too soon for this partner to bring the topic up again: they began the dialogue, and its kind rests.

    In a dialogue of another kind they'd ask for what they may not ask for yet.
    """
    days = dialogue.rules.rest_days
    if not days or dialogue.started_by_id != partner.pk:
        return False
    return dialogue.closed_at is None or dialogue.closed_at > timezone.now() - timedelta(days=days)


def lock_invitations(partner: Partner) -> None:
    """Take an advisory lock. The couple's row could deadlock: the caller may hold one that its holder needs."""
    lock_until_commit(f"dialogues.begin:{partner.couple_id}")
