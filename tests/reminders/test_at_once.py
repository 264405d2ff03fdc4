"""What a partner is told at once: an invitation and its answer, as soon as they are stored."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from celery import current_app
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from appointments import services
from change_requests import plans
from couples import pairing
from couples.leaving import leave_couple
from couples.models import User
from reminders import inbox
from reminders.delivery import deliver_due
from reminders.models import Notice, PushSubscription, ReminderPreferences
from reminders.scheduler import claim_due
from tests.change_requests.factories import create_chosen_request, partner_of, plan_of
from tests.dialogues.dialogue_driver import Talk
from tests.factories import person, signed_in
from tests.reminders.fake_servers import Browser, MailServer, PushService
from tests.therapist.factories import agreed, ask, kept_talk, secrets_of
from tests.workup.workup_answers import part_mark
from therapist import services as therapist
from workup import demo, sharing
from workup.models import SharedPart, Workup

pytestmark = pytest.mark.django_db
AddPhone = Callable[..., tuple[Browser, PushSubscription]]
AtOnce = DjangoCaptureOnCommitCallbacks


@pytest.fixture(autouse=True)
def _worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is there at once, in this process."""
    monkeypatch.setitem(current_app.conf, "task_always_eager", True)
    monkeypatch.setitem(current_app.conf, "task_eager_propagates", True)


