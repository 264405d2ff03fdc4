"""Forms of an exit, its commitment, reviews and time notes."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.stepped_form import FormStep
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
    (FULLY, _("I'll close it")),
    (PARTLY, _("I'll close part of it, and say below what stays")),
    (FOR_A_TIME, _("I'll close it for a while, until the day below")),
]
OUTCOMES = [
    ("kept", _("It worked")),
    ("partly", _("Partly")),
    ("not_yet", _("Not yet")),
]


class ExitForm(forms.Form):
    """An exit's details; only the name is required. `is_heavy` is set if help should be offered."""

    STEPS = (
        FormStep(("name",), "exits/name_step.html", CATEGORIES),
        FormStep(("sort",)),
        FormStep(("often",)),
        FormStep(("gives",)),
        FormStep(("avoids",)),
        FormStep(("ready",), "shell/scale_step.html"),
    )
    is_heavy = False

    name = WordsField(label=_("What do you do instead of being together?"), longest=LONGEST_NAME, rows=2)
    sort = forms.ChoiceField(
        label=_("What kind is it?"),
        choices=[
            *((category.name, _(category.title)) for category in CATEGORIES),
            ("", _("Skip this")),
        ],
        required=False,
        widget=forms.RadioSelect,
        error_messages=CHOICE_ERRORS,
    )
    often = forms.ChoiceField(
        label=_("How often?"),
        choices=[*((name, _(label)) for name, label in FREQUENCIES), ("", _("Skip this"))],
        required=False,
        widget=forms.RadioSelect,
        error_messages=CHOICE_ERRORS,
    )
    gives = WordsField(label=_("What does it give you?"), required=False, longest=LONGEST)
    avoids = WordsField(
        label=_("What does it help you avoid, or keep you from saying?"), required=False, longest=LONGEST
    )
    ready = forms.TypedChoiceField(
        label=_("How ready are you to close it?"),
        help_text=_("0 is not at all, 10 is today."),
        choices=[*((str(number), str(number)) for number in range(11)), ("", _("skip"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages=CHOICE_ERRORS,
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if topic := find_protected_topic(name):
            self.is_heavy = topic.is_heavy
            raise forms.ValidationError(gettext(topic.why))
        return name

    @property
    def details(self) -> ExitDetails:
        return ExitDetails(**{field: self.cleaned_data[field] for field in ExitDetails.__dataclass_fields__})


class ShareExitForm(InviteForm):
    """The invitation to a dialogue about an exit: the line the partner reads, and the mode."""

    topic = WordsField(longest=LONGEST_NAME)

    STEPS = (
        FormStep(("topic",), "exits/topic_step.html"),
        FormStep(
            ("mode", "keep"),
            "dialogues/mode_step.html",
            _("If you both finish, your promise stays on its page."),
        ),
    )


def clean_day_within_weeks(day: date | None) -> date | None:
    """Return a day from tomorrow on, within twelve weeks."""
    today = timezone.localdate()
    if day and not today < day <= today + services.MAX_REVIEW_DELAY:
        raise forms.ValidationError(_("Please choose a day in the next twelve weeks, starting tomorrow."))
    return day


class CommitmentForm(forms.Form):
    """The terms of a commitment. Its words may be as long as a turn's, since they may come from a dialogue."""

    how_far = forms.ChoiceField(
        label=_("How much of it will you close?"),
        choices=HOW_FAR,
        widget=forms.RadioSelect,
        initial=FULLY,
        error_messages=CHOICE_ERRORS,
    )
    words = WordsField(label=_("In your own words: Starting today, I ..."), longest=engine.MAX_WORDS_LENGTH)
    day = day_field(_("When will you look back at it?"))

    def clean_day(self) -> date | None:
        return clean_day_within_weeks(self.cleaned_data["day"])

    @property
    def terms(self) -> CommitmentTerms:
        data = self.cleaned_data
        ends_on = data["day"] if data["how_far"] == FOR_A_TIME else None
        return CommitmentTerms(data["how_far"], data["words"], ends_on, review_on=data["day"])


class ReviewForm(forms.Form):
    """A review, and the day of the next one."""

    outcome = forms.ChoiceField(
        label=_("How did it go?"), choices=OUTCOMES, widget=forms.RadioSelect, error_messages=CHOICE_ERRORS
    )
    note = WordsField(label=_("What do you notice?"), required=False, longest=LONGEST)
    next_on = day_field(_("When will you look back again?"), required=False)

    def clean_next_on(self) -> date | None:
        return clean_day_within_weeks(self.cleaned_data["next_on"])


class TimeNoteForm(forms.Form):
    """A note on what the owner did with the freed time."""

    words = WordsField(label=_("What did you do with the time, or what came of it?"), longest=LONGEST)
    day = day_field(_("On which day?"))
    shared = forms.BooleanField(required=False)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not timezone.localdate() - timedelta(days=366) < day <= timezone.localdate():
            raise forms.ValidationError(_("Please choose today or an earlier day."))
        return day
