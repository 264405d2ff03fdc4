"""An exit is its owner's alone: what the partner, strangers and visitors find at its addresses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from couples.leaving import leave_couple
from couples.models import User
from dialogues.models import Dialogue
from exits import form_initials, services, sharing, urls
from exits.models import Exit, SupportOffer, TimeNote
from tests.exits.factories import (
    TO_EMPATHY,
    WORDS,
    ExitTalk,
    active_commitment,
    add_note,
    commit,
    create_exit,
    dump,
    in_days,
    partner_of,
    read_page,
    reload_exit,
    review,
    start_dialogue,
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
    """An exit that Ana shared with nobody, with words in every field."""
    exit = create_exit(
        ana, f"{SECRET} name", gives=f"{SECRET} gives", avoids=f"{SECRET} avoids", sort="heavy"
    )
    commit(exit, f"{SECRET} promise")
    review(exit, "partly", f"{SECRET} look", in_days(0))
    add_note(exit, f"{SECRET} note", shared=True)
    return exit


def paths_of(exit: Exit) -> list[str]:
    """All URLs of an exit."""
    note_id = TimeNote.objects.filter(commitment__exit=exit).values_list("pk", flat=True).first() or exit.pk
    known = {"pk": exit.pk, "note_id": note_id}
    return [
        reverse(f"exits:{route.name}", kwargs={name: known[name] for name in route.pattern.regex.groupindex})
        for route in urls.urlpatterns
    ]


def pages_of(exit: Exit) -> Iterator[str]:
    """Every page that the partner may open, and the exit's own."""
    yield from ("/", "/dialogues/", "/dialogues/new/", "/exits/", "/exits/new/", "/exits/together/")
    yield from ("/workup/", "/workup/together/", "/profile/", "/leave/")
    for dialogue in Dialogue.objects.values_list("pk", flat=True):
        yield from (f"/dialogues/{dialogue}/", f"/dialogues/{dialogue}/stage/", f"/transcripts/{dialogue}/")
    yield from paths_of(exit)


@pytest.mark.parametrize("page", OWN)
@pytest.mark.parametrize("who", ["ben", "cleo"])
def test_for_everybody_else_an_exit_is_not_there(
    secret: Exit, who: str, page: str, request: pytest.FixtureRequest
):
    client = signed_in(request.getfixturevalue(who))
    before = dump(secret.owner)
    responses = [client.post(f"/exits/{secret.pk}/{page}", FORM)]
    if page != "act/":
        responses.append(client.get(f"/exits/{secret.pk}/{page}"))
    for response in responses:
        assert response.status_code in (404, 405)
        assert SECRET not in response.content.decode()
    assert dump(secret.owner) == before


def test_people_without_a_partner_and_visitors_are_redirected(secret: Exit, eve: User, client: Client):
    for path in paths_of(secret):
        for visitor in (signed_in(eve), client):
            for response in (visitor.get(path), visitor.post(path, FORM)):
                assert response.status_code in (302, 403, 404, 405)
                assert SECRET not in response.content.decode()
    assert reload_exit(secret).details.name == f"{SECRET} name"


@pytest.mark.slow
def test_no_word_of_an_exit_that_is_not_shared_is_in_any_page_of_the_partner(
    secret: Exit, ana: User, ben_client: Client, ana_client: Client
):
    start_dialogue(create_exit(ana))
    for path in pages_of(secret):
        assert SECRET not in read_page(ben_client, path), path
        assert str(secret.pk) not in read_page(ben_client, path).replace(path, ""), path
    assert SECRET in read_page(ana_client, "/exits/")


@pytest.mark.slow
def test_of_a_shared_exit_the_partner_reads_one_line_and_nothing_else(
    secret: Exit, ben_client: Client, ana_client: Client
):
    opening = form_initials.prepared_opening(secret.details)
    dialogue = sharing.start_dialogue(secret, words=WORDS, mode="written", keep=True, prepared=opening)
    for path in pages_of(secret):
        assert SECRET not in read_page(ben_client, path), path
    assert WORDS in read_page(ben_client, f"/dialogues/{dialogue.pk}/")


