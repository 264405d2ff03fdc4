"""The form that requests an export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from couples.models import Partner
from transcripts.exports.formats import FORMATS
from transcripts.models import Export

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SELECT_ONE_ERRORS = {
    "required": _("Please choose one of these."),
    "invalid_choice": _("Please choose one of these."),
}


def format_choices() -> list[tuple[str, StrOrPromise]]:
    """Return every registered format as a choice."""
    return [(format.name, format.title) for format in FORMATS.values()]


class ExportForm(forms.Form):
    """Scope, format, and whether one's own notes and bookmarks are included.

    Without a partner only one's own data can be requested. `dialogue` is set where a single one is read.
    """

    what = forms.ChoiceField(
        choices=[(scope, scope) for scope in (Export.ALL, Export.OWN, Export.ONE)],
        error_messages=SELECT_ONE_ERRORS,
    )
    format = forms.ChoiceField(choices=format_choices, error_messages=SELECT_ONE_ERRORS)
    notes = forms.BooleanField(required=False)
    dialogue = forms.UUIDField(required=False)

    def __init__(self, partner: Partner | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.partner = partner

    def clean_what(self) -> str:
        """Refuse shared dialogues without a partner."""
        scope: str = self.cleaned_data["what"]
        if scope != Export.OWN and self.partner is None:
            raise forms.ValidationError(
                _("There are no dialogues to download right now. You can still download what's yours.")
            )
        return scope

    @property
    def selected_format(self) -> str:
        """The format that is preselected on the page: the submitted one, or else the first."""
        value = self["format"].value()
        return value if value in FORMATS else next(iter(FORMATS))
