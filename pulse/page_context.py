"""The context of the pulse page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from couples.models import Partner, User
from dialogues.models import Dialogue
from pulse import services, sharing
from pulse.chart import MAX_WEEKS, PulseChart, PulseSeries, build_pulse_chart
from pulse.models import Pulse, PulseSchedule
from pulse.questions import PULSE_QUESTIONS, needs_support


@dataclass(frozen=True)
class PulseRow:
    """One person's week in the table. None is an unanswered question."""

    week: date
    label: str
    numbers: Sequence[int | None]

    @property
    def is_readable(self) -> bool:
        """Whether the answers can be decrypted. An answered week has at least one."""
        return any(number is not None for number in self.numbers)


@dataclass(frozen=True)
class PulsePage:
    """The pulse as its owner sees it, with the partner's only if both agreed to share."""

    week: date
    pulse: Pulse | None
    has_answers: bool
    other: Partner | None
    agrees: bool
    both_agree: bool
    schedule: PulseSchedule | None
    people: Sequence[PulseSeries]
    dialogue_days: Sequence[date]

    @property
    def seen(self) -> int:
        return self.pulse.version if self.pulse else 0

    @property
    def offers_support(self) -> bool:
        return self.pulse is not None and needs_support(self.pulse.numbers)

    @property
    def current_answers(self) -> list[tuple[str, int]]:
        """This week's answers as titles and numbers."""
        numbers = self.pulse.numbers if self.pulse else {}
        return [
            (_(question.title), numbers[question.name])
            for question in PULSE_QUESTIONS
            if question.name in numbers
        ]

    @property
    def chart(self) -> PulseChart | None:
        titles = {question.name: _(question.title) for question in PULSE_QUESTIONS}
        if not any(person.weeks for person in self.people):
            return None
        return build_pulse_chart(titles, self.people, self.dialogue_days, self.week)

    @property
    def rows(self) -> list[PulseRow]:
        """The table's rows, latest week first."""
        rows = [
            PulseRow(week, person.label, [numbers.get(question.name) for question in PULSE_QUESTIONS])
            for person in self.people
            for week, numbers in person.weeks.items()
        ]
        return sorted(rows, key=lambda row: row.week, reverse=True)


def build_page(user: User) -> PulsePage:
    """Build the pulse page of a user, with or without a partner."""
    week = services.this_week(user)
    first = week - timedelta(weeks=MAX_WEEKS - 1)
    partner = Partner.objects.current(user)
    other = partner.other() if partner else None
    own = Pulse.objects.of(user)
    shared = sharing.shared_pulses(partner, other) if partner and other else own.none()
    return PulsePage(
        week=week,
        pulse=services.pulse_of_week(user, week),
        has_answers=own.exists(),
        other=other,
        agrees=bool(partner and sharing.agrees_to_share(partner)),
        both_agree=bool(partner and sharing.both_agree(partner)),
        schedule=PulseSchedule.objects.filter(user=user).first(),
        people=[*pulse_series(partner, _("You"), own, first), *pulse_series(other, "", shared, first)],
        dialogue_days=dialogue_days(partner, first) if partner else [],
    )


def pulse_series(
    partner: Partner | None, label: str, rows: QuerySet[Pulse], first: date
) -> list[PulseSeries]:
    """Return the person's series from a week on: one, or none if there are no answers."""
    weeks = {row.week: row.numbers for row in rows.filter(week__gte=first)}
    slot, name = (partner.slot, partner.name) if partner else (0, "")
    return [PulseSeries(slot, label or name, weeks)] if weeks else []


def dialogue_days(partner: Partner, first: date) -> list[date]:
    """Return the days on which the couple finished a dialogue."""
    rows = Dialogue.objects.for_partner(partner).filter(snapshot__finished=True, closed_at__date__gte=first)
    return sorted({timezone.localdate(at) for at in rows.values_list("closed_at", flat=True)})
