"""Forms of a change request."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from change_requests import schedules
from change_requests.draft_data import LADDER, MAX_LENGTH, WISH_PIECES, RequestDraft, Rung, Wish
from change_requests.plans import WishChoice
from change_requests.schedules import WEEK_LABELS, GiftFrequency, GiftSchedule
from dialogues.form_fields import NEEDED, WordsField, day_field

MAX_START_DELAY = timedelta(weeks=8)  # until a gift begins
MAX_COME_BACK_DELAY = timedelta(weeks=12)  # until someone comes back to a "not yet"


class LadderForm(forms.Form):
    """The frustration, rung by rung. Anything may stay empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rung in LADDER:
            self.fields[rung.name] = WordsField(
                label=gettext(rung.asks), longest=MAX_LENGTH, rows=2, required=False
            )

    def clean(self) -> None:
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("frustration", NEEDED)

    def rungs(self) -> list[tuple[Rung, forms.BoundField]]:
        return [(rung, self[rung.name]) for rung in LADDER]


class WishesForm(forms.Form):
    """Three wishes, each with a schedule."""

    LABELS = (_("The first wish"), _("The second wish"), _("The third wish"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        often, weeks = schedules.form_choices(gettext)
        as_said = [("", gettext("As the words say"))]
        for piece, label in zip(WISH_PIECES, self.LABELS, strict=True):
            self.fields[piece] = WordsField(label=label, longest=MAX_LENGTH, rows=3, required=False)
            self.fields[f"{piece}_often"] = forms.ChoiceField(
                label=_("How often?"), choices=[*as_said, *often], required=False
            )
            self.fields[f"{piece}_weeks"] = forms.TypedChoiceField(
                label=_("For how long?"), choices=[*as_said, *weeks], coerce=int, required=False
            )

    def wish(self, piece: str) -> Wish:
        """Return a wish as entered, valid or not."""
        words, often, weeks = (str(self[f"{piece}{end}"].value() or "") for end in ("", "_often", "_weeks"))
        return Wish(
            str(self.fields[piece].to_python(words))[:MAX_LENGTH],
            GiftFrequency(often) if often in set(GiftFrequency) else None,
            int(weeks) if weeks in map(str, WEEK_LABELS) else None,
        )

    @property
    def wishes(self) -> tuple[Wish, ...]:
        return tuple(self.wish(piece) for piece in WISH_PIECES)


def draft_initial(told: RequestDraft) -> dict[str, Any]:
    """Return the initial values of a draft's forms."""
    fields: dict[str, Any] = {rung.name: getattr(told, rung.name) for rung in LADDER}
    for piece, wish in zip(WISH_PIECES, told.wishes, strict=True):
        fields[piece] = wish.words
        fields[f"{piece}_often"], fields[f"{piece}_weeks"] = wish.often, wish.weeks
    return fields


class ChooseForm(forms.Form):
    """The giver's choice, if made after the dialogue."""

    piece = forms.ChoiceField(
        choices=[(piece, piece) for piece in WISH_PIECES],
        error_messages={"required": _("Please choose one of the three.")},
    )
    begins_on = day_field(_("When do you begin?"))
    hard = forms.TypedChoiceField(
        label=_("How hard is it for you? 0 is easy, 10 is very hard."),
        choices=[*((str(number), str(number)) for number in range(11)), ("", _("open"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    words = WordsField(label=_("A word to it, if you like"), longest=MAX_LENGTH, rows=2, required=False)

    def clean_begins_on(self) -> date:
        day: date = self.cleaned_data["begins_on"]
        today = timezone.localdate()
        if not today <= day <= today + MAX_START_DELAY:
            raise forms.ValidationError(_("Please choose a day from today on, within the next eight weeks."))
        return day

    @property
    def choice(self) -> WishChoice:
        said = self.cleaned_data
        return WishChoice(said["piece"], said["begins_on"], said["hard"], said["words"])


class RescheduleForm(forms.Form):
    """Another schedule for a gift: how often, for how long, from when."""

    often = forms.ChoiceField(label=_("How often?"), choices=lambda: schedules.form_choices(gettext)[0])
    weeks = forms.TypedChoiceField(
        label=_("For how long?"), choices=lambda: schedules.form_choices(gettext)[1], coerce=int
    )
    begins_on = day_field(_("From which day on?"))

    def clean_begins_on(self) -> date:
        day: date = self.cleaned_data["begins_on"]
        if abs(day - timezone.localdate()) > MAX_START_DELAY:
            raise forms.ValidationError(_("Please choose a day within eight weeks of today."))
        return day

    def frame(self, before: GiftSchedule) -> GiftSchedule:
        """The new schedule. Weekdays stay if their number still fits."""
        often = GiftFrequency(self.cleaned_data["often"])
        weeks = 1 if often is GiftFrequency.ONCE else self.cleaned_data["weeks"]
        return GiftSchedule(often, weeks, before.on if often is before.often else ())


class PostponeForm(forms.Form):
    """When to come back to a request."""

    day = day_field(_("When will you look at it again?"))

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        today = timezone.localdate()
        if not today < day <= today + MAX_COME_BACK_DELAY:
            raise forms.ValidationError(
                _("Please choose a day from tomorrow on, within the next twelve weeks.")
            )
        return day


class GiveForm(forms.Form):
    """A day of the shown plan on which something was given, with a note."""

    plan = forms.UUIDField()
    day = day_field()
    words = WordsField(label=_("A word to it, if you like"), longest=MAX_LENGTH, rows=2, required=False)


class ThankForm(forms.Form):
    """Thanks for a gift."""

    words = WordsField(label=_("Thank you for …"), longest=MAX_LENGTH, rows=2, required=False)


class ReviewForm(forms.Form):
    """What a gift changed."""

    for_me = WordsField(label=_("What changed for you?"), longest=MAX_LENGTH, rows=3, required=False)
    for_you = WordsField(
        label=_("What do you think changed for the other?"), longest=MAX_LENGTH, rows=3, required=False
    )

    def clean(self) -> None:
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("for_me", NEEDED)
