"""The rules of accessibility that a program can check, on every page in light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time
from functools import cache
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from playwright.sync_api import Page, expect

from appointments import feeds, weekly
from bench import years
from change_requests import demo as request_demo
from change_requests.models import Plan, Request
from couples import pairing, people
from couples.models import Couple, Partner, User
from dialogues import erasing
from exits import demo as exit_demo
from exits.models import Exit
from pulse import demo as pulse_demo
from reminders import mail
from reminders.models import Notice
from tests.browser.chromium import launched
from tests.dialogues.talk import ROUND_OF_ANA, WHOLE, Talk
from tests.live import WebProcess
from tests.people import person, session_cookie
from transcripts import beside
from transcripts.models import Parcel
from transcripts.taking import parcels
from workup import demo, saving
from workup.course import Course, url_of
from workup.demo import ANA, BEN
from workup.models import Workup
from workup.portrait import Portrait
from workup.sharing import share

pytestmark = pytest.mark.browser
STOPS = [0, 1, 4, 5, 9, 14]  # how many moves of the script a dialogue has made: invited, ... switching
PASSWORD = "seven quiet otters"
SIGNED_OUT = [
    *["/", "/help/", "/trust/", "/offline/", "/nothing/", "/in/nothing/", "/i/nothing/"],
    *["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"],
]
ON_THE_WAY = ["/before/", "/invite/code/", "/you/", "/you/security/"]
ACCOUNT = [
    *["/you/", "/leave/", "/accounts/sessions/", "/accounts/email/", "/accounts/password/change/"],
    *["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/logout/"],
    *["/you/data/", "/you/data/let-go/", "/you/data/dialogues/let-go/", "/you/delete/"],
]
SMALL = """[...document.querySelectorAll("a, button, summary, select, textarea, input:not([type=hidden])")]
    .filter((part) => part.checkVisibility())
    .map((part) => part.matches("[type=checkbox], [type=radio]") ? part.closest("label") : part)
    .filter((part) => part.getBoundingClientRect().height < 44)
    .map((part) => part.outerHTML.slice(0, 120))"""
WIDE = "document.documentElement.scrollWidth > innerWidth"
Opened = Callable[[str], Page]
slow_hash = cache(make_password)


def with_password(user: User) -> User:
    """Hashed once for all tests, since that is slow on purpose."""
    user.password = slow_hash(PASSWORD)
    user.save()
    return user


@pytest.fixture
def rooms(ana: User, ben: User) -> list[str]:
    """Dialogues at several steps, and one that is over, with its transcript."""
    script = ROUND_OF_ANA.split(",")
    talks = [Talk(ana, ben) for _ in range(len(STOPS) + 2)]
    for talk, stop in zip(talks, STOPS, strict=False):
        if stop:
            talk.play(",".join(script[:stop]))
    talks[-2].play("ben accept, ana pause")
    talks[-1].play(WHOLE)
    paths = [f"/dialogues/{talk.pk}/" for talk in talks]
    return ["/dialogues/", "/dialogues/new/", *paths, paths[-1].replace("dialogues", "transcripts")]


@pytest.fixture
def newcomer(db: None) -> User:
    """Somebody who has signed up and said nothing of themselves yet."""
    return with_password(User.objects.create_user("fay@example.org"))


@pytest.fixture(params=["light", "dark"])
def phone_of(
    request: pytest.FixtureRequest, server: WebProcess, ana: User, eve: User, newcomer: User
) -> Iterator[Opened]:
    """A phone in which this person is signed in."""
    people = {"ana": ana, "eve": with_password(eve), "gus": person("Gus"), "newcomer": newcomer}
    cookies = {name: session_cookie(user) for name, user in people.items()}
    still = {"color_scheme": request.param, "reduced_motion": "reduce"}
    with launched() as browser:
        yield lambda name: browser.phone(server.base_url, cookies.get(name, ""), **still).new_page()


def faults(page: Page) -> list[Any]:
    """What breaks a rule, cannot be touched, or does not fit on the page as it stands."""
    page.wait_for_load_state()
    page.evaluate("document.querySelectorAll('details').forEach((part) => part.open = true)")
    broken = [(rule["id"], rule["nodes"][0]["html"]) for rule in Axe().run(page).response["violations"]]
    wide = ["wider than the phone"] if page.evaluate(WIDE) else []
    return [*broken, *page.evaluate(SMALL), *wide]


def faults_at(page: Page, paths: list[str]) -> dict[str, list[Any]]:
    found = {}
    for path in paths:
        page.goto(path)
        found[path] = faults(page)
    return {path: what for path, what in found.items() if what}


def test_the_dialogues_break_no_rule(rooms: list[str], phone_of: Opened):
    assert not faults_at(phone_of("ana"), rooms)


@pytest.fixture
def workup(ana: User, ben: User) -> list[str]:
    """The pages of Ana's workup, her second one; of hers and of Ben's one part is shared."""
    Workup.objects.create(user=ana)
    for user, life in ((ana, ANA), (ben, BEN)):
        present = Workup.objects.create(user=user)
        demo.create(user, life)
        partner = Partner.objects.current(user)
        assert partner
        need = Portrait(present, partner).part("need")
        assert need
        share(partner, present, need, need.mark)
        saving.finish(present)
    course = Course(Workup.objects.current(ana))
    one_of_each_kind = {step.question.kind: url_of(step) for step in course.steps}
    pages = ["", "before/hurt/", "picture/", "picture/changes/", "together/", "take-away/"]
    mother = course.people["caretakers"][0]["id"]
    paths = [f"/workup/{page}" for page in [*pages, f"let-go/caretakers/{mother}/"]]
    return [*paths, *one_of_each_kind.values(), "/breathe/"]


def test_the_workup_breaks_no_rule(workup: list[str], phone_of: Opened):
    assert not faults_at(phone_of("ana"), workup)


def test_two_texts_to_choose_from_break_no_rule(workup: list[str], phone_of: Opened):
    laptop, page = phone_of("ana"), phone_of("ana")
    for one in (laptop, page):
        one.goto("/workup/question/needed/")
    laptop.fill("#words", "from the laptop")
    laptop.wait_for_selector("#saved:text('Saved')")
    page.fill("#words", "from the phone")
    page.wait_for_selector("#conflict")
    assert not faults(page)


@pytest.fixture
def promises(ana: User, ben: User) -> list[str]:
    """Ana's exits and requests in the demonstration, from the draft to the gift."""
    exit_demo.create(ben, ana)
    request_demo.create(ana, ben)
    exit, asked = Exit.objects.get(state="promised").pk, Request.objects.get(state="under_way").pk
    draft = Request.objects.get(state="draft").pk
    exits = [
        "",
        "new/",
        "together/",
        *(f"{exit}/{end}" for end in ("", "change/", "bring/", "promise/", "review/")),
    ]
    requests = ["", "new/", *(f"{asked}/{end}" for end in ("", "ladder/", "wishes/", "ask/"))]
    Notice.objects.create(user=ana, sort="gift", occasion="x", path="/requests/", due_at=timezone.now())
    requests.append(f"{draft}/ask/")
    weekly.propose(Partner.objects.select_related("couple", "user__profile").get(user=ben), 6, time(20))
    feeds.make(ana)
    inbox = ["/dialogues/", "/inbox/", "/inbox/settings/", f"/inbox/no-mail/{mail.token_of(ana)}/"]
    inbox.append("/appointments/")
    return [*inbox, *(f"/exits/{end}" for end in exits), *(f"/requests/{end}" for end in requests)]


