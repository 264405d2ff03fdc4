"""A part is private until it is shared, and can be unshared at any time."""

from __future__ import annotations

import html
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from couples.leaving import leave_couple
from couples.models import Partner, User
from couples.personal_data_registry import erase_personal_data, providers
from tests.factories import signed_in
from tests.markup import compact
from tests.workup.workup_answers import part_mark
from vault import datakeys
from vault.sealing import CannotOpen, Destroyed, unseal
from workup import services, sharing
from workup.models import PartThanks, SharedPart, Workup
from workup.picture_context import PicturePage
from workup.queries import answers_of, people_of

NEED = "someone who puts things down and looks at me when I come in"
TOGETHER, SHARE = "/workup/together/", "/workup/picture/share/"


@pytest.fixture
def ana_client(ana: User, workup_of_ana: Workup) -> Client:
    return signed_in(ana)


@pytest.fixture
def ben_client(ben: User) -> Client:
    return signed_in(ben)


def text(browser: Client, path: str = TOGETHER) -> str:
    return html.unescape(compact(browser.get(path).content.decode()))


def share(browser: Client, part: str) -> None:
    browser.post(SHARE, {"part": part, "mark": part_mark(browser, part)})


def test_nothing_is_shown_before_it_is_shared(ana_client: Client, ben_client: Client):
    page = text(ben_client)
    assert NEED not in page
    assert "Nothing here right now" in page


def test_the_partner_reads_the_part_that_was_shared_and_no_other(ana_client: Client, ben_client: Client):
    share(ana_client, "need")
    page = text(ben_client)
    assert NEED in page
    assert "I came home from school" not in page
    assert "Ben can read this." in text(ana_client, "/workup/picture/")


def exported(user: User) -> str:
    """Return a user's export of their workup as JSON, including their thanks."""
    return json.dumps(providers()["workup"].export(user))


def test_the_partner_sees_that_something_was_unshared_but_not_what(
    ana_client: Client, ben_client: Client, ana: User, ben: User
):
    share(ana_client, "need")
    row = SharedPart.objects.get()
    ben_client.post(f"/workup/together/{row.pk}/thank/", {"words": "Thank you for this."})
    ana_client.post(f"/workup/together/{row.pk}/take-back/")
    page = text(ben_client)
    assert NEED not in page
    assert "Ana stopped sharing something on" in page
    row.refresh_from_db()
    assert (row.words, row.sources, row.part) == (None, None, "")
    assert "Thank you for this." not in page + text(ana_client) + exported(ana)
    assert "Thank you for this." in exported(ben)


def test_thanks_stay_with_their_author_when_the_workup_is_deleted(
    ben_client: Client, ana_client: Client, ana: User, ben: User
):
    share(ana_client, "need")
    ben_client.post(
        f"/workup/together/{SharedPart.objects.get().pk}/thank/", {"words": "Thank you for this."}
    )
    erase_personal_data(ana, "workup")
    assert "Thank you for this." in exported(ben)
    assert providers()["workup"].has_data(ben)
    erase_personal_data(ben, "workup")
    assert not PartThanks.objects.exists()


def test_what_was_taken_back_can_be_shared_again(ana_client: Client, ben_client: Client):
    share(ana_client, "need")
    ana_client.post(f"/workup/together/{SharedPart.objects.get().pk}/take-back/")
    share(ana_client, "need")
    assert NEED in text(ben_client)


@pytest.mark.slow
def test_the_partner_reads_the_words_as_they_were_shared(
    ana_client: Client, ben_client: Client, workup_of_ana: Workup
):
    share(ana_client, "need")
    form = {"part": "need", "words": "Something quite different.", "mark": part_mark(ana_client, "need")}
    ana_client.post("/workup/picture/words/", form)
    assert "Something quite different." not in text(ben_client)
    assert "They still see the earlier version." in text(ana_client, "/workup/picture/")
    share(ana_client, "need")
    assert "Something quite different." in text(ben_client)
    assert SharedPart.objects.count() == 1


def test_a_part_is_unshared_when_its_answer_is_deleted(
    ana_client: Client, ben_client: Client, workup_of_ana: Workup
):
    share(ana_client, "need")
    version = workup_of_ana.answers.get(question="needed").version
    services.save_answer(workup_of_ana, "needed", "", None, services.BaseVersion(version))
    assert NEED not in text(ben_client)
    assert NEED not in text(ana_client)
    services.save_answer(workup_of_ana, "needed", "", "something else", services.BaseVersion(version + 1))
    assert NEED not in text(ben_client)
    assert "Ben can read this" not in text(ana_client, "/workup/picture/")


