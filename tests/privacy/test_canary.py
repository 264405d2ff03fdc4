"""Nothing intimate lies open on the disk, in Redis, in a log or in a temp folder (safety 13)."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import redis
from channels.db import database_sync_to_async as in_database
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from couples.models import User
from dialogues.models import Dialogue, Turn
from dialogues.protocol.kinds import KINDS
from reminders import phones
from reminders.models import Notice, Ways
from reminders.sending import send_due
from reminders.sweep import sweep
from tests.dialogues.phone import Phone
from tests.dialogues.talk import Talk, new_key
from tests.live import WebProcess
from tests.people import pair, person, session_cookie, signed_in
from tests.privacy import promises
from tests.reminders.sinks import Browser, push_service
from tests.workup.lives import mark
from transcripts.models import Parcel
from transcripts.taking import packing
from vault.fields import SealedTextField
from workup.course import Course, url_of
from workup.models import Answer, Shared, Thanks, Wording, Workup
from workup.saving import SOME_MONTHS

CANARY = "quietdinnercanary"
OPEN_WORD = "pronounsinclear"  # a profile is stored in clear: what proves that the search finds things

# Text that is not sealed, and why that is all right.
IN_CLEAR = {
    "account_emailaddress.email": "signing in looks it up",
    "account_emailconfirmation.key": "a random key",
    "appointments_feed.token_hash": "a hash",
    "appointments_weeklytime.zone": "a name from a list",
    "auth_group.name": "Django's own, empty",
    "auth_permission.codename": "Django's own names",
    "auth_permission.name": "Django's own names",
    "change_requests_asked.before": "a name from a table of ours",
    "change_requests_change.act": "a name from a table of ours",
    "change_requests_change.state": "a name from a table of ours",
    "change_requests_plan.often": "one of five",
    "change_requests_plan.piece": "first, second or third",
    "change_requests_plan.weekdays": "numbers of weekdays",
    "change_requests_request.key": "a random key of the page",
    "change_requests_request.state": "a name from a table of ours",
    "couples_consent.what": "the name of an agreement",
    "couples_invitation.code_hash": "a hash",
    "couples_invitation.salt": "random bits",
    "couples_invitation.token_hash": "a hash",
    "couples_profile.first_name": "stands in mails and on the partner's phone; no word of theirs",
    "couples_profile.language": "a code",
    "couples_profile.pronouns": "told to be called by; no word of theirs",
    "couples_profile.time_zone": "a name from a list",
    "couples_signinlink.token_hash": "a hash",
    "couples_user.email": "signing in looks it up",
    "couples_user.password": "a slow hash",
    "dialogues_dialogue.kind": "a name from the protocol",
    "dialogues_dialogue.mode": "a name from the protocol",
    "dialogues_dialogue.snapshot": "steps and slots, no words",
    "dialogues_turn.blanked": "how words went",
    "dialogues_turn.key": "a random key of the phone",
    "dialogues_turn.move": "a name from the protocol",
    "dialogues_turn.step": "a name from the protocol",
    "django_content_type.app_label": "Django's own names",
    "django_content_type.model": "Django's own names",
    "django_session.session_data": "who is signed in, and an invitation's number on the way",
    "django_session.session_key": "a random key",
    "exits_commitment.how_far": "one of three",
    "exits_exit.key": "a random key of the page",
    "exits_exit.state": "a name from a table of ours",
    "exits_freed.key": "a random key of the page",
    "mfa_authenticator.data": "public keys, and secrets sealed by the adapter",
    "mfa_authenticator.type": "a name from a list",
    "reminders_muted.sort": "the name of a sort of ours",
    "reminders_notice.occasion": "ids and days",
    "reminders_notice.path": "an address of ours, with ids at most",
    "reminders_notice.sort": "the name of a sort of ours",
    "reminders_phone.address_hash": "a hash",
    "transcripts_parcel.format": "one of three",
    "transcripts_parcel.state": "one of five",
    "transcripts_parcel.trouble": "one of three",
    "transcripts_parcel.what": "one of three",
    "usersessions_usersession.data": "allauth's own, empty",
    "usersessions_usersession.session_key": "a random key",
    "usersessions_usersession.user_agent": "shown to the owner to tell phones apart",
    "workup_answer.about": "the random id of somebody named in a sealed answer",
    "workup_answer.question": "the name of a question of ours",
    "workup_answer.writer": "a random key of the page",
    "workup_shared.part": "the name of a part of ours, or a random id",
    "workup_wording.part": "the name of a part of ours, or a random id",
    "vault_check.master": "the id of a key",
    "vault_check.wrapped": "sealed by the master key",
    "vault_datakey.master": "the id of a key",
    "vault_datakey.wrapped": "sealed by the master key",
}
SEALED = {
    "appointments_feed.token",
    "change_requests_asked.text",
    "change_requests_gift.words",
    "change_requests_lookedback.text",
    "change_requests_plan.words",
    "change_requests_request.told_text",
    "change_requests_thanks.words",
    "dialogues_dialogue.prepared",
    "dialogues_dialogue.topic",
    "dialogues_turn.words",
    "exits_brought.words",
    "exits_commitment.words",
    "exits_easing.words",
    "exits_exit.told_text",
    "exits_freed.words",
    "exits_review.seen_text",
    "reminders_phone.address",
    "pulse_pulse.numbers_text",
    "transcripts_note.words",
    "transcripts_parcel.content",
    "workup_answer.value",
    "workup_shared.sources",
    "workup_shared.words",
    "workup_thanks.words",
    "workup_wording.basis",
    "workup_wording.words",
}


def text_columns() -> Iterator[str]:
    holds_text = (models.CharField, models.TextField, models.JSONField, models.BinaryField, SealedTextField)
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, holds_text):
                yield f"{model._meta.db_table}.{field.attname}"


def test_each_text_column_is_sealed_or_has_a_reason():
    assert set(text_columns()) == set(IN_CLEAR) | SEALED


def sees(folder: Path, what: str, since: float = 0.0) -> list[str]:
    """The files below a folder that hold this text."""
    found = []
    for parent, _, names in os.walk(folder):  # it passes over folders that go meanwhile
        for path in (Path(parent, name) for name in names):
            with suppress(OSError):  # gone meanwhile, as temp files do
                if path.is_file() and path.stat().st_mtime >= since and what.encode() in path.read_bytes():
                    found.append(str(path.relative_to(folder)))
    return found


def in_redis(what: str) -> list[str]:
    """The keys that hold this text, and whatever else Redis would write to a disk."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        keys = list(client.scan_iter())
        return [repr(key) for key in keys if what.encode() in (client.dump(key) or b"") + key]