def test_the_pages_of_promises_break_no_rule(promises: list[str], phone_of: Opened):
    page = phone_of("ana")
    assert not faults_at(page, promises)
    page.goto("/exits/new/")
    page.fill("#id_name", "my best friend")
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector("[role=alert]")
    assert not faults(page)


@pytest.fixture
def pulse(ana: User, ben: User) -> list[str]:
    """The pulse of both, with a dialogue they finished."""
    pulse_demo.create(ana, ben)
    Talk(ana, ben).play(WHOLE)
    return ["/pulse/", "/pulse/let-go/"]


def test_the_pages_of_the_pulse_break_no_rule(pulse: list[str], phone_of: Opened):
    page = phone_of("ana")
    assert not faults_at(page, pulse)
    page.goto("/pulse/")
    page.click("#pulse-form > .button")
    page.wait_for_selector("[role=alert]")
    assert not faults(page)
    page.click(".chip:has([name=safe][value='2'])")
    page.click("#pulse-form > .button")
    page.wait_for_selector("text=You need not carry it alone")
    assert not faults(page)


def test_searching_breaks_no_rule(rooms: list[str], phone_of: Opened):
    page = phone_of("ana")
    page.goto("/transcripts/search/")
    assert not faults(page)
    for typed, said in (("something", "Found in"), ("zebra", "Nothing found")):
        page.fill("#q", typed)
        page.wait_for_selector(f"#found:text('{said}')")
        assert not faults(page)


