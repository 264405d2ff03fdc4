"""Forms of a change request."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from change_requests.draft_data import LADDER, MAX_LENGTH, WISH_PIECES, RequestDraft, Wish
from change_requests.known_schedules import stated_labels
from change_requests.plans import WishChoice
from change_requests.schedule_fields import weekdays_field, weekdays_mismatch
from change_requests.schedules import (
    WEEK_LABELS,
    WEEKDAYS,
    GiftFrequency,
    GiftSchedule,
    ScheduleChoice,
    form_choices,
    without_whole_week,
)
from change_requests.stated_schedules import known_schedule
from core.stepped_form import FormStep
from dialogues.form_fields import NEEDED, WordsField, day_field

MAX_START_DELAY = timedelta(weeks=8)  # until a gift begins
MAX_COME_BACK_DELAY = timedelta(weeks=12)  # until someone comes back to a "not yet"


class LadderForm(forms.Form):
    """The frustration, rung by rung. Anything may stay empty."""

    STEPS = tuple(FormStep((rung.name,), "change_requests/rung_step.html", rung) for rung in LADDER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rung in LADDER:
            self.fields[rung.name] = WordsField(
                label=gettext(rung.question), longest=MAX_LENGTH, rows=2, required=False
            )

    def clean(self) -> None:
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("frustration", NEEDED)


def wish_steps(piece: str) -> tuple[FormStep, FormStep]:
    """Return the screens of a wish: its words, and its schedule unless the words state it."""

    def is_unsaid(form: WishesForm) -> bool:
        wish = form.wish(piece)
        return bool(wish.words and (wish.choice or not known_schedule(wish.words).is_complete))

    fields = (f"{piece}_often", f"{piece}_days", f"{piece}_weeks")
    schedule = FormStep(fields, "change_requests/schedule_step.html", piece, is_unsaid)
    return FormStep((piece,), "change_requests/wish_step.html"), schedule


class WishesForm(forms.Form):
    """Three wishes, each with a schedule."""

    LABELS = (_("The first wish"), _("The second wish"), _("The third wish"))
    STEPS = tuple(step for piece in WISH_PIECES for step in wish_steps(piece))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for piece, label in zip(WISH_PIECES, self.LABELS, strict=True):
            self.fields[piece] = WordsField(label=label, longest=MAX_LENGTH, rows=3, required=False)
            self.add_schedule(piece)

    def add_schedule(self, piece: str) -> None:
        """Add the fields of a wish's schedule. Choosing nothing means what its words state, if they do."""
        often, weeks = form_choices(gettext)
        stated_often, stated_weeks = stated_labels(self.words(piece), gettext)
        chips: dict[str, Any] = {"required": False, "widget": forms.RadioSelect}
        self.fields[f"{piece}_often"] = forms.ChoiceField(
            label=_("How often?"), choices=[("", stated_often), *often], **chips
        )
        self.fields[f"{piece}_days"] = weekdays_field()
        self.fields[f"{piece}_weeks"] = forms.TypedChoiceField(
            label=_("For how long?"), choices=[("", stated_weeks), *weeks], coerce=int, **chips
        )

    def words(self, piece: str) -> str:
        """Return the words of a wish as entered, valid or not."""
        return str(self.fields[piece].to_python(str(self[piece].value() or "")))[:MAX_LENGTH]

    def wish(self, piece: str) -> Wish:
        """Return a wish as entered, valid or not."""
        often, weeks = (str(self[f"{piece}_{part}"].value() or "") for part in ("often", "weeks"))
        days = {str(day) for day in self[f"{piece}_days"].value() or ()}
        return Wish(
            self.words(piece),
            GiftFrequency(often) if often in set(GiftFrequency) else None,
            int(weeks) if weeks in map(str, WEEK_LABELS) else None,
            tuple(day for day in range(len(WEEKDAYS)) if str(day) in days),
        )

    def clean(self) -> None:
        for piece in WISH_PIECES:
            if mismatch := weekdays_mismatch(self.wish(piece).choice):
                self.add_error(f"{piece}_days", mismatch)

    @property
    def wishes(self) -> tuple[Wish, ...]:
        return tuple(self.wish(piece) for piece in WISH_PIECES)


