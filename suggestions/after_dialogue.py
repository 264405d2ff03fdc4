"""The suggestion below the last stage of a dialogue."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from couples.models import Partner, User
from dialogues.hooks import Suggestion
from dialogues.list_items import begin_url
from dialogues.models import Dialogue
from dialogues.protocol.arrangements import ARRANGING
from dialogues.protocol.kinds import KINDS
from suggestions import services
from suggestions.rules import EndedDialogue, Rule, choose_rule

A_WEEK = timedelta(days=7)


def find_suggestion(dialogue: Dialogue, me: Partner) -> Suggestion | None:
    """Return what this partner could do next; None if nothing fits, or the dialogue never began."""
    if dialogue.state.back in ARRANGING:
        return None
    rule = choose_rule(look_back(dialogue, me), services.declined_names(me.user))
    return present(rule, me.other().name) if rule else None


def look_back(dialogue: Dialogue, me: Partner) -> EndedDialogue:
    """Return what the rules go by."""
    state = dialogue.state
    finished = Dialogue.objects.for_partner(me).completed().order_by().values_list("kind")
    ended_at = dict(finished.annotate(Max("closed_at")))
    return EndedDialogue(
        kind=dialogue.kind,
        is_finished=state.finished,
        is_whole=state.finished and state.round == dialogue.rules.rounds,
        finished_kinds=frozenset(ended_at),
        week_kinds=frozenset(kind for kind, at in ended_at.items() if at > timezone.now() - A_WEEK),
        hour=local_hour(me.user),
    )


def local_hour(user: User) -> int:
    """Return the hour on this user's clock."""
    return timezone.now().astimezone(ZoneInfo(user.profile.time_zone)).hour


def present(rule: Rule, partner: str) -> Suggestion:
    """Return a rule in the reader's language."""
    return Suggestion(
        name=rule.name,
        sentence=gettext(rule.sentence).format(partner=partner),
        link=gettext(rule.link),
        url=begin_url(KINDS[rule.kind]) if rule.kind else reverse(rule.url_name),
        decline_url=reverse("suggestions:decline"),
    )
