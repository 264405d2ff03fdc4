"""Ana and Ben write the canary wherever there is a box for words, over every way in."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from couples.models import Couple, User
from dialogues.models import Dialogue
from dialogues.protocol import INVITED
from dialogues.protocol.kinds import KINDS
from reminders import push_subscriptions
from reminders.delivery import deliver_due
from reminders.models import Notice, ReminderPreferences
from reminders.scheduler import claim_due
from tests.dialogues.dialogue_driver import Talk, new_key
from tests.dialogues.socket_client import Phone
from tests.factories import session_cookie, signed_in
from tests.parent_child.factories import open_gate
from tests.privacy import promises
from tests.privacy.columns import PROFILE_TEXTS
from tests.reminders.fake_servers import Browser, push_service
from tests.web_process import WebProcess
from tests.workup.workup_answers import part_mark
from therapist import services as therapist
from therapist.models import TherapistLink
from transcripts.exports import worker
from transcripts.models import Export, Note
from workup.models import SharedPart, Workup
from workup.navigation import QuestionnaireCourse, screen_url
from workup.services import REPEAT_AFTER

CANARY = "quietdinnercanary"
OPEN_WORD = "pronounsinclear"  # a profile is stored in clear: what proves that the search finds things


def promise(cookie: str) -> None:
    """An exit, a request and a list from their first box to their last, and what pages then say to a real server."""
    phone = Client()
    phone.cookies[settings.SESSION_COOKIE_NAME] = cookie
    ana, ben = (User.objects.get(email=f"{name}@example.org") for name in ("ana", "ben"))
    promises.exit(phone, ana, ben, CANARY)
    promises.request(phone, ana, ben, CANARY)
    promises.caring(phone, ana, ben, CANARY)
    promises.vision(phone, ana, ben, CANARY)


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
            phone.post(action[1] if action else path, dict.fromkeys(names, CANARY))
    fill_in_profile(phone)
    open_gate(Couple.objects.get())
    for kind, rules in KINDS.items():
        topic = f"{CANARY} topic"
        path = "/the-child-i-was/invite/" if kind == "parent_child" else "/dialogues/"
        phone.post(path, {"who": CANARY, "kind": kind, "mode": rules.modes[0], "topic": topic, "keep": "yes"})
        say_yes()


def fill_in_profile(phone: Client) -> None:
    """Save a profile with the canary in each sealed field, and a word of its own in one that is not sealed."""
    before = {name: value or "" for name, value in phone.get("/you/").context["form"].initial.items()}
    values = before | {"pronouns": OPEN_WORD} | dict.fromkeys(PROFILE_TEXTS, CANARY)
    assert phone.post("/you/", values).status_code == 302


def say_yes() -> None:
    """Ben accepts every invitation, because only a few may wait for an answer."""
    ana, ben = (User.objects.get(email=f"{name}@example.org") for name in ("ana", "ben"))
    for dialogue in Dialogue.objects.filter(snapshot__step=INVITED):
        Talk(ana, ben, dialogue=dialogue).play("ben accept")


async def play_with_words(server: WebProcess, talk: Talk) -> None:
    """A dialogue over real sockets, each move with the canary, some of them refused, one taken back."""
    phones = {
        who: await Phone.join(server.base_url, talk.pk, talk.credentials[who].session_key)
        for who in ("ana", "ben")
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
    """A move that a plain page sends, with the canary in fields that do not belong there too; and a note beside it."""
    phone = Client()
    phone.cookies[settings.SESSION_COOKIE_NAME] = cookie
    for move in ("mirror", CANARY):
        fields = {"move": move, "words": CANARY, "seen": "x", "key": new_key(), "at": CANARY}
        phone.post(f"/dialogues/{talk.pk}/moves/?{CANARY}", fields)
    for seen in ("0", "0", "7"):
        phone.post(f"/transcripts/{talk.pk}/4/note/", {"words": f"{CANARY} noted {seen}", "seen": seen})
    assert CANARY in Note.objects.get().words


def work_up(server: WebProcess, cookie: str) -> None:
    """A workup with the canary in every answer, refused ones among them; shared, thanked for, read and taken away."""
    phone, his = Client(), signed_in(User.objects.get(email="ben@example.org"))
    phone.cookies[settings.SESSION_COOKIE_NAME] = cookie
    person = {"person": "mother-of-ana", "name": CANARY}
    phone.get("/workup/")
    workup = Workup.objects.get(user__email="ana@example.org")
    phone.post("/workup/question/caretakers/", person | {"seen": "0", "workup": str(workup.pk)})
    for step in QuestionnaireCourse(workup).screens[1:]:
        typed = {"pick": CANARY, "own": f"{CANARY} too", "words": CANARY, "choice": CANARY, "scale": CANARY}
        typed |= {"pair": "", **{f"cell-{at}": f"{CANARY} {at}" for at in range(4)}}
        for seen, writer in (("0", "A" * 22), ("0", "B" * 22), (CANARY, CANARY)):
            how = {"seen": seen, "writer": writer, "workup": str(workup.pk)}
            phone.post(screen_url(step), typed | how | {"words": f"{CANARY} {seen}"})
        phone.post(screen_url(step), dict.fromkeys(typed, CANARY * 300))
    phone.post("/workup/picture/same/", {"theirs": CANARY, "partner": CANARY, "same": "yes"})
    for part in ("need", "likeness"):
        phone.post(
            "/workup/picture/words/",
            {"part": part, "words": f"{CANARY} in own words"} | {"mark": part_mark(phone, part)},
        )
        phone.post("/workup/picture/share/", {"part": part} | {"mark": part_mark(phone, part)})
    for row in SharedPart.objects.all():
        his.post(f"/workup/together/{row.pk}/thank/", {"words": f"thanks for {CANARY}"})
    hand_over(server, phone, his)
    phone.post(f"/workup/together/{SharedPart.objects.get(part='likeness').pk}/take-back/")
    phone.post("/dialogues/new/", {"kind": "intentional", "topic": CANARY})
    phone.post("/workup/finish/")
    Workup.objects.update(finished_at=timezone.now() - REPEAT_AFTER * 2)
    phone.post("/workup/again/")
    assert phone.get("/workup/picture/changes/").status_code == 200
    phone.post("/workup/let-go/caretakers/mother-of-ana/")
    Workup.objects.exclude(pk=workup.pk).delete()
    with httpx.Client(base_url=server.base_url, cookies={settings.SESSION_COOKIE_NAME: cookie}) as web:
        for path in ("", "picture/", "together/", "question/needed/", "take-away/workup.json"):
            assert path == "" or CANARY in web.get(f"/workup/{path}").text
        assert web.get(f"/workup/take-away/{workup.pk}/workup.pdf", timeout=30).content.startswith(b"%PDF")


def hand_over(server: WebProcess, phone: Client, his: Client) -> None:
    """A part that both hand over to a therapist, who guesses once and then reads it from a real server."""
    part = f"workup:{SharedPart.objects.get(part='need').pk}"
    for what, days in ((CANARY, "7"), (part, CANARY), (part, "7")):
        phone.post("/therapist/ask/", {"what": what, "days": days, "email": "ana@example.org"})
    link = TherapistLink.objects.get()
    his.post(f"/therapist/{link.pk}/yes/", {"email": CANARY})
    his.post(f"/therapist/{link.pk}/yes/", {"email": "ben@example.org"})
    secrets = therapist.derive_secrets(link)
    with httpx.Client(base_url=server.base_url) as web:
        path = f"/therapist/read/{secrets.token}/"
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', web.get(path).text)
        assert token
        for words in (CANARY, secrets.words):
            page = web.post(path, data={"words": words, "csrfmiddlewaretoken": token[1]}).text
        assert CANARY in page


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
            worker.build_waiting()
            for export in Export.objects.all():
                assert export.state == Export.READY
                content = web.get(f"/transcripts/take/{export.pk}/").content
                assert content.startswith(b"%PDF") or what == "mine" or CANARY.encode() in content
                if what == "all":
                    phone.post(f"/transcripts/take/{export.pk}/drop/")


def all_that_is_sent(wanted: Settings) -> list[str]:
    """Every mail and every push of the next months, all of them opened."""
    now = timezone.now()
    with push_service() as service:
        wanted.PUSH_SERVICES, wanted.HAS_MAIL = [service.origin], True
        wanted.ORIGINS = ["https://imago.example"]
        wanted.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        for user in User.objects.all():
            ReminderPreferences.objects.create(
                user=user, by_mail=True, quiet_from="00:00", quiet_until="00:00"
            )
            browser = Browser(f"{service.origin}/{user.pk}")
            push_subscriptions.add_subscription(user, session_cookie(user), **browser.fields)
        for day in range(120):
            claim_due(now + timedelta(days=day))
            deliver_due(now + timedelta(days=day))
        pushes = [f"{path} {headers}" for path, headers, _body in service.pushes]
        opened = [browser.open(body) for path, _h, body in service.pushes if path.endswith(f"/{user.pk}")]
    assert {notice.sort for notice in Notice.objects.all()} >= {"review", "turn"}
    assert mail.outbox
    assert len(pushes) >= User.objects.count()
    return [*(str(letter.message()) for letter in mail.outbox), *pushes, *opened]
