"""`make_fixture` runs this on the demo couple: they write in every room, use all that reaches a phone, a mailbox or a
calendar, and what they and the server have then is written down."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from pyrage.x25519 import Identity

from appointments import services
from backups import backup_keys
from backups.models import BackupRun
from couples import magic_links, pairing
from couples.models import Admission, Invitation, Partner, SignInLink, User
from mail.models import OutgoingMail
from reminders.models import MutedReminder
from reminders.scheduler import claim_due
from tests.factories import person
from tests.privacy.everything import fill
from tests.upgrades import elsewhere, old_data
from transcripts.exports import services as exports_services
from transcripts.exports import worker
from transcripts.exports.build import exportable_dialogues
from transcripts.models import Export

PASSWORD = "a quiet place for two"  # noqa: S105
FAR = datetime(2999, 1, 1, tzinfo=UTC)


def sign_in(user: User) -> Client:
    """This person's phone, signed in by a link."""
    phone = Client()
    phone.post(magic_links.create_link(user))
    return phone


def protect(user: User) -> None:
    """Give them a password, a confirmed address, and an authenticator app."""
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    request = RequestFactory().get("/")
    request.user = user
    with request_context(request):
        TOTP.activate(user, generate_totp_secret())


def take_away(user: User) -> None:
    """Their newest dialogue, as a file for programs that is packed and not fetched yet."""
    partner = Partner.objects.current(user)
    assert partner
    newest = exportable_dialogues(partner)[0]
    exports_services.request_export(
        user, partner, scope=Export.ONE, format="json", dialogue=newest, notes=True
    )
    worker.build_waiting()


def invite(user: User) -> str:
    """They invite a partner, by a link and by words. Returns the link's path."""
    invitation = pairing.open_invitation(user)
    pairing.invitation_code(invitation)
    return f"/i/{pairing.invitation_token(invitation)}/"


def agree_on_a_time(user: User) -> None:
    """Agree to the time that the partner proposed, and propose another."""
    partner = Partner.objects.current(user)
    assert partner
    _agreed, proposed = services.active_times(partner)
    assert proposed
    services.accept_proposal(partner, proposed.pk)
    services.propose_time(partner, 2, time(19))


def remind() -> None:
    MutedReminder.objects.filter(sort__in=["turn", "review"]).delete()
    claim_due(throttled=False)


def let_nothing_expire() -> None:
    Session.objects.update(expire_date=FAR)
    for model in (Admission, Invitation, OutgoingMail, Export, SignInLink):
        model._base_manager.update(expires_at=FAR)


def main(target: Path) -> None:
    """Leaves `words.json` and `elsewhere.json` in this folder."""
    people = {name: User.objects.get(email=f"{name}@example.org") for name in ("ana", "ben")}
    fill(*people.values())
    agree_on_a_time(people["ana"])
    take_away(people["ana"])
    remind()
    with backup_keys.create_recipient([Identity.generate().to_public()]):
        BackupRun.objects.create()
    people["fay"] = person("Fay")
    protect(people["fay"])
    phones = {name: sign_in(user) for name, user in people.items()}
    phones["fay"].post("/accounts/password/reset/", {"email": people["fay"].email})
    links = [
        invite(people["fay"]),
        magic_links.create_link(people["ben"]),
        *elsewhere.links_sent(people.values()),
    ]
    let_nothing_expire()
    for name, content in (("words", old_data.words()), ("elsewhere", elsewhere.gather(phones, links))):
        write(target / f"{name}.json", content)


def write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1))
