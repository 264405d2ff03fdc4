"""An exit is its owner's alone: what the partner, strangers and nobody find at its addresses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from couples.leaving import leave_couple
from couples.models import User
from dialogues.models import Dialogue
from exits import initial, services, urls
from exits.models import Easing, Exit, Freed
from tests.exits.factories import (
    HEARD,
    WORDS,
    ExitTalk,
    bring,
    dump,
    in_days,
    look_back,
    named,
    note,
    now,
    place,
    promise,
    standing,
    text,
)
from tests.factories import signed_in

SECRET = "canary"
OWN = ["", "act/", "bring/", "change/", "freed/", "promise/", "review/"]
FORM = {
    "name": "taken over",
    "act": "let_go",
    "topic": "taken over",
    "mode": "written",
    "how_far": "fully",
    "words": "taken over",
    "outcome": "kept",
    "note": "taken over",
    "seen": "0",
}


@pytest.fixture
def secret(ana: User) -> Exit:
    """An exit of which Ana told nobody, with words in each place that there is."""
    found = named(ana, f"{SECRET} name", gives=f"{SECRET} gives", avoids=f"{SECRET} avoids", sort="heavy")
    promise(found, f"{SECRET} promise")
    look_back(found, "partly", f"{SECRET} look", in_days(0))
    note(found, f"{SECRET} note", shared=True)
    return found


def paths_of(found: Exit) -> list[str]:
    """All addresses of an exit, as the resolver knows them."""
    noted = Freed.objects.filter(commitment__exit=found).values_list("pk", flat=True).first() or found.pk
    known = {"pk": found.pk, "noted": noted}
    return [
        reverse(f"exits:{one.name}", kwargs={name: known[name] for name in one.pattern.regex.groupindex})
        for one in urls.urlpatterns
    ]


def pages_of(found: Exit) -> Iterator[str]:
    """Every page that the partner may look at."""
    yield from ("/", "/dialogues/", "/dialogues/new/", "/exits/", "/exits/new/", "/exits/together/")
    yield from ("/workup/", "/workup/together/", "/profile/", "/leave/")
    for dialogue in Dialogue.objects.values_list("pk", flat=True):
        yield from (f"/dialogues/{dialogue}/", f"/dialogues/{dialogue}/stage/", f"/transcripts/{dialogue}/")
    yield from paths_of(found)


@pytest.mark.parametrize("page", OWN)
@pytest.mark.parametrize("who", ["ben", "cleo"])
def test_for_everybody_else_an_exit_is_not_there(
    secret: Exit, who: str, page: str, request: pytest.FixtureRequest
):
    browser = signed_in(request.getfixturevalue(who))
    before = dump(secret.owner)
    answers = [browser.post(f"/exits/{secret.pk}/{page}", FORM)]
    if page != "act/":
        answers.append(browser.get(f"/exits/{secret.pk}/{page}"))
    for answer in answers:
        assert answer.status_code in (404, 405)
        assert SECRET not in answer.content.decode()
    assert dump(secret.owner) == before


def test_nobodys_partner_and_nobody_are_led_elsewhere(secret: Exit, eve: User, client: Client):
    for where in paths_of(secret):
        for browser in (signed_in(eve), client):
            for answer in (browser.get(where), browser.post(where, FORM)):
                assert answer.status_code in (302, 403, 404, 405)
                assert SECRET not in answer.content.decode()
    assert now(secret).told.name == f"{SECRET} name"


@pytest.mark.slow
def test_no_word_of_an_exit_that_is_not_shared_is_in_any_page_of_the_partner(
    secret: Exit, ana: User, his: Client, hers: Client
):
    bring(named(ana))
    for where in pages_of(secret):
        assert SECRET not in text(his, where), where
        assert str(secret.pk) not in text(his, where).replace(where, ""), where
    assert SECRET in text(hers, "/exits/")


@pytest.mark.slow
def test_brought_the_partner_reads_the_one_line_and_nothing_else(secret: Exit, his: Client, hers: Client):
    opening = initial.prepared_opening(secret.told)
    dialogue = services.start_dialogue(secret, words=WORDS, mode="written", keep=True, prepared=opening)
    for where in pages_of(secret):
        assert SECRET not in text(his, where), where
    assert WORDS in text(his, f"/dialogues/{dialogue.pk}/")


def test_what_the_owner_prepared_stands_in_their_box_alone(
    secret: Exit, ben: User, his: Client, hers: Client
):
    form = {"topic": WORDS, "mode": "written"}
    room = hers.post(f"/exits/{secret.pk}/bring/", form).headers["Location"]
    talk = ExitTalk(secret, ben, dialogue=Dialogue.objects.get())
    talk.play("ben accept, ana ready, ben ready")
    assert f"{SECRET} avoids" in text(hers, room)
    assert SECRET not in text(his, room)
    talk.play("ana stop")
    assert SECRET not in text(his, room)
    assert talk.now().prepared is None


def test_taken_back_the_partners_pages_say_nothing_more(ana: User, ben: User, his: Client, hers: Client):
    found = named(ana)
    talk = ExitTalk(found, ben)
    talk.play(f"{HEARD}, ana close, ben mirror, ana got_it, ben thank, ben no_more, ana thank")
    note(found, "We played cards.", shared=True)
    page = text(his, "/exits/together/")
    assert WORDS in page
    assert standing(found).words in page
    hers.post(f"/exits/{found.pk}/act/", {"act": "take_back"})
    for where in ("/exits/together/", "/exits/", "/dialogues/"):
        page = text(his, where)
        for words in (WORDS, standing(found).words, "We played cards."):
            assert words not in page


def test_both_read_what_both_have_promised(ana: User, ben: User, his: Client, hers: Client):
    for user, words in ((ana, "Ana's line"), (ben, "Ben's line")):
        found = named(user, "tidying up")
        bring(found, words)
        promise(found, f"{words}, promised")
        note(found, f"{words}, freed", shared=True)
        look_back(found, "not_yet", f"{words}, private", in_days(9))
    for browser, mine, theirs in ((hers, "Ana's line", "Ben's line"), (his, "Ben's line", "Ana's line")):
        page = text(browser, "/exits/together/")
        for words in (mine, theirs):
            for what in ("", ", promised", ", freed"):
                assert f"{words}{what}" in page
            assert f"{words}, private" not in page
        assert page.index(f"{theirs}, promised") < page.index(f"{mine}, promised")
        assert "tidying up" not in page
        assert "week--look" not in page  # when someone looks back is theirs
        for name in ("Ana", "Ben"):
            assert f">{name}</text>" in page


def test_there_is_nothing_to_read_where_nothing_is_promised(his: Client, ana: User):
    page = text(his, "/exits/together/")
    assert "Each of you promises freely, and may let a promise go again." in page
    assert "owes" not in page
    assert "<svg viewBox" not in page.split("<main")[1].split("</main>")[0]


def test_the_easing_of_one_is_not_the_others_to_take_back(ana: User, ben: User, cleo: User):
    found = named(ana)
    bring(found)
    promise(found)
    services.offer_support(standing(found), place(ben), "I could ask you.")
    for user in (ana, cleo):
        signed_in(user).post(f"/exits/together/{Easing.objects.get().pk}/")
    assert Easing.objects.exists()


@pytest.mark.slow
def test_an_ex_partner_finds_nothing(ana: User, ben: User):
    found = named(ana)
    bring(found)
    promise(found)
    leave_couple(place(ben))
    for user in (ana, ben):
        for where in paths_of(found):
            answer = signed_in(user).get(where)
            assert answer.status_code in (302, 405)