def draft_initial(details: RequestDraft) -> dict[str, Any]:
    """Return the initial values of a draft's forms."""
    fields: dict[str, Any] = {rung.name: getattr(details, rung.name) for rung in LADDER}
    for piece, wish in zip(WISH_PIECES, details.wishes, strict=True):
        fields[piece] = wish.words
        fields[f"{piece}_often"], fields[f"{piece}_weeks"] = wish.often, wish.weeks
        fields[f"{piece}_days"] = wish.on
    return fields


class ChooseForm(forms.Form):
    """The giver's choice, if made after the dialogue."""

    piece = forms.ChoiceField(
        choices=[(piece, piece) for piece in WISH_PIECES],
        error_messages={"required": _("Please choose one of the three.")},
    )
    begins_on = day_field(_("When will you start?"))
    hard = forms.TypedChoiceField(
        label=_("How hard is it for you? 0 is easy, 10 is very hard."),
        choices=[*((str(number), str(number)) for number in range(11)), ("", _("skip"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    words = WordsField(label=_("Add a word, if you like"), longest=MAX_LENGTH, rows=2, required=False)

    def clean_begins_on(self) -> date:
        day: date = self.cleaned_data["begins_on"]
        today = timezone.localdate()
        if not today <= day <= today + MAX_START_DELAY:
            raise forms.ValidationError(_("Please choose a day in the next eight weeks, starting today."))
        return day

    @property
    def choice(self) -> WishChoice:
        data = self.cleaned_data
        return WishChoice(data["piece"], data["begins_on"], data["hard"], data["words"])


class RescheduleForm(forms.Form):
    """Another schedule for a gift: how often, for how long, from when."""

    often = forms.ChoiceField(label=_("How often?"), choices=lambda: form_choices(gettext)[0])
    days = weekdays_field()
    weeks = forms.TypedChoiceField(
        label=_("For how long?"), choices=lambda: form_choices(gettext)[1], coerce=int
    )
    begins_on = day_field(_("Starting on which day?"))

    def clean_begins_on(self) -> date:
        day: date = self.cleaned_data["begins_on"]
        if abs(day - timezone.localdate()) > MAX_START_DELAY:
            raise forms.ValidationError(_("Please choose a day within eight weeks of today."))
        return day

    def clean(self) -> None:
        data = self.cleaned_data
        if not self.errors:
            choice = ScheduleChoice(GiftFrequency(data["often"]), data["weeks"], tuple(data["days"]))
            if mismatch := weekdays_mismatch(choice):
                self.add_error("days", mismatch)

    @property
    def schedule(self) -> GiftSchedule:
        often = GiftFrequency(self.cleaned_data["often"])
        weeks = 1 if often is GiftFrequency.ONCE else self.cleaned_data["weeks"]
        return GiftSchedule(often, weeks, without_whole_week(often, self.cleaned_data["days"]))


class PostponeForm(forms.Form):
    """When to come back to a request."""

    day = day_field(_("When will you look at it again?"))

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        today = timezone.localdate()
        if not today < day <= today + MAX_COME_BACK_DELAY:
            raise forms.ValidationError(_("Please choose a day in the next twelve weeks, starting tomorrow."))
        return day


class GiveForm(forms.Form):
    """A day of the shown plan on which something was given, with a note."""

    plan = forms.UUIDField()
    day = day_field()
    words = WordsField(label=_("Add a word, if you like"), longest=MAX_LENGTH, rows=2, required=False)


class ThankForm(forms.Form):
    """Thanks for a gift."""

    words = WordsField(label=_("Thank you for ..."), longest=MAX_LENGTH, rows=2, required=False)


class ReviewForm(forms.Form):
    """What a gift changed."""

    for_me = WordsField(label=_("What changed for you?"), longest=MAX_LENGTH, rows=3, required=False)
    for_you = WordsField(longest=MAX_LENGTH, rows=3, required=False)

    def __init__(self, *args: Any, partner_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["for_you"].label = gettext("What do you think changed for {name}?").format(
            name=partner_name
        )

    def clean(self) -> None:
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("for_me", NEEDED)
