"""Form fields with which other apps prepare a dialogue and store what came of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import visible_or_blank
from vault.fields import is_readable

TOO_LONG = _("That's more than will fit here. Please make it a little shorter; nothing is lost.")
NEEDED = _("Please write a few words here. One sentence is enough.")
UNREADABLE = _("What you wrote here before can't be opened right now. Saving something new will replace it.")
CHOOSE_A_DAY = _("Please choose a day.")
ERRORS = {"max_length": TOO_LONG, "required": NEEDED}


class WordsField(forms.CharField):
    """Free text; "" if nothing in it is visible. A browser sends each line end as two characters but counts one."""

    def __init__(self, *, longest: int, rows: int = 3, **more: Any) -> None:
        widget = forms.Textarea({"rows": rows, "maxlength": longest})
        super().__init__(**{"max_length": longest, "error_messages": ERRORS, "widget": widget, **more})

    def to_python(self, value: Any) -> str:
        """Return the text with single line ends, "" if nothing in it is visible."""
        text: str = super().to_python(value) or ""
        return visible_or_blank(text.replace("\r\n", "\n"))

    def prepare_value(self, value: Any) -> Any:
        """What the box shows: never the sentence that replaces words which can't be opened."""
        return value if is_readable(value) else ""

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Return the field, with a warning if what was written before can't be opened."""
        bound = super().get_bound_field(form, field_name)
        if not is_readable(bound.initial):
            bound.help_text = UNREADABLE
        return bound


def day_field(label: Any = "", **more: Any) -> forms.DateField:
    """Return a field for a day."""
    errors = {"invalid": CHOOSE_A_DAY, "required": CHOOSE_A_DAY}
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, error_messages=errors, widget=widget, **more)
