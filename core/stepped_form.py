"""Forms that ask one question a screen. The answers of the other steps go along in hidden fields, so that each step is
a whole form: it can be stored, checked and sent at any step, with and without a script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from core.form_utils import wants_json

CHANGE, STEP = "change", "step"  # a step to change alone, or one to continue from
AWAITED = "awaited"  # sent until a script has put back what it keeps from earlier steps


def always(_form: forms.Form) -> bool:
    """Most steps are needed whatever the others say."""
    return True


@dataclass(frozen=True, slots=True)
class FormStep:
    """One screen of a form: its fields, the template that shows them, and what else that template needs.

    One that isn't `needed` with the form's answers is passed over, and can still be changed.
    """

    fields: tuple[str, ...]
    template: str = "shell/form_step.html"
    subject: Any = None
    needed: Callable[[Any], bool] = always

    @property
    def name(self) -> str:
        return self.fields[0]


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step with its fields as they are shown."""

    step: FormStep
    fields: Sequence[BoundField]


class SteppedForm:
    """A form at one of its steps: the one that the request asks for, or the first with an error.

    A form that was sent without a step is shown whole, as after a conflict (`is_whole`).
    """

    def __init__(self, form: forms.Form, steps: Sequence[FormStep], request: HttpRequest) -> None:
        self.form, self.steps = form, tuple(steps)
        data = request.POST if request.method == "POST" else request.GET
        self.is_change = CHANGE in data
        self.is_whole = form.is_bound and not self.is_change and STEP not in data
        self.goes_back = data.get("go") == "back" or AWAITED in request.POST
        names = [step.name for step in self.steps]
        asked = data.get(CHANGE) or data.get(STEP)
        self.index = names.index(asked) if asked in names else 0
        wrong = [index for index, step in enumerate(self.steps) if {*step.fields} & {*form.errors}]
        self.posted = self.current.fields if form.is_bound else ()  # newer than what a script keeps of them
        self.index = wrong[0] if wrong and self.index not in wrong else self.index
        self.is_awaited = AWAITED in request.GET and self.index > 0

    @property
    def current(self) -> FormStep:
        return self.steps[self.index]

    @property
    def shown(self) -> list[ShownStep]:
        """The step with its fields; all steps of a form that is shown whole."""
        steps = self.steps if self.is_whole else (self.current,)
        return [ShownStep(step, [self.form[name] for name in step.fields]) for step in steps]

    @property
    def carried(self) -> list[BoundField]:
        """The fields of the other steps."""
        others = [step for step in self.steps if step is not self.current and not self.is_whole]
        return [self.form[name] for step in others for name in step.fields]

    @property
    def counted(self) -> list[FormStep]:
        """The steps that are needed with the form's answers, and the current one."""
        return [step for step in self.steps if step is self.current or step.needed(self.form)]

    @property
    def position(self) -> int:
        return self.counted.index(self.current) + 1

    @property
    def is_last(self) -> bool:
        return self.is_whole or self.is_change or self.current is self.steps[-1]

    @property
    def is_finished(self) -> bool:
        """Whether the button that was pressed ends the form."""
        return self.is_whole or self.is_change or self.next_index == len(self.steps)

    @property
    def next_index(self) -> int:
        """The step that the pressed button leads to; one more than there are after the last."""
        before, after = range(self.index - 1, -1, -1), range(self.index + 1, len(self.steps))
        needed = (at for at in (before if self.goes_back else after) if self.steps[at].needed(self.form))
        return next(needed, 0 if self.goes_back else len(self.steps))

    def turn(self) -> None:
        """Go to the step that the pressed button leads to."""
        self.index = self.next_index

    def url(self, page: str, **query: str) -> str:
        """The address of the current step."""
        return f"{page}?{urlencode({**query, CHANGE if self.is_change else STEP: self.current.name})}"

    def stored(self, request: HttpRequest, page: str, done: str) -> HttpResponse:
        """Answer a step that was stored: lead to the next one on `page`, or after the last to `done`.

        A script is told where the step stands now, since a new form has got an address of its own.
        """
        here = self.url(page)
        if not self.is_finished:
            self.turn()
            done = self.url(page)
        if wants_json(request):
            return JsonResponse({"next": done, "here": here})
        return redirect(done)

    def carry_on(self, request: HttpRequest, page: str, **query: str) -> JsonResponse | None:
        """Turn to the next step of a form that is stored only at its end. A script keeps the words until then, and
        gets the address; None if the page with the next step is to be rendered.

        Whoever presses a button there before the script has put the words back is led back to them.
        """
        query[AWAITED] = "yes"
        here = self.url(page, **query)
        self.turn()
        if wants_json(request):
            return JsonResponse({"next": self.url(page, **query), "here": here, "stored": False})
        return None
