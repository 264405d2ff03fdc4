"""The history on a request's page: its state changes, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from change_requests.models import Request, StatusChange
from change_requests.states import ASKER
from couples.models import Partner
from dialogues.protocol.types import gettext_noop as _

HISTORY_SENTENCES = {
    "offer": _("{name} sent an invitation to a dialogue about it"),
    "unheard": _("The dialogue ended early"),
    "not_yet": _("{name} said “not yet”"),
    "choose": _("{name} chose what to give"),
    "give": _("{name} gave the gift"),
    "ungive": _("{name} unmarked a gift"),
    "ungive_all": _("{name} unmarked a gift"),
    "reschedule": _("{name} chose other days"),
    "finish": _("{name} called it done"),
    "set_aside": _("{name} set it aside"),
    "withdraw": _("{name} withdrew it"),
    "reopen": _("{name} made it a draft again"),
    "let_go": _("{name} deleted it"),
}
OWN_HISTORY_SENTENCES = HISTORY_SENTENCES | {
    "offer": _("You sent an invitation to a dialogue about it"),
    "not_yet": _("You said “not yet”"),
    "choose": _("You chose what to give"),
    "give": _("You gave the gift"),
    "ungive": _("You unmarked a gift"),
    "ungive_all": _("You unmarked a gift"),
    "reschedule": _("You chose other days"),
    "finish": _("You called it done"),
    "set_aside": _("You set it aside"),
    "withdraw": _("You withdrew it"),
    "reopen": _("You made it a draft again"),
    "let_go": _("You deleted it"),
}
THANKED, REVIEWED = "thank", "review"  # news beside the status changes
NEWS_SENTENCES = {
    **HISTORY_SENTENCES,
    THANKED: _("{name} thanked you for a gift"),
    REVIEWED: _("{name} looked back at a gift"),
}
ASKER_ONLY_ACTS = ("reopen", "let_go")


@dataclass(frozen=True)
class HistoryRow:
    """A line of the history."""

    words: str
    change: StatusChange


def history_rows(row: Request, partner: Partner) -> list[HistoryRow]:
    """Return the history for one partner, latest first. What the asker did with the draft is for them only."""
    is_asker = row.role_of(partner) is ASKER
    visible = row.status_changes.exclude(act__in=() if is_asker else ASKER_ONLY_ACTS)
    changes = visible.select_related("partner__user__profile").order_by("-at")
    return [HistoryRow(history_sentence(change, partner), change) for change in changes]


def history_sentence(change: StatusChange, reader: Partner) -> str:
    """Return a change as a sentence, with "you" for what its reader did."""
    sentences = OWN_HISTORY_SENTENCES if change.partner_id == reader.pk else HISTORY_SENTENCES
    return gettext(sentences[change.act]).format(name=change.partner.name)