def promise(cookie: str) -> None:
    """An exit and a request from their first box to their last, and what the pages then say to a real server."""
    phone = Client()
    phone.cookies[settings.SESSION_COOKIE_NAME] = cookie
    ana, ben = (User.objects.get(email=f"{name}@example.org") for name in ("ana", "ben"))
    promises.exit(phone, ana, ben, CANARY)
    promises.request(phone, ana, ben, CANARY)


def write_on_every_page(cookie: str) -> None:
    """Put the canary into each text box that a signed-in partner finds, and send it."""
    phone = Client()
    phone.cookies[settings.SESSION_COOKIE_NAME] = cookie
    for path in (
        "/dialogues/new/",
        "/you/",
        "/invite/code/",
        "/before/",
        "/accounts/email/",
        "/pulse/",
        "/transcripts/search/",
    ):
        page = phone.get(path).text
        for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
            if "logout" in form or "/exit/" in form or "withdraw" in form:
                continue
            action = re.search(r'action="([^"]*)"', form)
            names = re.findall(r'<(?:input|textarea)[^>]*name="([^"]+)"', form)
            typed = {name: CANARY for name in names if name not in ("first_name", "pronouns")}
            phone.post(action[1] if action else path, typed)
    phone.post(
        "/you/", {"first_name": "Ana", "pronouns": OPEN_WORD, "language": "en", "time_zone": "Europe/Paris"}
    )
    for kind in KINDS:
        topic = f"{CANARY} topic"
        phone.post("/dialogues/", {"kind": kind, "mode": "written", "topic": topic, "keep": "yes"})


