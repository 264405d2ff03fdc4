"""Forms of an exit, its commitment, reviews and time notes."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dialogues.form_fields import WordsField, day_field
from dialogues.forms import InviteForm
from dialogues.protocol import engine
from exits import services
from exits.categories import CATEGORIES, FREQUENCIES, LONGEST, LONGEST_NAME, ExitDetails
from exits.models import FOR_A_TIME, FULLY, PARTLY
from exits.protected_topics import find_protected_topic
from exits.services import CommitmentTerms

CHOICE_REQUIRED = _("Please choose one of these.")
CHOICE_ERRORS = {"invalid_choice": CHOICE_REQUIRED, "required": CHOICE_REQUIRED}
HOW_FAR = [
    (FULLY, _("I close it")),
    (PARTLY, _("I close a part of it; the words say what stays")),
    (FOR_A_TIME, _("I close it for a time, until the day below")),
]
OUTCOMES = [
    ("kept", _("It held")),
    ("partly", _("In part")),
    ("not_yet", _("Not yet")),
]


class ExitForm(forms.Form):
    """An exit's details; only the name is required. `is_heavy` is set if help should be offered."""

    is_heavy = False

    name = WordsField(
        label=_("What do you do instead of being with your partner?"), longest=LONGEST_NAME, rows=2
    )
    sort = forms.ChoiceField(
        label=_("What sort is it?"),
        choices=[("", _("I leave this open")), *((sort.name, _(sort.title)) for sort in CATEGORIES)],
        required=False,
        error_messages=CHOICE_ERRORS,
    )
    often = forms.ChoiceField(
        label=_("How often?"),
        choices=[("", _("I leave this open")), *((name, _(words)) for name, words in FREQUENCIES)],
        required=False,
        error_messages=CHOICE_ERRORS,
    )
    gives = WordsField(label=_("What does it give you?"), required=False, longest=LONGEST)
    avoids = WordsField(
        label=_("What do you avoid by it, or find hard to say?"), required=False, longest=LONGEST
    )
    ready = forms.TypedChoiceField(
        label=_("How ready are you to close it? 0 is not at all, 10 is today."),
        choices=[*((str(number), str(number)) for number in range(11)), ("", _("open"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages=CHOICE_ERRORS,
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if found := find_protected_topic(name):
            self.is_heavy = found.is_heavy
            raise forms.ValidationError(gettext(found.why))
        return name

    @property
    def told(self) -> ExitDetails:
        return ExitDetails(**{field: self.cleaned_data[field] for field in ExitDetails.__dataclass_fields__})


class ShareExitForm(InviteForm):
    """The invitation to a dialogue about an exit: the line the partner reads, and the mode."""

    topic = WordsField(longest=LONGEST_NAME)


def clean_day_within_weeks(day: date | None) -> date | None:
    """Return a day from tomorrow on, within twelve weeks."""
    today = timezone.localdate()
    if day and not today < day <= today + services.MAX_REVIEW_DELAY:
        raise forms.ValidationError(_("Please choose a day from tomorrow on, within the next twelve weeks."))
    return day


class CommitmentForm(forms.Form):
    """The terms of a commitment. Its words may be as long as a turn's, since they may come from a dialogue."""

    how_far = forms.ChoiceField(
        label=_("How far do you close it?"),
        choices=HOW_FAR,
        widget=forms.RadioSelect,
        initial=FULLY,
        error_messages=CHOICE_ERRORS,
    )
    words = WordsField(label=_("In your own words: Starting today, I …"), longest=engine.MAX_WORDS_LENGTH)
    day = day_field(_("When will you look back at it?"))

    def clean_day(self) -> date | None:
        return clean_day_within_weeks(self.cleaned_data["day"])

    @property
    def terms(self) -> CommitmentTerms:
        said = self.cleaned_data
        ends = said["day"] if said["how_far"] == FOR_A_TIME else None
        return CommitmentTerms(said["how_far"], said["words"], ends, said["day"])


class ReviewForm(forms.Form):
    """A review, and the day of the next one."""

    outcome = forms.ChoiceField(
        label=_("How was it?"), choices=OUTCOMES, widget=forms.RadioSelect, error_messages=CHOICE_ERRORS
    )
    note = WordsField(label=_("What do you notice?"), required=False, longest=LONGEST)
    next_on = day_field(_("When will you look back again?"), required=False)

    def clean_next_on(self) -> date | None:
        return clean_day_within_weeks(self.cleaned_data["next_on"])


class TimeNoteForm(forms.Form):
    """A note on what became of the freed time."""

    words = WordsField(label=_("What did you do with the time, or what did it bring?"), longest=LONGEST)
    day = day_field(_("On which day?"))
    shared = forms.BooleanField(label=_("My partner may read this."), required=False)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not timezone.localdate() - timedelta(days=366) < day <= timezone.localdate():
            raise forms.ValidationError(_("Please choose today or a day before."))
        return day
