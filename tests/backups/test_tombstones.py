"""What was ended or changed since an older copy of the data was made, beside the words."""

from __future__ import annotations

from couples import profiles
from couples.leaving import leave_couple
from couples.models import Couple, Partner, User
from dialogues import erasure
from dialogues.models import Dialogue
from exits.models import SupportOffer
from pulse.models import Agreement
from tests.backups.fixtures import named, place_of, read_by
from tests.backups.snapshots import words
from tests.backups.storage_helpers import Shelves
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, Talk
from tests.factories import pair, person, signed_in
from tests.privacy.cast import gather
from vault import datakeys


def test_a_partner_who_has_left_is_not_brought_back(shelves: Shelves):
    gather()
    for partner in ("ana", "ben"):
        Agreement.objects.create(partner=place_of(partner))
    shelves.back_up()
    (older,) = shelves.data_files()
    leave_couple(place_of("ana"))
    profiles.withdraw_consent(named("cleo"))
    Agreement.objects.all().delete()
    shelves.back_up()
    shelves.restore_elsewhere(data=older)
    assert Partner.objects.current(named("ana")) is None
    assert Partner.objects.current(named("ben")) is None
    assert Partner.objects.current(named("cleo")) is not None
    assert not profiles.is_onboarded(named("cleo"))
    assert not named("cleo").profile.agrees
    assert not Agreement.objects.exists()
    assert not Dialogue.objects.filter(couple__ended_at__isnull=False, closed_at=None).exists()
    assert SupportOffer.objects.exists()
    assert Couple.objects.count() == 3
    assert Couple.objects.filter(ended_at=None).count() == 1
    pair(named("ana"), named("eve"))


def test_who_may_come_in_is_as_the_newest_key_store_knows_it(shelves: Shelves):
    """A password that was changed because someone else knew it is not good again; who came since can sign in."""
    pair(ana := person("Ana"), person("Ben"))
    ana.set_password("known to another")
    ana.save()
    shelves.back_up()
    (older,) = shelves.data_files()
    ana.email = "ana.new@example.org"
    ana.set_password("known to nobody else")
    ana.save()
    person("Cleo")
    shelves.back_up()
    shelves.restore_elsewhere(data=older)
    restored = User.objects.get(pk=ana.pk)
    assert restored.email == "ana.new@example.org"
    assert restored.check_password("known to nobody else")
    assert not restored.check_password("known to another")
    assert signed_in(named("cleo")).get("/dialogues/", follow=True).status_code == 200


def test_who_has_gone_for_good_has_no_name_and_no_address_any_more(shelves: Shelves, ana: User, ben: User):
    """As when an account is deleted: the key is destroyed, and what stays is an empty place."""
    Talk(ana, ben).play(ROUND_OF_ANA)
    shelves.back_up()
    (older,) = shelves.data_files()
    datakeys.destroy_key(ana.profile.key_id)
    profiles.update_profile(ana, first_name="", pronouns="", language="en", time_zone="UTC")
    User.objects.filter(pk=ana.pk).update(email="nobody@deleted.invalid", is_active=False)
    shelves.back_up()
    shelves.restore_elsewhere(data=older)
    restored = User.objects.get(pk=ana.pk)
    assert (restored.email, restored.is_active) == ("nobody@deleted.invalid", False)
    assert restored.profile.first_name == ""
    assert {place.split(":")[0] for place in words()} == {"dialogues_turn"}
    assert all("ben has" in text for text in words().values())


def test_a_dialogue_that_was_let_go_after_it_ended_can_be_ended_again(shelves: Shelves, ana: User, ben: User):
    """At the time of the data it was under way: what was said until then is gone, and it goes on from there."""
    talk = Talk(ana, ben)
    talk.play(ROUND_OF_ANA)
    shelves.back_up()
    (older,) = shelves.data_files()
    talk.play("ana not_today, ana appreciate, ben appreciate")
    erasure.erase_for_both(talk.now(), place_of("ana"))
    shelves.back_up()
    shelves.restore_elsewhere(data=older)
    assert not any(line.words for line in read_by("ana", talk.dialogue))
    again = Talk(named("ana"), named("ben"), dialogue=talk.now())
    again.play("ana not_today, ana appreciate, ben appreciate")
    assert [line.words for line in read_by("ben", talk.dialogue) if line.words] == [
        "ana has something to appreciate",
        "ben has something to appreciate",
    ]
    erasure.erase_for_both(talk.now(), place_of("ben"))
    assert not any(line.words for line in read_by("ana", talk.dialogue))
