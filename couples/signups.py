"""Who may sign up: everybody, only those with a link, or nobody.

While sign-ups are by invitation, each operator's link and each partner's invitation lets one person in. Both are looked
up in the session, which remembers them from the moment they are opened.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core.hashing import hash_token
from couples import pairing
from couples.admission import Admission
from couples.models import User

if TYPE_CHECKING:
    from allauth.account.models import EmailAddress

OPEN, INVITED, CLOSED = CHOICES = ("open", "invited", "closed")
USED = "used"  # what was opened no longer lets anybody in
ADMISSION = "admission"  # session key: the id of an operator's link
LIFETIME = timedelta(days=14)
FIRST_ACCOUNT_LOCK = 0x696D61676F03


class NotAdmitted(Exception):
    """This person may not sign up now."""


def create_link(lasts: timedelta = LIFETIME) -> str:
    """Return the path of a new operator's link. Only its hash is stored."""
    token = secrets.token_urlsafe(16)
    Admission.objects.create(token_hash=hash_token(token), expires_at=timezone.now() + lasts)
    return reverse("join", args=[token])


def open_links() -> QuerySet[Admission]:
    """Return the operator's links that nobody has signed up with yet, the oldest first."""
    rows = Admission.objects.filter(user=None, expires_at__gt=timezone.now()).exclude(token_hash=None)
    return rows.order_by("pk")


def find_link(token: str) -> Admission | None:
    """Return an operator's link that still lets someone in."""
    row = Admission.objects.filter(token_hash=hash_token(token), expires_at__gt=timezone.now()).first()
    return row if row and is_free(row) else None


def may_sign_up(request: HttpRequest) -> bool:
    """Return whether this visitor may create an account."""
    if settings.SIGNUPS == INVITED:
        row = find_admission(request)
        return is_free(row) if row else is_first_at_home()
    return bool(settings.SIGNUPS == OPEN)


def offer(request: HttpRequest) -> str:
    """Return what a page can offer this visitor: `OPEN` if they may sign up, else why they can't."""
    if may_sign_up(request):
        return OPEN
    was_invited = ADMISSION in request.session or pairing.INVITATION in request.session
    return USED if settings.SIGNUPS == INVITED and was_invited else str(settings.SIGNUPS)


def find_admission(request: HttpRequest, *, lock: bool = False) -> Admission | None:
    """Return what the session's link admits by, or else its invitation. With `lock`, it is saved and locked."""
    now, session = timezone.now(), request.session
    rows = Admission.objects.select_for_update() if lock else Admission.objects.all()
    row = rows.filter(pk=session.get(ADMISSION, 0), expires_at__gt=now).first()
    invitation = pairing.invitation_if_open(session.get(pairing.INVITATION, 0))
    if not invitation or (row and is_free(row, lock=lock)):
        return row
    details = {"expires_at": invitation.expires_at}
    if lock:
        Admission.objects.bulk_create([Admission(invitation=invitation, **details)], ignore_conflicts=True)
    return rows.filter(invitation=invitation).first() or Admission(invitation=invitation, **details)


def claim(request: HttpRequest) -> Admission | None:
    """Lock what admits this visitor, for the rest of the transaction. None if nothing has to. Raises NotAdmitted.

    Deletes an account that the same link made for an address that was never confirmed.
    """
    if settings.SIGNUPS == OPEN:
        return None
    row = find_admission(request, lock=True) if settings.SIGNUPS == INVITED else None
    if row and is_free(row, lock=True):
        previous, row.user = row.user, None
        row.save(update_fields=["user"])
        if previous:
            previous.delete()
        return row
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_ACCOUNT_LOCK])
    if row or settings.SIGNUPS == CLOSED or not is_first_at_home():
        raise NotAdmitted
    return None


def is_free(row: Admission, *, lock: bool = False) -> bool:
    """Return whether nobody has signed up with it, or only an account that was never used."""
    if row.user is None:
        return True
    addresses: QuerySet[EmailAddress] = row.user.emailaddress_set.all()  # type: ignore[attr-defined]
    rows = addresses.select_for_update() if lock else addresses
    return bool(settings.HAS_MAIL) and not row.user.last_login and not any(one.verified for one in rows)


def is_first_at_home() -> bool:
    """Return whether this is an installation at home where nobody has an account yet."""
    return not settings.BEHIND_PROXY and not User.objects.exists()


def delete_expired() -> None:
    """Delete expired admissions."""
    Admission.objects.filter(expires_at__lt=timezone.now()).delete()