async def play_with_words(server: WebProcess, talk: Talk) -> None:
    """A dialogue over real sockets, each move with the canary, some of them refused, one taken back."""
    phones = {
        who: await Phone.at(server.base_url, talk.pk, talk.who[who].session_key) for who in ("ana", "ben")
    }
    script = "ben accept, ana ready, ben ready, ana send, ben send, ben mirror, ana more, ana withdraw, ana not_quite"
    version = 0
    for act in script.split(", "):
        who, move = act.split()
        said = f"{CANARY} {move}" if move in ("ready", "send", "mirror", "more", "not_quite") else ""
        answer = await phones[who].move(move, said, seen=version)
        await phones[who].move(move, said * 300, seen=version)
        await phones[who].send(f'{{"do": "{CANARY}", "words": "{CANARY}"')
        version = answer["version"]
    assert any(CANARY in turn["html"] for frame in phones["ben"].frames for turn in frame.get("turns", []))
    for phone in phones.values():
        await phone.leave()


def look_for_it(server: WebProcess, cookie: str) -> None:
    """Search for the canary, key by key, in a real server, and open where it stands."""
    with httpx.Client(base_url=server.base_url, cookies={settings.SESSION_COOKIE_NAME: cookie}) as web:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', web.get("/transcripts/search/").text)
        assert token
        for end in range(1, len(CANARY) + 1):
            fields = {"q": f"“{CANARY[:end]}", "csrfmiddlewaretoken": token[1]}
            found = web.post("/transcripts/search/", data=fields).text
        [*_, hit] = re.findall(r'href="(/transcripts/[^"]*turn-\d+)"', found)
        assert f"<mark>{CANARY}</mark>" in web.get(hit).text


def by_the_form_door(server: WebProcess, talk: Talk, cookie: str) -> None:
    """A move that a plain page sends, with the canary in fields that do not belong there too."""
    phone = Client()
    phone.cookies[settings.SESSION_COOKIE_NAME] = cookie
    for move in ("mirror", CANARY):
        fields = {"move": move, "words": CANARY, "seen": "x", "key": new_key(), "at": CANARY}
        phone.post(f"/dialogues/{talk.pk}/moves/?{CANARY}", fields)


def work_up(server: WebProcess, cookie: str) -> None:
    """A workup with the canary in every answer, refused ones among them; shared, thanked for, read and taken away."""
    phone, his = Client(), signed_in(User.objects.get(email="ben@example.org"))
    phone.cookies[settings.SESSION_COOKIE_NAME] = cookie
    person = {"person": "mother-of-ana", "name": CANARY}
    phone.get("/workup/")
    workup = Workup.objects.get()
    phone.post("/workup/question/caretakers/", person | {"seen": "0", "workup": str(workup.pk)})
    for step in Course(workup).steps[1:]:
        typed = {"pick": CANARY, "own": f"{CANARY} too", "words": CANARY, "choice": CANARY, "scale": CANARY}
        typed |= {"pair": "", **{f"cell-{at}": f"{CANARY} {at}" for at in range(4)}}
        for seen, writer in (("0", "A" * 22), ("0", "B" * 22), (CANARY, CANARY)):
            how = {"seen": seen, "writer": writer, "workup": str(workup.pk)}
            phone.post(url_of(step), typed | how | {"words": f"{CANARY} {seen}"})
        phone.post(url_of(step), dict.fromkeys(typed, CANARY * 300))
    phone.post("/workup/picture/same/", {"theirs": CANARY, "partner": CANARY, "same": "yes"})
    for part in ("need", "likeness"):
        phone.post(
            "/workup/picture/words/",
            {"part": part, "words": f"{CANARY} in own words"} | {"mark": mark(phone, part)},
        )
        phone.post("/workup/picture/share/", {"part": part} | {"mark": mark(phone, part)})
    for row in Shared.objects.all():
        his.post(f"/workup/together/{row.pk}/thank/", {"words": f"thanks for {CANARY}"})
    phone.post(f"/workup/together/{Shared.objects.get(part='likeness').pk}/take-back/")
    phone.post("/dialogues/new/", {"kind": "intentional", "topic": CANARY})
    phone.post("/workup/finish/")
    Workup.objects.update(finished_at=timezone.now() - SOME_MONTHS * 2)
    phone.post("/workup/again/")
    assert phone.get("/workup/picture/changes/").status_code == 200
    phone.post("/workup/let-go/caretakers/mother-of-ana/")
    Workup.objects.exclude(pk=workup.pk).delete()
    with httpx.Client(base_url=server.base_url, cookies={settings.SESSION_COOKIE_NAME: cookie}) as web:
        for path in ("", "picture/", "together/", "question/needed/", "take-away/workup.json"):
            assert path == "" or CANARY in web.get(f"/workup/{path}").text
        assert web.get(f"/workup/take-away/{workup.pk}/workup.pdf", timeout=30).content.startswith(b"%PDF")


