"""Pairing two users: an invitation by link, QR code or spoken code, accepted once."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.hashing import hash_token
from core.reminder_types import announce_soon
from couples.link_secrets import keyed_digest, normalize_words, token_from, words_from
from couples.models import Couple, Invitation, Partner, User
from couples.reminder_types import ACCEPTED
from vault import datakeys

INVITATION = "invitation"  # session key: the id of the invitation that was opened
LASTS, CODE_LASTS = timedelta(hours=72), timedelta(minutes=15)


class CannotPair(StrEnum):
    """Why an invitation can't be accepted."""

    UNUSABLE = "gone"
    OWN = "own"
    ALREADY_PAIRED = "taken"
    INVITER_ALREADY_PAIRED = "they_are_taken"


MESSAGES = {
    CannotPair.UNUSABLE: _(
        "This invitation has been used or has expired. Ask for a new one; it only takes a moment."
    ),
    CannotPair.OWN: _("This is your own invitation. Send it to your partner."),
    CannotPair.ALREADY_PAIRED: _("You're already connected with someone here."),
    CannotPair.INVITER_ALREADY_PAIRED: _(
        "The person who invited you is already connected with someone here."
    ),
}


class PairingRefused(Exception):
    """Accepting did not work; `reason` says why."""

    def __init__(self, reason: CannotPair) -> None:
        super().__init__(reason)
        self.reason = reason


def pair(inviter: User, invitee: User) -> Couple:
    """Make two people a couple, with a vault key of its own."""
    with transaction.atomic():
        couple = Couple.objects.create(key=datakeys.create_key())
        for slot, user in enumerate((inviter, invitee)):
            Partner.objects.create(couple=couple, user=user, slot=slot)
    return couple


def open_invitations(now: datetime) -> Q:
    """Return the condition of invitations that can still be accepted."""
    return Q(accepted_at=None, revoked_at=None, expires_at__gt=now)


def open_invitation(user: User) -> Invitation:
    """The user's open invitation, made if there is none, or if the server has a new secret since."""
    existing = Invitation.objects.filter(open_invitations(timezone.now()), inviter=user).first()
    if existing is not None and hash_token(invitation_token(existing)) == bytes(existing.token_hash):
        return existing
    salt = secrets.token_bytes(16)
    invitation = Invitation(inviter=user, salt=salt, expires_at=timezone.now() + LASTS)
    invitation.token_hash = hash_token(invitation_token(invitation))
    invitation.save()
    return invitation


def invitation_token(invitation: Invitation) -> str:
    """Return the 128 bits of its link, derived from the server's secret and stored nowhere."""
    return token_from(keyed_digest("link", invitation.inviter_id, bytes(invitation.salt)))


def invitation_code(invitation: Invitation) -> str:
    """Four words to say to the partner, good for a quarter of an hour from the first time they are shown."""
    now = timezone.now()
    if invitation.code_expires_at is None or invitation.code_expires_at < now + timedelta(minutes=1):
        invitation.code_expires_at = (now + CODE_LASTS).replace(microsecond=0)
    if bytes(invitation.code_hash or b"") != code_hash(spoken_code(invitation)):
        invitation.code_hash = code_hash(spoken_code(invitation))
        invitation.save(update_fields=["code_expires_at", "code_hash"])
    return spoken_code(invitation)


def spoken_code(invitation: Invitation) -> str:
    """Return the four words of an invitation."""
    until = invitation.code_expires_at.isoformat() if invitation.code_expires_at else ""
    return words_from(keyed_digest("code", until, bytes(invitation.salt)))


def code_hash(words: str) -> bytes:
    """Keyed with the server's secret, because anyone with a dump could try every set of four words."""
    return keyed_digest("code hash", words, b"")


def find_invitation(text: str) -> Invitation | None:
    """The open invitation of this link, wherever it stands in the text, or of these four words."""
    link = re.search(r"/i/([\w-]+)", text)
    return invitation_by_token(link[1]) if link else invitation_by_code(text)


def invitation_by_token(text: str) -> Invitation | None:
    """The open invitation of this link."""
    return Invitation.objects.filter(open_invitations(timezone.now()), token_hash=hash_token(text)).first()


def invitation_by_code(text: str) -> Invitation | None:
    """The open invitation with these spoken words, whatever separates them and however they are typed."""
    now = timezone.now()
    digest = code_hash(normalize_words(text))
    return Invitation.objects.filter(open_invitations(now), code_hash=digest, code_expires_at__gt=now).first()


def invitation_if_open(pk: int) -> Invitation | None:
    """Return the invitation if it can still be accepted."""
    rows = Invitation.objects.filter(open_invitations(timezone.now()), pk=pk)
    return rows.select_related("inviter__profile").first()


def reason_not_to_pair(invitation: Invitation, user: User) -> CannotPair | None:
    """Why this person cannot accept this open invitation, if so."""
    if invitation.inviter_id == user.pk:
        return CannotPair.OWN
    if Partner.objects.current(user):
        return CannotPair.ALREADY_PAIRED
    if Partner.objects.current(invitation.inviter):
        return CannotPair.INVITER_ALREADY_PAIRED
    return None


def name_inviter(user: User, *, named: bool) -> None:
    """Show the inviter's name to whoever opens the link, or hide it again."""
    Invitation.objects.filter(open_invitations(timezone.now()), inviter=user).update(names_inviter=named)


def revoke_invitations(user: User) -> None:
    """Take back every open invitation of this person."""
    now = timezone.now()
    Invitation.objects.filter(open_invitations(now), inviter=user).update(revoked_at=now)


@transaction.atomic
def accept_invitation(invitation_id: int, user: User) -> Couple:
    """Accept an invitation. PairingRefused says why it cannot be; of two at once, one wins."""
    now = timezone.now()
    inviters = Invitation.objects.filter(pk=invitation_id).values("inviter")
    both = User.objects.filter(Q(pk=user.pk) | Q(pk__in=inviters))
    # People before invitations, and in the order of their ids: two may be accepting each other at this moment.
    if not all(person.is_active for person in both.select_for_update().order_by("pk")):
        raise PairingRefused(CannotPair.UNUSABLE)
    rows = Invitation.objects.select_for_update(of=("self",)).filter(open_invitations(now), pk=invitation_id)
    invitation = rows.select_related("inviter").first()
    if invitation is None:
        raise PairingRefused(CannotPair.UNUSABLE)
    if reason := reason_not_to_pair(invitation, user):
        raise PairingRefused(reason)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=now, accepted_by=user)
    for person in (invitation.inviter, user):
        revoke_invitations(person)
    announce_soon(ACCEPTED)
    return pair(invitation.inviter, user)
