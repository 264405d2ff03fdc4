"""Two people who have written in every box of every room, each with a word of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from django.core.mail import EmailMessage
from django.utils import timezone

from appointments import feeds, services
from caring import gifts, lists, not_now
from caring.models import Line
from change_requests import dialogue_hooks, drafts, plans, thanks_and_reviews
from change_requests.draft_data import RequestDraft, Wish
from change_requests.models import Gift, Request
from core.form_utils import idempotency_key
from couples.models import Partner, User
from couples.profiles import update_profile
from dialogues import erasure, rate_limits
from dialogues.models import Dialogue
from exits import page_context, time_notes
from exits import services as exits_services
from exits.categories import ExitDetails
from exits.models import FULLY, Exit
from exits.services import CommitmentTerms
from exits.sharing import start_dialogue
from mail import queue
from parent_child import services as parent_child
from pulse import services as pulse
from pulse import sharing as shown
from reminders import inbox, push_subscriptions
from reminders.models import Notice, ReminderPreferences
from suggestions import services as suggestions
from tests.change_requests.factories import TO_THE_DESIRE, plan_of
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import session_cookie
from tests.privacy.columns import PROFILE_TEXTS
from tests.privacy.promises import TO_THE_PROMISE
from tests.reminders.fake_servers import Browser
from therapist import services as therapist
from transcripts.exports.build import exportable_dialogues
from transcripts.models import Bookmark, Export, Note
from vault import datakeys
from vault.sealing import seal
from vision import lines
from vision.dialogue_hooks import start_dialogue as start_reading
from vision.line_data import LineDetails
from workup import sharing
from workup.models import SharedPart, Workup
from workup.picture_context import PicturePage
from workup.services import BaseVersion, save_answer

WORD = {"ana": "anasquietword", "ben": "bensquietword"}
WITHOUT_WORDS = {  # sealed columns that hold no words of anybody
    "appointments_feed.token",
    "caring_notnow.marks_text",
    "mail_outgoingmail.content",
    "pulse_pulse.numbers_text",
    "reminders_phone.address",
    "therapist_link.content",  # sealed once more, by the link
    "workup_shared.sources",
    "transcripts_parcel.content",  # the row goes as a whole
    *(
        f"couples_profile.{name}" for name in PROFILE_TEXTS
    ),  # they go with the account, see test_profile_fields
}


def word_of(user: User) -> str:
    return WORD[user.email.split("@")[0]]


def place_of(user: User) -> Partner:
    return Partner.objects.select_related("couple", "user__profile").get(user=user, left_at=None)


class Voices(Talk):
    """A talk in which each says their own word. Whoever they are, who begins it is called ana here."""

    def __init__(self, one: User, other: User, **how: object) -> None:
        super().__init__(one, other, **how)  # type: ignore[arg-type]
        self.voices = {"ana": word_of(one), "ben": word_of(other)}

    def play(self, script: str) -> None:
        # They took longer than this test does.
        rate_limits.reset_limits(one.user_id for one in self.credentials.values())
        for act in script.split(","):
            who, move = act.split()
            answer = self.make(who, move, f"{self.voices[who]} {move}", scale=4)
            assert answer.refusal is None, (act, answer.refusal)


def fill(ana: User, ben: User) -> None:
    """Both have done everything that there is to do, each as the one and as the other."""
    for one, other in ((ana, ben), (ben, ana)):
        talk(one, other)
        let_go(one, other)
        exit(one, other)
        request(one, other)
        workup(one, other)
        care(one)
        vision(one, other)
        beside(one)
    for one in (ana, ben):
        not_now.put_away(place_of(one), Line.objects.shown_to(place_of(one))[0])
    for one, other in ((ana, ben), (ben, ana)):
        hand_over(one, other)


def talk(one: User, other: User) -> None:
    """A dialogue that both keep, with a star and a note beside it."""
    whole = Voices(one, other)
    Dialogue.objects.filter(pk=whole.pk).delete()
    whole.dialogue.topic = f"{word_of(one)} topic"
    whole.dialogue.save(force_insert=True)
    whole.play(WHOLE)
    Bookmark.objects.create(user=one, dialogue=whole.dialogue, seq=4)
    Note.objects.create(user=one, dialogue=whole.dialogue, seq=5, words=f"{word_of(one)} notes")


def let_go(one: User, other: User) -> None:
    """A dialogue that the other let go for both; each keeps their own words for a week."""
    talk(one, other)
    newest = Dialogue.objects.filter(started_by=place_of(one)).latest("created_at")
    assert erasure.erase_for_both(newest, place_of(other))


def exit(one: User, other: User) -> None:
    """An exit to its promise, with a look back and a note; and another that is talked about just now."""
    word, today = word_of(one), timezone.localdate()
    found = [
        exits_services.create_exit(
            place_of(one), ExitDetails(f"{word} exit {n}", gives=f"{word} comfort {n}"), idempotency_key()
        )
        for n in (1, 2)
    ]
    for row in found:
        dialogue = start_dialogue(
            row, words=f"{word} brings", mode="written", keep=True, prepared=f"{word} prepares"
        )
        about = Voices(one, other, dialogue=dialogue)
        about.play(
            TO_THE_PROMISE if row is found[0] else "ben accept, ana ready, ben ready, ana send, ben mirror"
        )
    row = Exit.objects.of(place_of(one)).get(pk=found[0].pk)
    exits_services.commit(
        row, CommitmentTerms(FULLY, f"{word} promises", None, today + exits_services.DEFAULT_REVIEW_DELAY)
    )
    due = page_context.next_review(row)
    assert due
    exits_services.review_commitment(
        row,
        outcome="kept",
        note=f"{word} sees",
        next_on=today + exits_services.DEFAULT_REVIEW_DELAY,
        review_id=due.pk,
    )
    time_notes.add_time_note(row, day=today, words=f"{word} walks", shared=True, key=idempotency_key())


def request(one: User, other: User) -> None:
    """A request that was asked, given, thanked for and looked back at; and one that is a draft."""
    word, asker, giver = word_of(one), place_of(one), place_of(other)
    told = RequestDraft(
        frustration=f"{word} hurts",
        desire=f"{word} longs",
        wishes=tuple(Wish(f"{word} {n}") for n in (1, 2, 3)),
    )
    drafts.create_draft(asker, replace(told, feel=word), idempotency_key())
    row = drafts.create_draft(asker, told, idempotency_key())
    about = Voices(
        one, other, dialogue=dialogue_hooks.start_dialogue(row, topic=word, mode="written", keep=True)
    )
    about.play(f"{TO_THE_DESIRE}, ana desire, ben mirror, ana got_it")
    about.play(", ".join(["ana ask, ben mirror"] * 3))
    about.play("ana got_it, ben choose_second, ben give, ana mirror, ben got_it, ana thank")
    row = Request.objects.with_asker().get(pk=row.pk)
    plan = plan_of(row)
    plans.add_gift(row, giver, plan.pk, plan.days[0], f"{word_of(other)} gave")
    thanks_and_reviews.add_thanks(row, asker, Gift.objects.get(plan=plan).pk, f"{word} praise")
    for partner in (asker, giver):
        said = {"for_me": f"{word_of(partner.user)} changed", "for_you": ""}
        thanks_and_reviews.add_review(row, partner, plan.pk, 0, said)


def workup(one: User, other: User) -> None:
    """A workup with a part in own words, which the other reads and thanks for."""
    word, partner = word_of(one), place_of(one)
    made = Workup.objects.create(user=one)
    people = [{"id": "mother-0", "name": word}]
    for question, value in (("caretakers", people), ("needed", f"to be {word}"), ("want", f"{word} wants")):
        save_answer(made, question, "", value, BaseVersion())
    for name in ("need", "wish"):
        portrait = PicturePage(made, partner)
        told = portrait.part(name)
        assert told
        sharing.confirm_wording(made, portrait.answers, told.part, f"{word} in my words", told.digest)
    told = PicturePage(made, partner).part("need")
    assert told
    sharing.share_wording(partner, made, told, told.digest)
    sharing.add_thanks(
        place_of(other), SharedPart.objects.with_owner().get(workup=made), f"{word_of(other)} praise for it"
    )


def care(one: User) -> None:
    """A list that the other may read, and a gift that was given today."""
    word, partner = word_of(one), place_of(one)
    lists.add_line(partner, "now", f"{word} feels good")
    lists.show_list(partner)
    gift = gifts.start_gift(partner, f"{word} picked")
    gifts.tick_day(partner, gift.pk, timezone.localdate())


def vision(one: User, other: User) -> None:
    """A line that is theirs alone, one on the page that the other joined, and one that stays apart."""
    word, owner = word_of(one), place_of(one)
    lines.create_line(owner, LineDetails(f"{word} dreams", 4), idempotency_key())
    talk = Voices(one, other, dialogue=start_reading(owner, mode="written", keep=True))
    talk.play("ben accept, ana ready, ben ready, ana send, ben mirror, ana got_it, ben join, ana ours")
    talk.play(
        "ana more, ben mirror, ana got_it, ben leave_it, ana that_is_all, ana send, ben mirror, ana got_it"
    )
    talk.play("ana not_today, ana keep, ben keep")


def hand_over(one: User, other: User) -> None:
    """A dialogue that a therapist has read by a link, and an ask for a part of the workup."""
    newest = exportable_dialogues(place_of(one)).filter(started_by=place_of(one), kept=True, let_go_at=None)
    link = therapist.ask(place_of(one), "dialogue", newest.latest("created_at").pk, 7)
    assert therapist.agree(place_of(other), link.pk)
    secrets = therapist.derive_secrets(link)
    assert therapist.open_link(link, secrets.token, secrets.words)
    therapist.ask(place_of(one), "workup", SharedPart.objects.get(owner=place_of(one)).pk, 30)


def beside(one: User) -> None:
    """The profile, the pulse, the times, the reminders, a mail on its way, and a packed copy."""
    partner, now = place_of(one), timezone.now()
    update_profile(one, **dict.fromkeys(PROFILE_TEXTS, "told of oneself"))
    pulse.save_pulse(one, pulse.this_week(one), {"close": 5}, 0)
    pulse.schedule_pulse(one, 6, time(18))
    shown.agree_to_share(partner)
    services.propose_time(partner, 6, time(20))
    feeds.create_feed(one)
    browser = Browser(f"https://updates.push.services.mozilla.com/wpush/v2/{one.pk}")
    push_subscriptions.add_subscription(one, session_cookie(one), **browser.fields)
    inbox.set_enabled_types(one, ["turn"])
    parent_child.say_yes(partner)
    suggestions.decline(one, "weekly_time")
    ReminderPreferences.objects.create(user=one, by_mail=True)
    Notice.objects.create(user=one, sort="turn", occasion="x", path="/dialogues/", due_at=now)
    queue.enqueue_mail(EmailMessage("A message", "Here you choose a new password.", to=[one.email]), user=one)
    key = datakeys.create_key()
    export = Export(user=one, scope=Export.ALL, format="json", key=key, expires_at=now)
    export.content = seal(export.vault_owners(), word_of(one), export.place)
    export.save(force_insert=True)