@pytest.fixture
def drawn(ana_and_ben: Couple, ana: User) -> list[str]:
    """The insights of a year and more, with all that has a drawing."""
    years.live(ana_and_ben, 70)
    return ["/transcripts/insights/"]


def test_the_insights_break_no_rule(drawn: list[str], phone_of: Opened):
    phone = phone_of("ana")
    assert not faults_at(phone, drawn)
    assert phone.locator("svg[role=img]").count() == 4


@pytest.fixture
def taking(ana: User, ben: User, eve: User) -> list[str]:
    """What Ana packed: something ready with a letter missing, something half made, something that failed. Eve has taken
    her agreement back, and words in what she packed were let go."""
    Talk(ana, ben).play(WHOLE)
    place = Partner.objects.current(ana)
    news: dict[str, dict[str, Any]] = {
        "pdf": {"state": Parcel.READY, "trouble": Parcel.LETTERS, "size": 1_000_000},
        "md": {"state": Parcel.MAKING, "done": 3, "total": 7},
        "json": {"state": Parcel.FAILED, "trouble": Parcel.BROKEN},
    }
    for format, said in news.items():
        parcel, _ = parcels.ask(ana, place, what=Parcel.ALL, format=format)
        Parcel.objects.filter(pk=parcel.pk).update(**said)
    went, _ = parcels.ask(eve, None, what=Parcel.MINE, format="json")
    Parcel.objects.filter(pk=went.pk).update(state=Parcel.WENT)
    people.take_back(eve)
    return ["/transcripts/take/"]


def test_the_pages_of_taking_away_break_no_rule(taking: list[str], phone_of: Opened):
    page = phone_of("ana")
    assert not faults_at(page, taking)
    page.get_by_role("button", name="Pack it", exact=True).click()
    page.wait_for_selector("text=This one is here already")
    assert not faults(page)
    page = phone_of("eve")
    assert not faults_at(page, taking)
    expect(page.get_by_role("link", name="Agree again")).to_be_visible()
    expect(page.get_by_text("A file that was packed here has gone")).to_be_visible()
    assert not faults_at(phone_of("newcomer"), taking)


@pytest.fixture
def gift(ana: User, ben: User) -> list[str]:
    """A request of Ben's as Ana sees it, who gives."""
    request_demo.create(ben, ana)
    asked = Request.objects.get(state="under_way").pk
    plan = Plan.objects.get().pk
    return [f"/requests/{asked}/{end}" for end in ("", "choose/", "days/", f"look-back/{plan}/")]


def test_the_pages_of_a_gift_break_no_rule(gift: list[str], phone_of: Opened):
    assert not faults_at(phone_of("ana"), gift)


