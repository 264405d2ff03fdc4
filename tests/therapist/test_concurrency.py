"""Two devices at the same moment."""

from __future__ import annotations

import pytest

from couples.models import User
from dialogues import erasure
from tests.concurrency import at_once, meanwhile
from tests.therapist.factories import ask, kept_talk, place_of, stored
from therapist import services
from therapist.models import TherapistLink

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_copy_outlives_a_dialogue_that_is_deleted_while_it_is_copied(ana: User, ben: User):
    talk = kept_talk(ana, ben)
    link, dialogue, me, other = ask(ana, talk.pk), talk.now(), place_of(ana), place_of(ben)
    at_once(lambda: services.agree(other, link.pk), lambda: erasure.erase_for_both(dialogue, me))
    assert not TherapistLink.objects.exists()


def test_no_copy_is_made_of_what_is_just_being_deleted(ana: User, ben: User):
    talk = kept_talk(ana, ben)
    link, dialogue, me, other = ask(ana, talk.pk), talk.now(), place_of(ana), place_of(ben)
    erased = lambda: erasure.erase_for_both(dialogue, me)  # noqa: E731
    assert meanwhile(erased, lambda: services.agree(other, link.pk)) == "Http404"
    assert not TherapistLink.objects.exists()


def test_withdrawing_an_ask_that_has_just_become_a_link_ends_the_link(ana: User, ben: User):
    link, me, other = ask(ana, kept_talk(ana, ben).pk), place_of(ana), place_of(ben)
    agreed = lambda: services.agree(other, link.pk)  # noqa: E731
    assert meanwhile(agreed, lambda: services.take_back(me, link.pk)) == "done"
    assert stored(link) == ""
    assert not TherapistLink.objects.live().exists()


def test_of_a_yes_and_a_no_one_counts(ana: User, ben: User):
    link, other = ask(ana, kept_talk(ana, ben).pk), place_of(ben)
    at_once(lambda: services.agree(other, link.pk), lambda: services.decline(other, link.pk))
    row = TherapistLink.objects.get()
    assert (row.declined_at is None) == bool(row.agreed_at) == bool(stored(link))


def test_the_same_is_asked_once(ana: User, ben: User):
    talk = kept_talk(ana, ben)
    assert at_once(*[lambda: ask(ana, talk.pk), lambda: ask(ben, talk.pk)]) == ["CannotAsk", "done"]