def test_an_answer_restored_at_once_unshares_nothing(
    ana_client: Client, ben_client: Client, workup_of_ana: Workup
):
    share(ana_client, "loved")
    row = SharedPart.objects.get()
    ben_client.post(f"/workup/together/{row.pk}/thank/", {"words": "Thank you, I did not know."})
    answer, loved = workup_of_ana.answers.get(question="loved"), answers_of(workup_of_ana)["loved", ""]
    services.save_answer(workup_of_ana, "loved", "", loved[1:], services.BaseVersion(answer.version))
    assert "thinks before he speaks" not in text(ben_client)
    services.save_answer(workup_of_ana, "loved", "", loved, services.BaseVersion(answer.version + 1))
    assert "thinks before he speaks" in text(ben_client)
    assert "stopped sharing something" not in text(ben_client)
    assert "Thank you, I did not know." in text(ana_client)


def test_leaving_a_question_unshares_parts_without_answers_and_says_so(
    ana_client: Client, ben_client: Client, workup_of_ana: Workup
):
    share(ana_client, "need")
    row = workup_of_ana.answers.get(question="needed")
    form = {"words": "", "seen": str(row.version), "workup": str(workup_of_ana.pk), "go": "next"}
    page = ana_client.post("/workup/question/needed/", form, follow=True)
    assert "You deleted an answer" in page.content.decode()
    assert "Ana stopped sharing something" in text(ben_client)


@pytest.mark.slow
def test_each_learns_that_there_is_something_new_and_no_word_of_it(ana_client: Client, ben_client: Client):
    assert "something new" not in text(ben_client, "/me/")
    share(ana_client, "need")
    assert "Ana shared a part" in text(ben_client, "/")
    assert NEED not in text(ben_client, "/")
    for page in ("/me/", "/workup/"):
        assert "something new" in text(ben_client, page)
    text(ben_client)
    assert "something new" not in text(ben_client, "/me/")
    ben_client.post(f"/workup/together/{SharedPart.objects.get().pk}/thank/", {"words": "Thank you."})
    assert "Ben thanked you for what you shared" in text(ana_client, "/")


def test_only_the_words_that_the_owner_saw_are_shared(
    ana_client: Client, ben_client: Client, workup_of_ana: Workup
):
    before = part_mark(ana_client, "need")
    version = workup_of_ana.answers.get(question="needed").version
    services.save_answer(workup_of_ana, "needed", "", "something very private", services.BaseVersion(version))
    answer = ana_client.post(SHARE, {"part": "need", "mark": before}, follow=True)
    assert "Please look at it once more" in html.unescape(answer.content.decode())
    assert not SharedPart.objects.exists()


def test_deleting_a_person_unshares_parts_about_them(
    ana_client: Client, ben_client: Client, workup_of_ana: Workup
):
    share(ana_client, "people")
    assert "hard-working" in text(ben_client)
    services.delete_person(workup_of_ana, "caretakers", people_of(workup_of_ana)["caretakers"][0]["id"])
    assert "hard-working" not in text(ben_client)
    assert "Ana stopped sharing something" in text(ben_client)


def test_removing_a_trait_unshares_parts_with_it(
    ana_client: Client, ben_client: Client, workup_of_ana: Workup
):
    share(ana_client, "loved")
    assert "thinks before he speaks" in text(ben_client)
    row = workup_of_ana.answers.get(question="loved")
    remaining = [row for row in answers_of(workup_of_ana)["loved", ""] if row["word"] != "funny"]
    services.save_answer(workup_of_ana, "loved", "", remaining, services.BaseVersion(row.version))
    assert "thinks before he speaks" not in text(ben_client)


def test_the_partner_thanks_and_the_owner_reads_it(ana_client: Client, ben_client: Client):
    share(ana_client, "need")
    path = f"/workup/together/{SharedPart.objects.get().pk}/thank/"
    assert "Thank you for letting me see this, Ana." in text(ben_client)
    ben_client.post(path, {"words": "Thank you. I did not know."})
    assert "Thank you. I did not know." in text(ana_client)
    ben_client.post(path, {"words": "Thank you, with all my heart."})
    assert "Thank you, with all my heart." in text(ana_client)
    assert PartThanks.objects.count() == 1


