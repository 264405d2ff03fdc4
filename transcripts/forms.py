"""What is asked of the timeline, and what is written beside a turn."""

from __future__ import annotations

import uuid
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
    """Filters of the timeline.

    They are read from the address, so they hold no words; invalid values are ignored.
    """

    kind = forms.ChoiceField(label=_("What kind"), required=False)
    began = forms.ChoiceField(label=_("Who began"), required=False)
    far = forms.ChoiceField(
        label=_("How far"),
        required=False,
        choices=[
            ("", ANY),
            (timeline.FINISHED, _("to its end")),
            (timeline.LEFT, _("ended earlier")),
            (timeline.OPEN, _("under way")),
        ],
    )
    like = forms.ChoiceField(label=_("About what"), required=False)
    onward = forms.BooleanField(label=_("with a request or an exit"), required=False)
    starred = forms.BooleanField(label=_("with something I keep"), required=False)
    month = forms.CharField(required=False, max_length=7, widget=forms.HiddenInput)

    def __init__(self, said: Any, me: Partner, partner: Partner, *, is_shown: bool) -> None:
        super().__init__(said)
        choice = dict[str, Any](self.fields)
        self.topics = timeline.dialogues_by_topic(me) if is_shown or said.get("like") else {}
        choice["kind"].choices = [("", ANY), *((kind.name, gettext(kind.title)) for kind in KINDS.values())]
        choice["began"].choices = [("", ANY), (timeline.ME, _("I")), (timeline.PARTNER, partner.name)]
        choice["like"].choices = [("", ANY), *((str(some[0]), topic) for topic, some in self.topics.items())]

    def clean_like(self) -> list[uuid.UUID]:
        """All dialogues with the topic of this one."""
        wanted = self.cleaned_data["like"]
        return next((some for some in self.topics.values() if str(some[0]) == wanted), [])

    def clean_month(self) -> date | None:
        """The first day of the month; None if it is invalid."""
        try:
            month = datetime.strptime(self.cleaned_data["month"], "%Y-%m").date()
        except ValueError:
            return None
        return month if 2000 <= month.year <= 2999 else None

    @property
    def wanted(self) -> dict[str, Any]:
        """The valid filters that are set."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class NoteForm(forms.Form):
    """A private note on a turn."""

    words = WordsField(longest=4000, rows=5, required=False, label=_("Your note"))
