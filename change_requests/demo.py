"""Requests of the demo couple: Ana asked, Ben chose and has given twice; another one is still Ana's draft."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from change_requests import dialogue_hooks, drafts, plans, thanks_and_reviews
from change_requests.draft_data import RequestDraft, Wish
from change_requests.models import Gift, Plan, Request
from change_requests.schedules import GiftFrequency
from core.form_utils import idempotency_key
from couples.models import Partner, User
from dialogues.demo import play_script

EVENINGS = RequestDraft(
    frustration="look at your phone while I tell you about my day",
    feel="small, and a little foolish",
    story="that I bore you, and that it won't get better",
    do="go quiet and clear the table, loudly",
    reminds="coming home from school, when nobody looked up",
    fear="that one day we'll have nothing to say to each other",
    desire="that what I say is worth your full attention",
    wishes=(
        Wish(
            "Twice a week for the next four weeks, sit with me for fifteen minutes after dinner, with both phones in"
            " the hall.",
            GiftFrequency.TWICE_WEEKLY,
            4,
        ),
        Wish("Each evening for one week, ask me one question about my day.", GiftFrequency.DAILY, 1),
        Wish(
            "Once a week for four weeks, cook something with me, with music on instead of the news.",
            GiftFrequency.WEEKLY,
            4,
        ),
    ),
)
WEEKENDS = RequestDraft(
    frustration="plan the weekend before you've asked me",
    feel="like a guest in our own life",
    desire="that we make our plans together",
)
GIFT_NOTES = ("You told me about the woman with the three dogs.", "It was easier than the first time.")
ANA, BEN = 0, 1
SCRIPT = [
    (BEN, "accept", ""),
    (ANA, "ready", ""),
    (BEN, "ready", ""),
    (
        ANA,
        "send",
        "When you look at your phone while I tell you about my day, I feel small, and a little foolish.",
    ),
    (
        BEN,
        "mirror",
        "When I look at my phone while you tell me about your day, you feel small. Did I get that?",
    ),
    (ANA, "more", "It reminds me of coming home from school, when nobody looked up."),
    (BEN, "mirror", "It's like coming home from school when nobody looked up. Did I get that?"),
    (ANA, "that_is_all", ""),
    (
        BEN,
        "summarise",
        "Let me see if I got all of that. When I look at my phone you feel small, like coming home from school"
        " when nobody looked up.",
    ),
    (ANA, "got_it", ""),
    (
        BEN,
        "validate",
        "You make sense, and what makes sense is that you waited for that look as a child, and I give it to a screen.",
    ),
    (ANA, "got_it", ""),
    (BEN, "empathise", "I imagine you might be feeling lonely, and a bit ashamed. Is that it?"),
    (ANA, "got_it", ""),
    (ANA, "desire", EVENINGS.desire),
    (BEN, "mirror", "You'd love to feel that what you say is worth my full attention. Did I get that?"),
    (ANA, "got_it", ""),
    (ANA, "ask", EVENINGS.wishes[0].words),
    (
        BEN,
        "mirror",
        "You'd love it if I'd sit with you for fifteen minutes after dinner, twice a week, without our phones.",
    ),
    (ANA, "ask", EVENINGS.wishes[1].words),
    (BEN, "mirror", "You'd love it if I'd ask you one question about your day, each evening for a week."),
    (ANA, "ask", EVENINGS.wishes[2].words),
    (BEN, "mirror", "You'd love it if I'd cook with you once a week, with music."),
    (ANA, "got_it", ""),
    (BEN, "choose_first", ""),
    (BEN, "give", "I'd like to give you this. It's hard for me, and I want to."),
    (
        ANA,
        "mirror",
        "You'll give me those fifteen minutes after dinner, even though they're hard for you. Did I get that?",
    ),
    (BEN, "got_it", ""),
    (ANA, "thank", "Thank you. I know evenings are hard for you."),
]


def create_demo_requests(ana: User, ben: User) -> None:
    """Create Ana's requests and Ben's gifts, unless one of the two has prepared something."""
    asker, giver = Partner.objects.current(ana), Partner.objects.current(ben)
    if asker is None or giver is None or Request.objects.filter(asker__couple=asker.couple).exists():
        return
    row = drafts.create_draft(asker, EVENINGS, idempotency_key())
    dialogue = dialogue_hooks.start_dialogue(row, topic="The time after dinner", mode="written", keep=True)
    play_script(dialogue, (ana, ben), SCRIPT)
    give_twice(row, giver)
    thanks_and_reviews.add_thanks(
        row, asker, Gift.objects.order_by("day")[0].pk, "It was so good to see your eyes."
    )
    drafts.create_draft(asker, WEEKENDS, idempotency_key())


def give_twice(row: Request, giver: Partner) -> None:
    """Record two gifts for a plan that began nine days ago."""
    plan = Plan.objects.get(request_dialogue__request=row)
    plan.begins_on = timezone.localdate() - timedelta(days=9)
    plan.save(update_fields=["begins_on"])
    for day, words in zip(plan.days, GIFT_NOTES, strict=False):
        plans.add_gift(row, giver, plan.pk, day, words)