def take_away(server: WebProcess, cookie: str) -> None:
    """All dialogues and all that is Ana's, in each format: packed here, fetched from the server."""
    phone = Client()
    phone.cookies[settings.SESSION_COOKIE_NAME] = cookie
    with httpx.Client(
        base_url=server.base_url, cookies={settings.SESSION_COOKIE_NAME: cookie}, timeout=30
    ) as web:
        for what in ("all", "mine"):
            for shape in ("pdf", "md", "json"):
                wanted = {"what": what, "format": shape, "notes": "yes"}
                phone.post(f"/transcripts/take/?{CANARY}", wanted | {"dialogue": CANARY})
                phone.post(f"/transcripts/take/?{CANARY}", wanted)
            packing.pack_all()
            for parcel in Parcel.objects.all():
                assert parcel.state == Parcel.READY
                content = web.get(f"/transcripts/take/{parcel.pk}/").content
                assert content.startswith(b"%PDF") or what == "mine" or CANARY.encode() in content
                if what == "all":
                    phone.post(f"/transcripts/take/{parcel.pk}/drop/")


def all_that_is_sent(wanted: Settings) -> list[str]:
    """Every mail and every push of the next months, all of them opened."""
    now = timezone.now()
    with push_service() as service:
        wanted.PUSH_SERVICES, wanted.HAS_MAIL = [service.origin], True
        for user in User.objects.all():
            Ways.objects.create(user=user, by_mail=True, quiet_from="00:00", quiet_until="00:00")
            browser = Browser(f"{service.origin}/{user.pk}")
            phones.add(user, session_cookie(user), **browser.fields)
        for day in range(120):
            sweep(now + timedelta(days=day))
            send_due(now + timedelta(days=day))
        pushes = [f"{path} {headers}" for path, headers, _body in service.pushes]
        opened = [browser.open(body) for path, _h, body in service.pushes if path.endswith(f"/{user.pk}")]
    assert {notice.sort for notice in Notice.objects.all()} >= {"review", "turn"}
    assert mail.outbox
    assert len(pushes) >= User.objects.count()
    return [*(str(letter.message()) for letter in mail.outbox), *pushes, *opened]


@pytest.mark.django_db(transaction=True)
async def test_the_canary_is_found_nowhere(server: WebProcess, settings: Settings):
    began = time.time() - 1

    def prepare() -> tuple[Talk, str]:
        ana, ben = person("Ana"), person("Ben")
        pair(ana, ben)
        cookie = session_cookie(ana)
        write_on_every_page(cookie)
        return Talk(ana, ben), cookie

    talk, cookie = await in_database(prepare)()
    await in_database(work_up)(server, cookie)
    await in_database(promise)(cookie)
    await play_with_words(server, talk)
    await in_database(by_the_form_door)(server, talk, cookie)
    await in_database(look_for_it)(server, cookie)
    await in_database(take_away)(server, cookie)

    def search() -> None:
        assert Dialogue.objects.count() == len(KINDS) + 3
        assert Turn.objects.filter(words__isnull=False).count() >= 3
        assert Answer.objects.filter(value__isnull=False).count() >= 16
        assert [Shared.objects.count(), Wording.objects.count(), Thanks.objects.count()] == [2, 2, 1]
        assert CANARY not in str([session.get_decoded() for session in Session.objects.all()])
        assert CANARY not in "\n".join(all_that_is_sent(settings))
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
        assert sees(settings.DATA / "postgres", OPEN_WORD), "the search itself does not work"
        assert sees(settings.DATA, CANARY) == []
        assert sees(server.log.parent, CANARY) == []
        assert in_redis(CANARY) == []
        here = Path(os.environ.get("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir()))
        assert sees(here, CANARY, since=began) == []

    await in_database(search)()
