"""Forms of caring days."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from caring.parts import NOW, PARTS
from dialogues.form_fields import WordsField, day_field

MAX_LENGTH = 200  # one line


class LineForm(forms.Form):
    """One line, and which part of the list it belongs to."""

    part = forms.ChoiceField(
        label=_("How does it start?"),
        choices=[(part.name, _(part.opening)) for part in PARTS],
        initial=NOW.name,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of these.")},
    )
    text = WordsField(label=_("Finish the sentence"), longest=MAX_LENGTH, rows=2)


class GiftForm(forms.Form):
    """The gift that a page showed."""

    gift = forms.UUIDField()


class TickForm(GiftForm):
    """A day of that gift."""

    day = day_field()
