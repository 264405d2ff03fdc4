"""Ana and Ben write the canary wherever an exit, a request, a list or their vision has a box for words."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from caring.models import CaringGift, GivenDay, Line
from change_requests.models import Gift, Plan, Request, RequestReview, Thanks
from couples.models import User
from dialogues.models import Dialogue
from exits.models import Commitment, Exit, Review, SupportOffer, TimeNote
from tests.change_requests.factories import TO_THE_CHOICE, TO_THE_DESIRE
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from vision.models import DreamLine, Joining, SharedLine

TO_THE_PICK = """ben accept, ana ready, ben ready, ana send, ben mirror, ana that_is_all, ben pick, ana thank,
    ana not_today"""
TO_THE_PROMISE = (
    f"{TO_THE_DESIRE}, ana close, ben mirror, ana got_it, ana no_more, ben thank, ben ease, ana thank"
)


class Wary(Talk):
    """A talk in which everything that is said holds the canary."""

    canary = ""

    def play(self, script: str) -> None:
        for act in script.split(","):
            who, move = act.split()
            answer = self.make(who, move, f"{self.canary} {move}")
            assert answer.refusal is None, (act, answer.refusal)


def talk_about(kind: str, ana: User, ben: User, canary: str, script: str) -> None:
    """The dialogue that was begun last, to its end."""
    dialogue = Dialogue.objects.filter(kind=kind, closed_at=None).latest("created_at")
    talk = Wary(ana, ben, dialogue=dialogue)
    talk.canary = canary
    talk.play(script)


def caring(hers: Client, ana: User, ben: User, canary: str) -> None:
    """Lines with the canary: refused, added, changed, shown, put away, and picked as a gift that has other days."""
    his = signed_in(ben)
    for part, text in (
        ("now", canary * 300),
        (canary, canary),
        ("now", f"{canary} a"),
        ("wish", f"{canary} b"),
    ):
        hers.post(f"/caring/mine/?{canary}", {"part": part, "text": text})
    first, second = Line.objects.all()
    hers.post(f"/caring/mine/{first.pk}/", {"part": "now", "text": f"{canary} again", "seen": "1"})
    hers.post("/caring/mine/show/", {"act": "show"})
    his.post("/caring/theirs/not-now/", {"act": "put_away", "line": str(second.pk)})
    talk = Wary(ben, ana, kind="caring")  # Ben began it, so that it's Ana who picks
    talk.canary = canary
    talk.play(TO_THE_PICK)
    hers.post("/caring/gift/days/", {"often": canary, "weeks": canary, "begins_on": canary})
    gift = CaringGift.objects.get()
    assert canary in gift.text
    hers.post("/caring/gift/give/", {"gift": str(gift.pk), "day": timezone.localdate().isoformat()})
    assert GivenDay.objects.exists()


def request(hers: Client, ana: User, ben: User, canary: str) -> None:
    """A request with the canary in each box: drafted, refused, checked, asked, given, thanked for, looked back at."""
    his, rungs = signed_in(ben), ("frustration", "feel", "story", "do", "reminds", "fear", "desire")
    typed = {rung: f"{canary} {rung}" for rung in rungs} | {"key": "A" * 22, "seen": canary}
    wishes = {piece: f"{canary} {piece}" for piece in ("first", "second", "third")}
    hers.post("/requests/new/", typed)
    row = Request.objects.get(key="A" * 22)
    place = f"/requests/{row.pk}/"
    for words in ({"desire": canary * 300}, {"desire": f"{canary} anew", "seen": "0"}, {"desire": canary}):
        hers.post(f"{place}ladder/?{canary}", typed | words)
    for end in ("check/", f"{row.pk}/wishes/"):
        hers.post(f"/requests/{end}", wishes | {"seen": "0"})
    hers.post(f"{place}ask/", {"topic": canary, "mode": "written", "keep": "yes"})
    talk_about(
        "change_request",
        ana,
        ben,
        canary,
        f"{TO_THE_CHOICE}, ben choose_first, ben give, ana mirror, ben got_it, ana thank",
    )
    today = timezone.localdate().isoformat()
    stands = str(Plan.objects.get().pk)
    for upon in (canary, stands):
        his.post(
            f"{place}choose/",
            {"piece": "second", "begins_on": today, "words": canary, "hard": "3", "upon": upon},
        )
    plan = Plan.objects.get(ended_at=None).pk
    his.post(f"{place}give/", {"plan": plan, "day": today, "words": canary})
    his.post(f"{place}give/", {"plan": canary, "day": canary, "words": canary})
    hers.post(f"{place}thank/{Gift.objects.get().pk}/", {"words": canary})
    for phone in (hers, his):
        phone.post(f"{place}look-back/{plan}/", {"for_me": canary, "for_you": canary, "seen": "0"})
        phone.post(f"{place}act/", {"act": canary})
        assert canary in phone.get(place).text
    assert [Plan.objects.count(), Thanks.objects.count(), RequestReview.objects.count()] == [2, 1, 2]


def exit(hers: Client, ana: User, ben: User, canary: str) -> None:
    """An exit with the canary in each box: named, refused, brought, promised, looked back at, its time noted."""
    typed = {"name": f"{canary} phone", "gives": canary, "avoids": canary, "key": "B" * 22}
    for words in ({"name": f"{canary} friends"}, {"gives": canary * 300}, {"often": canary}, {}):
        hers.post(f"/exits/new/?{canary}", typed | words)
    row = Exit.objects.get(key="B" * 22)
    place = f"/exits/{row.pk}/"
    for seen in (canary, "0", "0"):
        hers.post(f"{place}change/", typed | {"gives": f"{canary} {seen}", "seen": seen})
    hers.post(f"{place}bring/", {"topic": f"{canary} friends", "mode": "written"})
    hers.post(f"{place}bring/", {"topic": canary, "mode": "written", "keep": "yes"})
    talk_about("closing_exit", ana, ben, canary, TO_THE_PROMISE)
    row.refresh_from_db()
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for version in (canary, str(row.version)):
        terms = {"how_far": "partly", "words": canary, "day": tomorrow, "seen": version}
        hers.post(f"{place}promise/", terms)
    today = timezone.localdate().isoformat()
    for day in (canary, today):
        note = {"words": canary, "day": day, "shared": "on", "key": "C" * 22}
        hers.post(f"{place}freed/", note)
    due = Review.objects.get(done_at=None)
    for review in (canary, str(due.pk)):
        hers.post(
            f"{place}review/", {"outcome": "kept", "note": canary, "review": review, "next_on": tomorrow}
        )
    hers.post(f"{place}act/", {"act": canary})
    assert canary in signed_in(ben).get("/exits/together/").text
    assert canary in hers.get(place).text
    assert [Commitment.objects.count(), SupportOffer.objects.count(), TimeNote.objects.count()] == [2, 1, 1]
    assert Review.objects.exclude(done_at=None).count() == 1


def vision(hers: Client, ana: User, ben: User, canary: str) -> None:
    """Lines with the canary in each box: refused, checked, written, changed, read, joined, taken back."""
    typed = {"words": canary, "key": "D" * 22}
    for words in ({"words": canary * 300}, {"matters": canary}, {"matters": "5"}):
        hers.post(f"/vision/lines/?{canary}", typed | words)
    hers.post("/vision/lines/check/", {"words": f"We don't {canary}"})
    row = DreamLine.objects.get(key="D" * 22)
    for seen in (canary, "0"):
        hers.post(f"/vision/lines/{row.pk}/", {"words": f"{canary} {seen}", "seen": seen})
    for mode in (canary, "written"):
        hers.post("/vision/lines/invite/", {"mode": mode, "keep": "yes"})
    read = "ana send, ben mirror, ana got_it, ben join, ana ours, ana more, ben mirror, ana got_it, ben join, ana ours"
    is_asked = Dialogue.objects.filter(kind="vision", snapshot__step="invited").exists()
    arrival = (
        "ben accept, ana ready, ben ready" if is_asked else "ana ready, ben ready"
    )  # one is begun elsewhere
    script = f"{arrival}, {read}, ana that_is_all, ana send, ben mirror, ana got_it"
    talk_about("vision", ana, ben, canary, f"{script}, ana not_today, ana keep, ben keep")
    hers.post(f"/vision/kept/{SharedLine.objects.earliest('seq').pk}/take-back/")
    assert canary in signed_in(ben).get("/vision/").text
    assert [DreamLine.objects.count(), SharedLine.objects.count(), Joining.objects.count()] == [3, 1, 1]
