"""Everybody who might knock: nobody, Eve, an ex-partner, someone invited, another couple's partner, and the two."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import time

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.utils import timezone

from appointments import services
from appointments.models import WeeklyTime
from caring import gifts, lists
from caring.models import Line
from change_requests import plans
from change_requests.draft_data import Wish
from change_requests.models import Gift, Plan, Request
from change_requests.transitions import active_plan
from core.form_utils import idempotency_key
from couples import pairing
from couples.leaving import leave_couple
from couples.models import Partner, User
from couples.pairing import INVITATION
from couples.sessions import hash_session_key
from couples.views import SAFETY_ASKED
from exits import services as exits_services
from exits import time_notes
from exits.categories import ExitDetails
from exits.models import Exit, SupportOffer, TimeNote
from exits.sharing import start_dialogue
from reminders import push_subscriptions
from reminders.models import PushSubscription
from tests.change_requests.factories import DETAILS, create_chosen_request, draft
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, Talk
from tests.factories import pair, person, session_cookie
from tests.privacy.promises import TO_THE_PROMISE
from tests.privacy.routes import Route
from tests.reminders.fake_servers import Browser
from therapist import services as therapist
from therapist.models import TherapistLink
from transcripts.exports import services as exports_services
from transcripts.exports import worker
from transcripts.exports.build import exportable_dialogues
from transcripts.models import Export, Note
from vision.line_data import LineDetails
from vision.lines import create_line
from vision.models import DreamLine, SharedLine
from vision.page import keep_lines
from vision.read_lines import ReadLine
from workup.models import SharedPart, Workup
from workup.picture_context import PicturePage
from workup.services import BaseVersion, save_answer
from workup.sharing import share_wording

SECRET = "plain canary words of Ana"
QUESTIONS = {
    "workup:answer": "needed",
    "workup:answer_about": "felt_good",
    "workup:delete_person": "caretakers",
}
ANAS_MOTHER = {"id": "mother-of-ana", "name": f"Mother, {SECRET}"}
PASSKEY = {  # what a browser's virtual lock once answered, for a name of this machine
    "name": "My phone",
    "credential": {
        "id": "dK6FlUJvda8zpwk0rw80MRZJagCZgxcYwGn0cHXv5vU",
        "rawId": "dK6FlUJvda8zpwk0rw80MRZJagCZgxcYwGn0cHXv5vU",
        "type": "public-key",
        "response": {
            "clientDataJSON": (
                "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiM1FKUjdNUUdmY3pGZmg5VDZ2T2t3U21RVl8yZlMzbmhFNEZj"
                "eVJWVVJ3TSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6NDY0NDMiLCJjcm9zc09yaWdpbiI6ZmFsc2V9"
            ),
            "attestationObject": (
                "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVikSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAQECAwQFBgcI"
                "AQIDBAUGBwgAIHSuhZVCb3WvM6cJNK8PNDEWSWoAmYMXGMBp9HB17-b1pQECAyYgASFYIF8FKvm7KCfMBunEXpxFKKIEIxWeK2U2"
                "TdWL8XgU-Z_uIlggf1YF9WKMClSnKeCf-Lj2ox7Q9fhpMdVH8kIgdIZHbEw"
            ),
        },
        "clientExtensionResults": {},
    },
}


@dataclass
class Cast:
    """Session cookies by persona, and what of Ana's they knock at."""

    cookies: dict[str, str]
    talk: Talk
    before: Talk
    session: UserSession
    passkey: Authenticator
    shared: SharedPart
    request: Request
    exit: Exit
    phone: PushSubscription
    weekly: WeeklyTime
    export: Export
    link: TherapistLink
    line: Line
    browsers: dict[str, Client] = field(default_factory=dict)

    def browser(self, persona: str) -> Client:
        """A browser that has just been opened, with no more than a session's cookie."""
        client = self.browsers.setdefault(persona, Client(raise_request_exception=False))
        client.cookies.clear()
        if persona in self.cookies:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[persona]
        return client

    def path(self, route: Route) -> str:
        """The address of this route, always with something of Ana's in it."""
        return route.path({name: self.argument(route.name, name) for name in route.parameters})

    def argument(self, route: str, name: str) -> object:
        match name:
            case "pk":
                return self.key(route)
            case "gift" | "words_pk":
                return Gift.objects.get().pk
            case "plan":
                return Plan.objects.get().pk
            case "note_id":
                return TimeNote.objects.get().pk
            case "seq":
                return self.talk.now().version
            case "question":
                return QUESTIONS.get(route, "")
        known: dict[str, object] = {
            "dialogue": self.talk.pk,
            "phone": self.phone.pk,
            "export": self.export.pk,
            "token": "AAAAAAAAAAAAAAAAAAAAAA",
            "key": "ab",
            "name": "pulse",
            "uidb36": "1",
            "section": "hurt",
            "about": ANAS_MOTHER["id"],
            "link": self.link.pk,
            "shared": self.shared.pk,
            "workup": self.shared.workup_id,
            "number": 1,
        }
        return known[name]

    def key(self, route: str) -> object:
        """Of which row of Ana's this route tells."""
        if route == "exits:offer":
            return SupportOffer.objects.get().pk
        if route == "vision:take_back":
            return SharedLine.objects.get().pk
        if route.startswith("vision:"):
            return DreamLine.objects.get().pk
        rows = {
            "appointments": self.weekly,
            "caring": self.line,
            "change_requests": self.request,
            "exits": self.exit,
            "end_session": self.session,
        }
        return rows.get(route.split(":")[0], self.passkey).pk