@pytest.fixture
def at_once(django_capture_on_commit_callbacks: AtOnce) -> Callable[..., object]:
    """What happens in it is committed at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def sorts_noticed(user: User) -> list[str]:
    return sorted(Notice.objects.filter(user=user).values_list("sort", flat=True))


def test_an_invitation_is_on_the_others_phone_at_once_in_words_that_tell_nothing(
    ana: User, ben: User, add_phone: AddPhone, service: PushService, at_once: AtOnce
):
    add_phone(ana)
    browser, _phone = add_phone(ben)
    with at_once():
        talk = Talk(ana, ben)
    ((path, _headers, body),) = service.pushes
    assert path == "/1"
    assert json.loads(browser.open(body)) == {"title": "imago", "body": "Something is waiting for you."}
    page = signed_in(ben).get("/inbox/").content.decode()
    assert "Ana invites you" in page
    assert f'href="/dialogues/{talk.pk}/"' in page
    claim_due()
    assert deliver_due() == 0
    assert sorts_noticed(ana) == []


@pytest.mark.parametrize("answer", ["accept", "decline", "later"])
def test_an_answer_is_mailed_to_whoever_asked_at_once(
    answer: str, by_mail: User, ben: User, post: MailServer, at_once: AtOnce
):
    talk = Talk(by_mail, ben)
    with at_once():
        talk.make("ben", answer, at=timezone.now() + timedelta(hours=2) if answer == "later" else None)
    assert [mail["To"] for mail in post.mails] == [by_mail.email]
    assert sorts_noticed(by_mail) == ["answered"]


def test_other_moves_are_told_nobody_at_once(by_mail: User, ben: User, post: MailServer, at_once: AtOnce):
    talk = Talk(by_mail, ben)
    talk.play("ben accept, ana ready")
    with at_once():
        talk.play("ben ready, ana send, ben mirror, ana that_is_all, ben stop")
    claim_due()
    assert post.mails == []


def test_asks_for_a_therapist_are_told_once_a_day_and_never_pushed(
    ana: User, by_mail: User, ben: User, post: MailServer, at_once: AtOnce
):
    talks = [kept_talk(ben, ana) for _ in range(2)]
    with at_once():
        asked = ask(ben, talks[0].pk)
    assert [mail["To"] for mail in post.mails] == [by_mail.email]
    with at_once():
        ask(ben, talks[1].pk)
        therapist.decline(partner_of(ana), asked.pk)
    claim_due()
    assert deliver_due() == 0
    assert sorts_noticed(ana).count("therapist_asked") == 1


def test_whoever_asked_for_a_link_is_told_of_a_yes_at_once_and_never_of_a_no(
    by_mail: User, ana: User, ben: User, post: MailServer, at_once: AtOnce
):
    asked = [ask(ana, kept_talk(ana, ben).pk) for _ in range(2)]
    post.mails.clear()
    with at_once():
        therapist.decline(partner_of(ben), asked[0].pk)
    assert post.mails == []
    with at_once():
        assert therapist.agree(partner_of(ben), asked[1].pk)
    assert [mail["To"] for mail in post.mails] == [by_mail.email]
    assert [sorts_noticed(user).count("therapist_agreed") for user in (ana, ben)] == [1, 0]


def test_both_are_told_that_a_link_closed(by_mail: User, ana: User, ben: User, at_once: AtOnce):
    link = agreed(ana, ben, kept_talk(ana, ben).pk)
    secrets = secrets_of(link)
    with at_once():
        for _ in range(therapist.MOST_GUESSES):
            therapist.open_link(link, secrets.token, "not the words")
    assert [sorts_noticed(user).count("therapist_closed") for user in (ana, ben)] == [1, 1]


def test_a_proposed_weekly_time_and_its_answer_are_told_at_once(
    by_mail: User, ben: User, add_phone: AddPhone, post: MailServer, service: PushService, at_once: AtOnce
):
    add_phone(ben)
    with at_once():
        row = services.propose_time(partner_of(by_mail), 6, time(20, 0))
    assert (len(service.pushes), len(post.mails)) == (1, 0)
    with at_once():
        services.end_time(partner_of(ben), row.pk, agreed=False)
    assert (len(service.pushes), len(post.mails)) == (1, 1)
    with at_once():
        row = services.propose_time(partner_of(by_mail), 5, time(20, 0))
        services.end_time(partner_of(by_mail), row.pk, agreed=False)
    assert (len(service.pushes), len(post.mails)) == (1, 1)  # withdrawn
    with at_once():
        row = services.propose_time(partner_of(by_mail), 5, time(19, 0))
        services.accept_proposal(partner_of(ben), row.pk)
    assert (len(service.pushes), len(post.mails)) == (1, 2)


def test_what_is_chosen_and_given_for_a_request_is_told_its_asker_at_once(
    by_mail: User, ben: User, post: MailServer, at_once: AtOnce
):
    giver = partner_of(ben)
    with at_once():
        row = create_chosen_request(by_mail, ben)
    told_before = len(post.mails)  # of the yes to the dialogue
    claim_due()
    assert "request_news" not in sorts_noticed(by_mail)  # chosen while both were there
    plan = plan_of(row)
    with at_once():
        plans.add_gift(row, giver, plan.pk, plan.days[0], "")
    assert len(post.mails) == told_before + 1
    page = signed_in(by_mail).get("/inbox/").content.decode()
    assert "Ben gave the gift" in page
    with at_once():
        plans.choose_plan(row, giver, plans.WishChoice("third", plan.begins_on), str(plan.pk))
    assert len(post.mails) == told_before + 1  # within a minute of the dialogue's end


def test_a_gift_that_was_unticked_before_the_morning_is_not_told(
    by_mail: User, ben: User, post: MailServer, at_once: AtOnce
):
    row, giver = create_chosen_request(by_mail, ben), partner_of(ben)
    in_quiet_hours(by_mail)
    plan = plan_of(row)
    with at_once():
        plans.add_gift(row, giver, plan.pk, plan.days[0], "")
    plans.delete_gift(row, giver, plan.gifts.get().pk)
    assert deliver_due(timezone.now() + timedelta(minutes=61)) == 0


def test_a_shared_part_is_told_at_once_and_not_what_it_says(
    ana: User, ben: User, add_phone: AddPhone, service: PushService, at_once: AtOnce
):
    browser, _phone = add_phone(ben)
    demo.create_demo_workup(ana, demo.ANA)
    owner = signed_in(ana)
    with at_once():
        owner.post("/workup/picture/share/", {"part": "need", "mark": part_mark(owner, "need")})
    ((_path, _headers, body),) = service.pushes
    assert json.loads(browser.open(body)) == {"title": "imago", "body": "Something is waiting for you."}
    page = signed_in(ben).get("/inbox/").content.decode()
    assert "Ana shared a part of “Where I come from”" in page
    assert "puts things down" not in page


def test_a_part_that_was_unshared_before_the_morning_is_not_told(
    ana: User, ben: User, add_phone: AddPhone, service: PushService
):
    add_phone(ben)
    in_quiet_hours(ben)
    workup, owner = Workup.objects.current(ana), partner_of(ana)
    shared = SharedPart.objects.create(owner=owner, workup=workup, part="need", words="to be seen")
    claim_due()
    assert sorts_noticed(ben) == ["shared"]
    sharing.unshare(shared)
    assert deliver_due(timezone.now() + timedelta(minutes=61)) == 0


def test_whoever_invited_to_imago_is_told_at_once_that_the_other_has_joined(
    eve: User, add_phone: AddPhone, service: PushService, at_once: AtOnce
):
    add_phone(eve)
    with at_once():
        pairing.accept_invitation(pairing.open_invitation(eve).pk, person("Fay"))
    assert len(service.pushes) == 1
    assert "Your partner has joined you here." in signed_in(eve).get("/inbox/").content.decode()


def in_quiet_hours(user: User) -> None:
    now = timezone.now()
    hours = {
        "quiet_from": (now - timedelta(hours=1)).time(),
        "quiet_until": (now + timedelta(hours=1)).time(),
    }
    ReminderPreferences.objects.update_or_create(user=user, defaults=hours)


def test_in_quiet_hours_it_waits_until_they_are_over(
    ana: User, ben: User, add_phone: AddPhone, service: PushService, at_once: AtOnce
):
    add_phone(ben)
    in_quiet_hours(ben)
    with at_once():
        Talk(ana, ben)
    assert service.pushes == []
    assert len(inbox.recent_entries(ben)) == 1  # whoever is here all the same finds it
    assert deliver_due(timezone.now() + timedelta(minutes=61)) == len(service.pushes) == 1


@pytest.mark.parametrize("undone", ["ana stop", "ben accept"])
def test_what_was_taken_back_or_answered_meanwhile_is_not_sent(
    undone: str, ana: User, ben: User, add_phone: AddPhone, service: PushService, at_once: AtOnce
):
    add_phone(ben)
    in_quiet_hours(ben)
    with at_once():
        talk = Talk(ana, ben)
    talk.play(undone)
    assert deliver_due(timezone.now() + timedelta(minutes=61)) == 0
    assert service.pushes == []


def test_a_yes_that_was_followed_by_an_end_is_no_news(by_mail: User, ben: User, post: MailServer):
    talk = Talk(by_mail, ben)
    talk.play("ben accept, ben stop")
    claim_due()
    assert (sorts_noticed(by_mail), post.mails) == ([], [])


def test_nothing_comes_of_a_couple_that_has_ended(ana: User, ben: User):
    Talk(ana, ben)
    leave_couple(partner_of(ana))
    claim_due()
    assert sorts_noticed(ben) == []


def test_who_has_switched_it_off_is_not_told(
    ana: User, ben: User, add_phone: AddPhone, service: PushService, at_once: AtOnce
):
    add_phone(ben)
    inbox.set_enabled_types(ben, [name for name in inbox.enabled_types(ben) if name != "invited"])
    with at_once():
        Talk(ana, ben)
    claim_due()
    assert (service.pushes, sorts_noticed(ben)) == ([], [])


def test_a_partner_who_invites_and_takes_back_over_and_over_is_told_of_four_times_an_hour(
    ana: User, ben: User, add_phone: AddPhone, service: PushService, at_once: AtOnce
):
    add_phone(ben)
    for _ in range(5):
        with at_once():
            talk = Talk(ana, ben)
        talk.play("ana stop")
    assert len(service.pushes) == 4


def test_what_the_worker_missed_is_told_with_the_next_minute(
    ana: User, ben: User, add_phone: AddPhone, service: PushService
):
    add_phone(ben)
    Talk(ana, ben)
    assert service.pushes == []
    claim_due()
    assert deliver_due() == len(service.pushes) == 1
