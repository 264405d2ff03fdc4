"""Forms of links: what to hand over and for how long, and the therapist's words."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from couples.forms import REQUIRED_MESSAGE, ConfirmForm
from couples.handover import handover_sources
from couples.models import Partner

DAYS = ((1, _("a day")), (7, _("a week")), (30, _("a month")))
NO_LONGER = _("This isn't there any more. Please choose again.")


class AskForm(ConfirmForm):
    """What one partner wants to hand over, of all that they may."""

    what = forms.ChoiceField(
        label=_("What your therapist reads"),
        error_messages={"required": REQUIRED_MESSAGE, "invalid_choice": NO_LONGER},
    )
    days = forms.TypedChoiceField(
        label=_("The link works for"), choices=DAYS, coerce=int, initial=7, widget=forms.RadioSelect
    )
    field_order = ("what", "days", "email")

    def __init__(self, me: Partner, data: Any = None) -> None:
        super().__init__(me.user, data)
        groups = [
            (
                gettext(source.title),
                [(f"{source.name}:{offer.item}", offer.title) for offer in source.offers(me)],
            )
            for source in handover_sources().values()
        ]
        self.groups = [group for group in groups if group[1]]
        self.fields["what"].choices = [("", gettext("Choose ...")), *self.groups]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[str, uuid.UUID]:
        """The source and the item."""
        source, _colon, item = self.cleaned_data["what"].partition(":")
        return source, uuid.UUID(item)


class WordsForm(forms.Form):
    """The four words that the couple tells their therapist."""

    words = forms.CharField(
        label=_("The four words"),
        max_length=200,
        error_messages={"required": REQUIRED_MESSAGE},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