def gather() -> Cast:
    """The cast on the stage. Ana was with the ex-partner before, and is with Ben now."""
    people = {name: person(name) for name in ("Ana", "Ben", "Ex", "Eve", "Invited", "Cleo", "Dan")}
    pair(people["Ana"], people["Ex"])
    before = Talk(people["Ana"], people["Ex"])
    before.play("ben accept, ana ready, ben ready")
    before.make("ana", "send", SECRET)
    place = Partner.objects.current(people["Ana"])
    assert place
    leave_couple(place)
    pair(people["Ana"], people["Ben"])
    pair(people["Cleo"], people["Dan"])
    talk = Talk(people["Ana"], people["Ben"])
    talk.play(ROUND_OF_ANA)
    talk.make("ana", "not_today")
    talk.make("ana", "appreciate", SECRET)
    cookies = {name.lower(): sign_in(user) for name, user in people.items()}
    invite(cookies["invited"], people["Eve"])
    session = UserSession.objects.create(
        user=people["Ana"],
        ip="127.0.0.1",
        user_agent="x",
        session_key=hash_session_key(cookies["ana"]),
        last_seen_at=timezone.now(),
    )
    passkey = Authenticator.objects.create(user=people["Ana"], type="webauthn", data=PASSKEY)
    shared = share_a_workup(people["Ana"])
    partners = people["Ana"], people["Ben"]
    line = care(*partners)
    promised = ask(*partners), promise(*partners)
    dream(people["Ana"], talk)
    reminders = reminded(people["Ana"])
    place = Partner.objects.current(people["Ana"])
    assert place
    link = therapist.ask(place, "workup", shared.pk, 7)
    export = packed(people["Ana"])
    return Cast(cookies, talk, before, session, passkey, shared, *promised, *reminders, export, link, line)


def reminded(ana: User) -> tuple[PushSubscription, WeeklyTime]:
    """A browser of Ana's that shows reminders, and a weekly time that she proposed."""
    browser = Browser("https://updates.push.services.mozilla.com/wpush/v2/x")
    place = Partner.objects.current(ana)
    assert place
    return push_subscriptions.add_subscription(
        ana, session_cookie(ana), **browser.fields
    ), services.propose_time(place, 6, time(20))


def packed(ana: User) -> Export:
    """All that Ana and Ben said, packed for Ana to be taken away, with a note of hers."""
    place = Partner.objects.current(ana)
    assert place
    Note.objects.create(user=ana, dialogue=exportable_dialogues(place)[0], seq=1, words=SECRET)
    export, _ = exports_services.request_export(ana, place, scope=Export.ALL, format="md", notes=True)
    worker.build_waiting()
    return export


def care(ana: User, ben: User) -> Line:
    """A line on Ana's list, which Ben may read, and what he picked to give."""
    hers, his = Partner.objects.current(ana), Partner.objects.current(ben)
    assert hers
    assert his
    line = lists.add_line(hers, "wish", SECRET)
    lists.show_list(hers)
    gifts.start_gift(his, "a word of Ben's")
    return line


def ask(ana: User, ben: User) -> Request:
    """A request of Ana's: what she prepared is hers alone, and what Ben gives her they both read."""
    told = replace(DETAILS, fear=SECRET, wishes=(Wish("first"), Wish("second"), Wish("third")))
    row = create_chosen_request(ana, ben, row=draft(ana, told))
    plan = active_plan(row)
    assert plan
    plans.add_gift(row, plan.giver, plan.pk, plan.days[0], "a word of Ben's")
    return row


def promise(ana: User, ben: User) -> Exit:
    """An exit of Ana's: what she tells of it is hers alone, and what she promised they both read."""
    place = Partner.objects.current(ana)
    assert place
    row = exits_services.create_exit(
        place, ExitDetails(name="my phone at dinner", gives=SECRET), idempotency_key()
    )
    dialogue = start_dialogue(row, words="my phone", mode="written", keep=True, prepared=SECRET)
    Talk(ana, ben, dialogue=dialogue).play(TO_THE_PROMISE)
    row.refresh_from_db()
    today = timezone.localdate()
    time_notes.add_time_note(row, day=today, words="a walk", shared=True, key=idempotency_key())
    return row


def dream(ana: User, talk: Talk) -> None:
    """A line that is Ana's alone, and one that she read to Ben."""
    place = Partner.objects.select_related("couple", "user__profile").get(user=ana, left_at=None)
    create_line(place, LineDetails(SECRET, 5), idempotency_key())
    keep_lines(place.couple, talk.pk, [ReadLine(1, place.slot, SECRET)])


def share_a_workup(user: User) -> SharedPart:
    """Two workups of Ana. Of the present one her partner may read a part."""
    for words in ("what she wrote before", SECRET):
        workup = Workup.objects.create(user=user)
        put(workup, "caretakers", [ANAS_MOTHER])
        put(workup, "felt_good", [{"word": SECRET, "strength": 3}], ANAS_MOTHER["id"])
        put(workup, "needed", words)
    place = Partner.objects.current(user)
    assert place
    need = PicturePage(workup, place).part("need")
    assert need
    share_wording(place, workup, need, need.digest)
    return SharedPart.objects.get()


def put(workup: Workup, question: str, value: object, about: str = "") -> None:
    save_answer(workup, question, about, value, BaseVersion())


def sign_in(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def invite(cookie: str, inviter: User) -> None:
    """Put an invitation by Eve into the session, as its link does."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    session = client.session
    session[INVITATION], session[SAFETY_ASKED] = pairing.open_invitation(inviter).pk, True
    session.save()
