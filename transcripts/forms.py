"""Forms: the filters of the timeline, and a note on a turn."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from couples.models import Partner
from dialogues.form_fields import WordsField
from dialogues.protocol.kinds import KINDS
from transcripts import timeline

ANY = pgettext_lazy("all kinds, everybody", "all")


class FilterForm(forms.Form):
    """The filters of the timeline.

    They are part of the URL, so they contain no words; invalid values are ignored.
    """

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    began = forms.ChoiceField(label=_("Started by"), required=False)
    far = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", ANY),
            (timeline.FINISHED, _("finished")),
            (timeline.ENDED_EARLIER, _("ended early")),
            (timeline.OPEN, _("open")),
        ],
    )
    like = forms.ChoiceField(label=_("Topic"), required=False)
    onward = forms.BooleanField(label=_("led to a request or an exit"), required=False)
    starred = forms.BooleanField(label=_("has something I starred"), required=False)
    month = forms.CharField(required=False, max_length=7, widget=forms.HiddenInput)

    def __init__(self, data: Any, me: Partner, partner: Partner, rows: Sequence[timeline.Glance]) -> None:
        super().__init__(data)
        fields = dict[str, Any](self.fields)
        self.topics = timeline.dialogues_by_topic(me, rows)
        fields["kind"].choices = [("", ANY), *((kind.name, gettext(kind.title)) for kind in KINDS.values())]
        fields["began"].choices = [("", ANY), (timeline.ME, _("me")), (timeline.PARTNER, partner.name)]
        fields["like"].choices = [
            ("", ANY),
            *((str(dialogues[0]), topic) for topic, dialogues in self.topics.items()),
        ]

    def clean_like(self) -> list[uuid.UUID]:
        """Return all dialogues with the same topic as this one."""
        chosen = self.cleaned_data["like"]
        return next((dialogues for dialogues in self.topics.values() if str(dialogues[0]) == chosen), [])

    def clean_month(self) -> date | None:
        """Return the first day of the month; None if it is invalid."""
        try:
            month = datetime.strptime(self.cleaned_data["month"], "%Y-%m").date()
        except ValueError:
            return None
        return month if 2000 <= month.year <= 2999 else None

    @property
    def active_filters(self) -> dict[str, Any]:
        """The filters that are set and valid."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class NoteForm(forms.Form):
    """A private note on a turn."""

    words = WordsField(longest=4000, rows=5, required=False, label=_("Your note"))