def test_thanks_for_something_that_was_taken_back_meanwhile_are_given_back(
    ana_client: Client, ben_client: Client
):
    share(ana_client, "need")
    row = SharedPart.objects.get()
    ana_client.post(f"/workup/together/{row.pk}/take-back/")
    answer = ben_client.post(f"/workup/together/{row.pk}/thank/", {"words": "Thank you, I did not know."})
    assert answer.status_code == 404
    assert "Thank you, I did not know." in answer.content.decode()
    assert not PartThanks.objects.exists()


def test_nobody_thanks_for_what_they_cannot_read(ana_client: Client, ben_client: Client, cleo: User):
    share(ana_client, "need")
    path = f"/workup/together/{SharedPart.objects.get().pk}/thank/"
    assert ana_client.post(path, {"words": "Thank me."}).status_code == 404
    assert signed_in(cleo).post(path, {"words": "Thank you."}).status_code == 404
    ana_client.post(path.replace("thank", "take-back"))
    assert ben_client.post(path, {"words": "Thank you."}).status_code == 404
    assert not PartThanks.objects.exists()


def test_only_the_owner_takes_back(ana_client: Client, ben_client: Client, cleo: User):
    share(ana_client, "need")
    path = f"/workup/together/{SharedPart.objects.get().pk}/take-back/"
    assert ben_client.post(path).status_code == 404
    assert signed_in(cleo).post(path).status_code == 404
    assert NEED in text(ben_client)


def test_both_needs_stand_side_by_side_once_both_are_shared(
    ana_client: Client, ben_client: Client, workup_of_ben: Workup
):
    share(ana_client, "need")
    assert "What each of you needed" not in text(ben_client)
    share(ben_client, "need")
    for browser in (ana_client, ben_client):
        page = text(browser)
        assert "What each of you needed" in page
        table = page.split("<table>")[1].split("</table>")[0]
        assert NEED in table
        assert "pleased with me" in table


def test_a_part_that_does_not_exist_cannot_be_shared(ana_client: Client):
    assert ana_client.post(SHARE, {"part": "everything"}).status_code == 404
    assert not SharedPart.objects.exists()


def test_it_is_sealed_with_the_owners_own_key(ana_client: Client, ben_client: Client, ana: User, ben: User):
    share(ana_client, "need")
    pk, sealed = SharedPart.objects.values_list("pk", "words").get()
    place = f"workup_shared:words:{pk}"
    assert isinstance(sealed, bytes)
    partner = Partner.objects.current(ana)
    assert partner
    couple, own_key = partner.keys
    assert NEED in unseal((couple, own_key), sealed, place)
    for others in ((couple,), (couple, ben.profile.key_id)):
        with pytest.raises(CannotOpen):
            unseal(others, sealed, place)
    datakeys.destroy_key(own_key)
    with pytest.raises(Destroyed):
        unseal((couple, own_key), sealed, place)


def test_when_the_couple_ends_nothing_of_it_is_left(
    ana_client: Client, ben_client: Client, ana: User, ben: User
):
    share(ana_client, "need")
    ben_client.post(f"/workup/together/{SharedPart.objects.get().pk}/thank/", {"words": "Thank you."})
    partner = Partner.objects.current(ana)
    assert partner
    leave_couple(partner)
    assert SharedPart.objects.filter(words__isnull=False).count() == 0
    assert "Thank you." not in exported(ana)
    assert "Thank you." in exported(ben)
    assert answers_of(Workup.objects.current(ana))["needed", ""] == NEED


@pytest.mark.django_db(transaction=True)
def test_sharing_at_the_same_moment_twice_is_sharing_once(ana: User, workup_of_ana: Workup):
    partner = Partner.objects.current(ana)
    assert partner
    details = PicturePage(workup_of_ana, partner).part("need")
    assert details

    def press(_: int) -> None:
        try:
            sharing.share_wording(partner, workup_of_ana, details, details.digest)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, range(4)))
    assert len(sharing.shared_by(partner)[0]) == 1


def test_nothing_is_shared_into_a_couple_that_has_ended(ana: User, workup_of_ana: Workup):
    partner = Partner.objects.current(ana)
    assert partner
    details = PicturePage(workup_of_ana, partner).part("need")
    assert details
    leave_couple(partner)
    with pytest.raises(sharing.NoLongerShareable):
        sharing.share_wording(partner, workup_of_ana, details, details.digest)
