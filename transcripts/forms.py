"""Forms: the filters of the timeline, and a note on a turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from couples.models import Partner
from dialogues.form_fields import WordsField
from dialogues.protocol.kinds import KINDS
from transcripts import dialogue_rows, timeline

ANY = pgettext_lazy("all kinds, everybody", "all")


class PlainSelect(forms.Select):
    """A select box without option groups, written at once: Django renders two templates for each option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the box as HTML, as Django's template writes it."""
        chosen = self.format_value(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, SafeString(" selected") if str(key) in chosen else "", label)
                for key, label in self.choices
            ),
        )
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


class FilterForm(forms.Form):
    """The filters of the timeline.

    They are part of the URL, so they contain no words; invalid values are ignored.
    """

    kind = forms.ChoiceField(label=_("Kind"), required=False, widget=PlainSelect)
    began = forms.ChoiceField(label=_("Started by"), required=False, widget=PlainSelect)
    far = forms.ChoiceField(
        widget=PlainSelect,
        label=_("Status"),
        required=False,
        choices=[
            ("", ANY),
            (timeline.FINISHED, _("finished")),
            (timeline.ENDED_EARLIER, _("ended early")),
            (timeline.OPEN, _("open")),
        ],
    )
    like = forms.ChoiceField(label=_("Topic"), required=False, widget=PlainSelect)
    onward = forms.BooleanField(label=_("led to a request or an exit"), required=False)
    starred = forms.BooleanField(label=_("has something I starred"), required=False)
    month = forms.CharField(required=False, max_length=7, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, me: Partner, partner: Partner, rows: Sequence[dialogue_rows.DialogueRow]
    ) -> None:
        super().__init__(data)
        fields = dict[str, Any](self.fields)
        self.topics = dialogue_rows.dialogues_by_topic(me, rows)
        fields["kind"].choices = [("", ANY), *((kind.name, gettext(kind.title)) for kind in KINDS.values())]
        fields["began"].choices = [("", ANY), (timeline.ME, _("me")), (timeline.PARTNER, partner.name)]
        fields["like"].choices = [
            ("", ANY),
            *((dialogues[0], topic) for topic, dialogues in self.topics.items()),
        ]

    def clean_like(self) -> list[str]:
        """Return all dialogues with the same topic as this one."""
        chosen = self.cleaned_data["like"]
        return next((dialogues for dialogues in self.topics.values() if dialogues[0] == chosen), [])

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
