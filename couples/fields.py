"""Fields that forms of several rooms share: some sentences, a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TOO_LONG = _("That is more than fits here. A little shorter, please; nothing is lost.")
NEEDED = _("A few words are needed here. One sentence is enough.")
CHOOSE_A_DAY = _("Please choose a day.")


def words_field(label: Any, longest: int, *, rows: int = 3, **more: Any) -> forms.CharField:
    """A box for some sentences, of at most so many characters."""
    errors = {"max_length": TOO_LONG, "required": NEEDED}
    widget = forms.Textarea({"rows": rows, "maxlength": longest})
    return forms.CharField(label=label, max_length=longest, error_messages=errors, widget=widget, **more)


def day_field(label: Any = "", **more: Any) -> forms.DateField:
    errors = {"invalid": CHOOSE_A_DAY, "required": CHOOSE_A_DAY}
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, error_messages=errors, widget=widget, **more)