def test_prepared_words_are_in_their_owners_box_alone(
    secret: Exit, ben: User, ben_client: Client, ana_client: Client
):
    form = {"topic": WORDS, "mode": "written"}
    room = ana_client.post(f"/exits/{secret.pk}/bring/", form).headers["Location"]
    talk = ExitTalk(secret, ben, dialogue=Dialogue.objects.get())
    talk.play("ben accept, ana ready, ben ready")
    assert f"{SECRET} avoids" in read_page(ana_client, room)
    assert SECRET not in read_page(ben_client, room)
    talk.play("ana stop")
    assert SECRET not in read_page(ben_client, room)
    assert talk.now().prepared is None


def test_the_partners_pages_show_nothing_of_an_unshared_exit(
    ana: User, ben: User, ben_client: Client, ana_client: Client
):
    exit = create_exit(ana)
    talk = ExitTalk(exit, ben)
    talk.play(
        f"{TO_EMPATHY}, ana close, ben mirror, ana got_it, ana no_more, ben thank, ben no_more, ana thank"
    )
    add_note(exit, "We played cards.", shared=True)
    page = read_page(ben_client, "/exits/together/")
    assert WORDS in page
    assert active_commitment(exit).words in page
    ana_client.post(f"/exits/{exit.pk}/act/", {"act": "take_back"})
    for path in ("/exits/together/", "/exits/", "/dialogues/"):
        page = read_page(ben_client, path)
        for words in (WORDS, active_commitment(exit).words, "We played cards."):
            assert words not in page


def test_both_read_what_both_promised(ana: User, ben: User, ben_client: Client, ana_client: Client):
    for user, words in ((ana, "Ana's line"), (ben, "Ben's line")):
        exit = create_exit(user, "tidying up")
        start_dialogue(exit, words)
        commit(exit, f"{words}, promised")
        add_note(exit, f"{words}, freed", shared=True)
        review(exit, "not_yet", f"{words}, private", in_days(9))
    for client, own, other in (
        (ana_client, "Ana's line", "Ben's line"),
        (ben_client, "Ben's line", "Ana's line"),
    ):
        page = read_page(client, "/exits/together/")
        for words in (own, other):
            for suffix in ("", ", promised", ", freed"):
                assert f"{words}{suffix}" in page
            assert f"{words}, private" not in page
        assert page.index(f"{other}, promised") < page.index(f"{own}, promised")
        assert "tidying up" not in page
        assert "week--look" not in page  # when someone looks back is theirs
        for name in ("Ana", "Ben"):
            assert f">{name}</text>" in page


def test_there_is_nothing_to_read_where_nothing_is_promised(ben_client: Client, ana: User):
    page = read_page(ben_client, "/exits/together/")
    assert "You each make promises freely and can end them any time." in page
    assert "owes" not in page
    assert "<svg viewBox" not in page.split("<main")[1].split("</main>")[0]


def test_only_its_author_can_delete_an_offer(ana: User, ben: User, cleo: User):
    exit = create_exit(ana)
    start_dialogue(exit)
    commit(exit)
    services.offer_support(active_commitment(exit), partner_of(ben), "I could ask you.")
    for user in (ana, cleo):
        signed_in(user).post(f"/exits/together/{SupportOffer.objects.get().pk}/")
    assert SupportOffer.objects.exists()


@pytest.mark.slow
def test_an_ex_partner_finds_nothing(ana: User, ben: User):
    exit = create_exit(ana)
    start_dialogue(exit)
    commit(exit)
    leave_couple(partner_of(ben))
    for user in (ana, ben):
        for path in paths_of(exit):
            response = signed_in(user).get(path)
            assert response.status_code in (302, 405)