@pytest.fixture
def past(ana: User, ben: User) -> list[str]:
    """A finished dialogue with a correction, a star, a note and a place without words, and the timeline."""
    talk = Talk(ana, ben, mode="spoken")
    talk.play("ben accept, ana ready, ben ready, ana send, ben mirror, ana not_quite, ben mirror, ben stop")
    beside.star(ana, talk.dialogue, 5, on=True)
    beside.note(ana, talk.dialogue, 7, "a note", 0)
    erasing.erase_turn(talk.dialogue, Partner.objects.select_related("couple").get(user=ben), 5)
    gone = Talk(ana, ben)
    gone.play(WHOLE)
    erasing.let_go(gone.now(), Partner.objects.get(user=ben))
    paths = [
        "",
        f"{talk.pk}/",
        f"{talk.pk}/let-go/?turn=4",
        f"{talk.pk}/7/note/",
        f"{gone.pk}/",
        "?far=open",
        "kept/",
    ]
    return [f"/transcripts/{path}" for path in paths]


def test_the_pages_of_past_dialogues_break_no_rule(past: list[str], phone_of: Opened):
    assert not faults_at(phone_of("ana"), past)


def test_the_pages_for_everybody_break_no_rule(phone_of: Opened):
    assert not faults_at(phone_of("nobody"), SIGNED_OUT)


def test_the_account_pages_break_no_rule(phone_of: Opened):
    assert not faults_at(phone_of("ana"), ACCOUNT)


def test_deleting_an_account_breaks_no_rule(phone_of: Opened):
    page = phone_of("gus")
    page.goto("/you/delete/")
    button = page.get_by_role("button", name="Delete my account")
    button.click()
    page.wait_for_selector("[role=alert]")
    assert not faults(page)
    page.fill("[type=email]", "gus@example.org")
    button.click()
    page.wait_for_selector("text=Your account is deleted")
    assert not faults(page)


def test_the_welcome_breaks_no_rule_even_when_something_is_missing(phone_of: Opened):
    page = phone_of("newcomer")
    assert not faults_at(page, ["/welcome/"])
    page.click("main form.stack button")
    page.wait_for_selector("[role=alert]")
    assert not faults(page)


def test_the_way_to_a_couple_breaks_no_rule(phone_of: Opened):
    page = phone_of("eve")
    assert not faults_at(page, ON_THE_WAY)
    page.goto("/before/")
    page.click("[value=unsure]")
    page.wait_for_selector("[value=own_choice]")
    assert not faults(page)
    page.click("[value=own_choice]")
    page.wait_for_url("**/invite/")
    assert not faults(page)


def test_setting_up_a_second_step_breaks_no_rule(phone_of: Opened):
    page = phone_of("nobody")
    page.goto("/accounts/login/?next=/accounts/2fa/totp/activate/")
    page.fill("[name=login]", "eve@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/reauthenticate/**")
    assert not faults(page)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_selector(".qr svg, .qr img")
    assert not faults(page)


@pytest.fixture
def link(eve: User) -> str:
    """Where an invitation by Eve leads."""
    return f"/i/{pairing.token(pairing.invite(eve))}/"


def test_an_invitation_breaks_no_rule(link: str, phone_of: Opened):
    stranger, gus = phone_of("nobody"), phone_of("gus")
    assert not faults_at(stranger, [link])
    gus.goto(link)
    gus.click("[value=yes]")
    gus.wait_for_url("**/invitation/")
    assert not faults(gus)


def test_words_given_back_break_no_rule(rooms: list[str], phone_of: Opened):
    page = phone_of("ana")
    page.goto(rooms[5])  # it is her turn to say more
    page.click(".fold--first > summary")
    page.fill("#words-more", "When dinner goes quiet, I feel alone.")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('move-more'))")
    page.wait_for_selector("text=Please sign in again")
    assert page.input_value("#kept-words") == "When dinner goes quiet, I feel alone."
    assert not faults(page)
