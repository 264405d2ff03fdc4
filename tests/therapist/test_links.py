"""A link for a therapist: both agree, the words open it, and either takes it back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from couples import personal_data_registry
from couples.account_deletion import delete_account
from couples.leaving import leave_couple
from couples.models import User
from couples.profiles import update_profile
from dialogues import erasure
from dialogues.models import Turn
from dialogues.protocol.kinds import KINDS
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.therapist.factories import (
    SAID,
    address,
    agreed,
    ask,
    kept_talk,
    place_of,
    reads,
    secrets_of,
    sees,
    stored,
)
from therapist import services
from therapist.models import REMEMBERED_FOR, Opening, TherapistLink
from therapist.tasks import delete_ended
from vault import datakeys
from workup import demo, sharing
from workup.models import SharedPart, Workup
from workup.picture_context import PicturePage

pytestmark = pytest.mark.django_db
NO_WORDS = "acorn acorn acorn acorn"
OVER = "There's nothing to read here"


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    return kept_talk(ana, ben)


@pytest.fixture
def link(ana: User, ben: User, talk: Talk) -> TherapistLink:
    return agreed(ana, ben, talk.pk)


def test_from_the_ask_to_the_therapists_page(ana: User, ben: User, talk: Talk):
    hers, his = signed_in(ana), signed_in(ben)
    assert f'value="dialogue:{talk.pk}"' in hers.get("/therapist/ask/").text
    typed = {"what": f"dialogue:{talk.pk}", "days": "7", "email": ana.email}
    assert hers.post("/therapist/ask/", typed).status_code == 302
    link = TherapistLink.objects.get()
    assert f"/therapist/{link.pk}/" in his.get("/").text
    question = unescape(his.get(f"/therapist/{link.pk}/").text)
    assert SAID in question
    assert "We can't check that it's your therapist." in question
    answer = his.post(f"/therapist/{link.pk}/yes/", {"email": ben.email}, follow=True)
    for shown in (answer.text, hers.get(f"/therapist/{link.pk}/send/").text):
        [token] = re.findall(r"/therapist/read/([\w-]{22})/", shown)
        [words] = re.findall(r'<p class="code">([a-z ]+)</p>', shown)
    their = Client()
    asked = their.get(f"/therapist/read/{token}/")
    assert SAID not in asked.text
    for typed_words in (words, words.upper().replace(" ", " - ")):
        page = their.post(f"/therapist/read/{token}/", {"words": typed_words})
        assert SAID in page.text
        assert "Quiet dinners" in page.text


def test_nobody_keeps_finds_or_passes_on_what_is_read(link: TherapistLink):
    secrets = secrets_of(link)
    client = Client()
    for response in (
        client.get(address(secrets)),
        client.post(address(secrets), {"words": secrets.words}),
        client.get("/therapist/read/unknown/"),
    ):
        assert response["Cache-Control"] == "no-store"
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "same-origin"
        assert "<title>imago</title>" in response.text
    assert not client.session.keys()


def test_without_both_yeses_there_is_no_link(ana: User, ben: User, eve: User, cleo: User, talk: Talk):
    link = ask(ana, talk.pk)
    secrets = services.derive_secrets(link)
    assert OVER in unescape(reads(secrets))
    for user in (ana, cleo):
        with pytest.raises(Http404):
            services.agree(place_of(user), link.pk)
    assert stored(link) == ""
    services.decline(place_of(ben), link.pk)
    with pytest.raises(Http404):
        services.agree(place_of(ben), link.pk)
    assert OVER in unescape(reads(secrets))


def test_a_no_is_not_pushed(ana: User, ben: User, talk: Talk):
    link = ask(ana, talk.pk)
    with pytest.raises(services.CannotAsk):
        ask(ana, talk.pk)
    services.decline(place_of(ben), link.pk)
    with pytest.raises(services.CannotAsk):
        ask(ana, talk.pk)
    with pytest.raises(Http404):
        services.take_back(place_of(ana), link.pk)  # which would let her ask again
    TherapistLink.objects.update(declined_at=timezone.now() - REMEMBERED_FOR)
    assert ask(ana, talk.pk)


def test_withdrawing_an_ask_does_not_let_one_ask_again_and_again(ana: User, ben: User, talk: Talk):
    link = ask(ana, talk.pk)
    services.take_back(place_of(ana), link.pk)
    for user in (ana, ben):
        assert f"/therapist/{link.pk}/" not in sees(user)
        assert signed_in(user).get(f"/therapist/{link.pk}/").status_code == 404
    assert f"/therapist/{link.pk}/" not in signed_in(ben).get("/").text
    with pytest.raises(Http404):
        services.agree(place_of(ben), link.pk)
    with pytest.raises(services.CannotAsk):
        ask(ana, talk.pk)
    assert ask(ben, talk.pk)
    for _ in range(services.MOST_ASKS - 1):
        services.take_back(place_of(ana), ask(ana, kept_talk(ana, ben).pk).pk)
    with pytest.raises(services.CannotAsk):
        ask(ana, kept_talk(ana, ben).pk)
    TherapistLink.objects.update(asked_at=timezone.now() - REMEMBERED_FOR)
    delete_ended()
    assert not TherapistLink.objects.exists()
    assert ask(ana, talk.pk)


def test_erasing_does_not_let_one_ask_again_at_once(ana: User, ben: User, talk: Talk):
    declined, waiting = ask(ana, talk.pk), ask(ana, kept_talk(ana, ben).pk)
    services.decline(place_of(ben), declined.pk)
    ask(ben, kept_talk(ana, ben).pk)
    personal_data_registry.erase_personal_data(ana, "therapist")
    for link in (declined, waiting):
        with pytest.raises(services.CannotAsk):
            ask(ana, link.item)
    assert set(TherapistLink.objects.values_list("pk", flat=True)) == {declined.pk, waiting.pk}
    assert f"/therapist/{waiting.pk}/" not in sees(ben)


def test_whoever_said_no_may_ask_themselves(ana: User, ben: User, talk: Talk):
    services.decline(place_of(ben), ask(ana, talk.pk).pk)
    services.agree(place_of(ana), ask(ben, talk.pk).pk)
    assert TherapistLink.objects.live().count() == 1


def test_only_a_few_asks_wait(ana: User, ben: User):
    for _ in range(services.MOST_ASKS):
        ask(ana, kept_talk(ana, ben).pk)
    with pytest.raises(services.CannotAsk):
        ask(ana, kept_talk(ana, ben).pk)


def test_both_see_each_link_and_when_it_was_opened(ana: User, ben: User, talk: Talk, link: TherapistLink):
    for user in (ana, ben):
        assert "not read yet" in sees(user)
    for _ in range(2):
        reads(secrets_of(link))
    assert Opening.objects.count() == 1
    Opening.objects.update(opened_at=timezone.now() - services.ONE_VISIT)
    reads(secrets_of(link))
    for user in (ana, ben):
        assert "not read yet" not in sees(user)
        assert signed_in(user).get(f"/therapist/{link.pk}/").text.count("<li>") == 2
        assert "A link for your therapist is open" in signed_in(user).get("/").text


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_either_takes_it_back_at_once_and_the_other_is_not_asked_again_at_once(
    who: str, ana: User, ben: User, talk: Talk, link: TherapistLink
):
    secrets = secrets_of(link)
    reads(secrets)
    signed_in({"ana": ana, "ben": ben}[who]).post(f"/therapist/{link.pk}/take-back/")
    assert OVER in unescape(reads(secrets))
    assert (stored(link), Opening.objects.count()) == ("", 0)
    for user in (ana, ben):
        assert f"/therapist/{link.pk}/" not in sees(user)
    TherapistLink.objects.update(expires_at=timezone.now())
    delete_ended()
    with pytest.raises(services.CannotAsk):
        ask(ana, talk.pk)
    TherapistLink.objects.update(withdrawn_at=timezone.now() - REMEMBERED_FOR)
    delete_ended()
    assert not TherapistLink.objects.exists()
    assert ask(ana, talk.pk)


def test_nobody_else_takes_it_back_or_sees_it(cleo: User, link: TherapistLink):
    phone = signed_in(cleo)
    for path in ("", "send/"):
        assert phone.get(f"/therapist/{link.pk}/{path}").status_code == 404
    assert phone.post(f"/therapist/{link.pk}/take-back/").status_code == 404
    assert TherapistLink.objects.live().exists()


def test_it_ends_by_itself(link: TherapistLink):
    secrets = secrets_of(link)
    assert link.agreed_at
    assert link.expires_at == link.agreed_at + timedelta(days=7)
    TherapistLink.objects.update(expires_at=timezone.now())
    assert OVER in unescape(reads(secrets))
    delete_ended()
    assert not TherapistLink.objects.exists()


def test_an_ask_that_nobody_answered_goes_too(ana: User, link: TherapistLink):
    delete_ended()
    assert TherapistLink.objects.exists()
    TherapistLink.objects.update(agreed_at=None, expires_at=None, asked_at=timezone.now() - REMEMBERED_FOR)
    assert "hasn't answered" not in unescape(sees(ana))
    delete_ended()
    assert not TherapistLink.objects.exists()


def test_a_link_that_is_guessed_at_closes_and_both_are_told(ana: User, ben: User, link: TherapistLink):
    secrets = secrets_of(link)
    for _ in range(services.MOST_GUESSES - 1):
        assert "These aren't the words" in unescape(reads(secrets, NO_WORDS))
    assert SAID in reads(secrets)
    assert OVER in unescape(reads(secrets, NO_WORDS))
    assert OVER in unescape(reads(secrets))
    assert stored(link) == ""
    for user in (ana, ben):
        assert "closed, after too many wrong words" in sees(user)
        assert "A link for your therapist has closed" in signed_in(user).get("/inbox/").text
    signed_in(ben).post(f"/therapist/{link.pk}/take-back/")
    assert f"/therapist/{link.pk}/" not in sees(ana)


def test_one_address_guesses_only_so_often(ana: User, ben: User, link: TherapistLink):
    TherapistLink.objects.update(wrong_guesses=-100)
    answers = [Client().post(address(secrets_of(link)), {"words": NO_WORDS}).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


def test_neither_the_database_nor_the_link_nor_the_words_open_it_alone(link: TherapistLink, talk: Talk):
    secrets = secrets_of(link)
    row = TherapistLink.objects.get()
    assert SAID not in stored(link)
    columns = [str(value) for value in TherapistLink.objects.values().get().values()]
    assert not [value for value in columns if secrets.token in value or secrets.words in value]
    other = agreed(talk_user(talk, "ben"), talk_user(talk, "ana"), kept_again(talk))
    assert "These aren't the words" in unescape(reads(secrets, secrets_of(other).words))
    TherapistLink.objects.filter(pk=row.pk).update(token_hash=None)
    assert OVER in unescape(reads(secrets))


def talk_user(talk: Talk, name: str) -> User:
    return User.objects.get(pk=talk.credentials[name].user_id)


def kept_again(talk: Talk):
    return kept_talk(talk_user(talk, "ana"), talk_user(talk, "ben")).pk


def test_a_copy_is_read_with_both_partners_keys_only(link: TherapistLink, ana: User):
    secrets = secrets_of(link)
    datakeys.destroy_key(ana.profile.key_id)
    assert SAID not in reads(secrets)


def test_what_was_agreed_to_is_what_was_asked(ana: User, ben: User, talk: Talk):
    """Between the ask and the yes, and between the yes and the opening, nothing is put in its place."""
    first = ask(ana, talk.pk)
    change_silently(talk)
    assert not services.agree(place_of(ben), first.pk)
    link = agreed(ana, ben, talk.pk)
    secrets = secrets_of(link)
    change_silently(talk)
    assert OVER in unescape(reads(secrets))
    assert not TherapistLink.objects.exists()


def change_silently(talk: Talk) -> None:
    """Move the last turn to another round, and tell nobody."""
    turn = talk.now().turns.last()
    assert turn
    talk.now().turns.filter(pk=turn.pk).update(round=turn.round + 1)


def test_new_names_places_and_wording_of_ours_end_no_link(
    ana: User, ben: User, link: TherapistLink, monkeypatch: pytest.MonkeyPatch
):
    secrets = secrets_of(link)
    update_profile(ana, time_zone="Pacific/Kiritimati")
    update_profile(ben, first_name="Benjamin")
    monkeypatch.setitem(KINDS, "intentional", replace(KINDS["intentional"], title="Otherwise worded"))
    assert SAID in reads(secrets)


def test_words_that_cannot_be_opened_just_now_end_no_link(
    ana: User, ben: User, talk: Talk, link: TherapistLink
):
    waiting = ask(ana, kept_talk(ana, ben).pk)
    secrets, turn = secrets_of(link), Turn.objects.get(dialogue=talk.pk, seq=5)
    Turn.objects.filter(seq=5).update(words=b"broken")
    assert "can't be opened right now" in unescape(reads(secrets))
    for row in (link, waiting):
        page = unescape(signed_in(ben).get(f"/therapist/{row.pk}/").text)
        assert "Yes, make the link" not in page
        assert "It has changed" not in page
    with pytest.raises(services.CannotOpenNow):
        services.agree(place_of(ben), waiting.pk)
    services.end_changed([link.couple_id])
    Turn.objects.filter(pk=turn.pk).update(words=turn.words)
    assert SAID in reads(secrets)
    assert TherapistLink.objects.count() == 2


def erase_a_turn(talk: Talk, ana: User, ben: User) -> None:
    assert erasure.erase_turn(talk.now(), place_of(ben), 5)


ENDS = {
    "a turn": erase_a_turn,
    "the dialogue": lambda talk, ana, ben: erasure.erase_for_both(talk.now(), place_of(ben)),
    "all dialogues": lambda talk, ana, ben: personal_data_registry.erase_personal_data(ben, "dialogues"),
    "all links": lambda talk, ana, ben: personal_data_registry.erase_personal_data(ben, "therapist"),
    "everything": lambda talk, ana, ben: personal_data_registry.erase_personal_data(ana),
    "the account": lambda talk, ana, ben: delete_account(ben),
    "the couple": lambda talk, ana, ben: leave_couple(place_of(ana)),
}


@pytest.mark.parametrize("what", ENDS)
def test_the_copy_goes_at_once_with_what_either_deletes(
    what: str, link: TherapistLink, talk: Talk, ana: User, ben: User
):
    secrets = secrets_of(link)
    ENDS[what](talk, ana, ben)
    assert not TherapistLink.objects.exists()
    assert OVER in unescape(reads(secrets))


def test_other_words_that_are_deleted_end_nothing(link: TherapistLink, talk: Talk, ana: User, ben: User):
    other = kept_talk(ana, ben)
    assert erasure.erase_for_both(other.now(), place_of(ana))
    assert SAID in reads(secrets_of(link))


def test_nothing_is_read_while_one_has_withdrawn_consent(link: TherapistLink, ben: User):
    update_profile(ben, agrees=False)
    assert OVER in unescape(reads(secrets_of(link)))
    update_profile(ben, agrees=True)
    assert SAID in reads(secrets_of(link))


def test_words_that_were_not_kept_are_not_offered(ana: User, ben: User):
    talk = Talk(ana, ben, keep=False)
    talk.play("ben accept, ana ready, ben ready, ana send, ben mirror, ana stop")
    with pytest.raises(services.CannotAsk):
        ask(ana, talk.pk)


def test_with_another_secret_of_the_server_the_link_is_not_shown_in_a_wrong_form(
    link: TherapistLink, ana: User, settings: Settings
):
    settings.SECRET_KEY = "another secret of the server"
    assert "can't be shown any more" in unescape(signed_in(ana).get(f"/therapist/{link.pk}/send/").text)


def test_an_unlocked_phone_is_not_enough_for_a_yes(ana: User, ben: User, talk: Talk):
    link = ask(ana, talk.pk)
    his = signed_in(ben)
    assert his.post(f"/therapist/{link.pk}/yes/", {}).status_code == 422
    ben.set_password("a long calm evening")
    ben.save()
    his = signed_in(ben)
    for path in ("yes/", "send/"):
        way = his.post if path == "yes/" else his.get
        assert "reauthenticate" in way(f"/therapist/{link.pk}/{path}")["Location"]
    assert not TherapistLink.objects.live().exists()


class TestParts:
    """Of a workup, only its author hands over what they share, and the other still has to agree."""

    @pytest.fixture
    def part(self, ana: User, ben: User) -> SharedPart:
        demo.create_demo_workup(ana, demo.ANA)
        workup = Workup.objects.get(user=ana)
        details = PicturePage(workup, place_of(ana)).part("need")
        assert details
        sharing.share_wording(place_of(ana), workup, details, details.digest)
        return SharedPart.objects.get()

    def test_only_its_author_asks_and_both_agree(self, part: SharedPart, ana: User, ben: User):
        with pytest.raises(services.CannotAsk):
            ask(ben, part.pk, source="workup")
        assert part.words in unescape(reads(secrets_of(agreed(ana, ben, part.pk, source="workup"))))

    def test_it_ends_when_it_is_no_longer_shared(self, part: SharedPart, ana: User, ben: User):
        agreed(ana, ben, part.pk, source="workup")
        sharing.unshare(part)
        assert not TherapistLink.objects.exists()

    def test_it_ends_with_the_workup(self, part: SharedPart, ana: User, ben: User):
        agreed(ana, ben, part.pk, source="workup")
        personal_data_registry.erase_personal_data(ana, "workup")
        assert not TherapistLink.objects.exists()
